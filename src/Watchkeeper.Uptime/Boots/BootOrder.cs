using Watchkeeper.Core;

namespace Watchkeeper.Uptime.Boots;

/// <summary>An order of boots by one column; a minus before its name turns it round.</summary>
internal sealed class BootOrder
{
    public const string Forms = "number, started, ended, uptime, suspended, not-watched, downtime, end or kernel, with a minus before it for the reverse";

    private readonly Func<Boot, IComparable?> _key;
    private readonly bool _reversed;

    private BootOrder(Func<Boot, IComparable?> key, bool reversed) => (_key, _reversed) = (key, reversed);

    public static BootOrder ByNumber { get; } = Parse("number");

    /// <exception cref="ProblemException">There is no such column.</exception>
    public static BootOrder Parse(string text)
    {
        var reversed = text.StartsWith('-');
        Func<Boot, IComparable?> key = text.TrimStart('-') switch
        {
            "number" => static boot => boot.Number,
            "started" => static boot => boot.Started.Microseconds,
            "ended" => static boot => boot.Ended?.Microseconds ?? long.MaxValue,
            "uptime" => static boot => boot.Uptime,
            "suspended" => static boot => boot.Suspended,
            "not-watched" => static boot => boot.NotWatched,
            "downtime" => static boot => boot.Downtime ?? TimeSpan.MinValue,
            "end" => static boot => boot.End,
            "kernel" => static boot => boot.Kernel ?? "",
            _ => throw new ProblemException(ProblemKind.BadRequest, $"'{text}' is no order; write {Forms}."),
        };
        return new BootOrder(key, reversed);
    }

    public IReadOnlyList<Boot> Order(IReadOnlyList<Boot> boots) =>
        _reversed ? [.. boots.OrderByDescending(_key).ThenByDescending(boot => boot.Number)] : [.. boots.OrderBy(_key).ThenBy(boot => boot.Number)];
}
