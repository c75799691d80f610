using Watchkeeper.Core.Time;
using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications.Outbox;

/// <summary>What a target's pace allows now.</summary>
/// <param name="Count">How many messages, where they go out one by one.</param>
/// <param name="Until">When there is more, where they wait.</param>
internal readonly record struct Allowance(AllowanceKind Kind, int Count, Instant Until)
{
    public static Allowance Gathered { get; } = new(AllowanceKind.Gathered, 0, default);

    public static Allowance OneByOne(int count) => new(AllowanceKind.OneByOne, count, default);

    public static Allowance Wait(Instant until) => new(AllowanceKind.Wait, 0, until);
}

internal enum AllowanceKind
{
    OneByOne,
    Gathered,
    Wait,
}

/// <summary>
/// The pace of one target: in each window the first few messages go out one by one, each at once; whatever is more waits for the end of the window and goes
/// out as one, which fills the next window. Where more than a few wait at the beginning of a window, they go out as one at once, and the window takes nothing
/// else. It is stored, so that a restart begins no new window, and all daemons on a database keep to it together.
/// </summary>
/// <param name="Start">When the window began; null before the first message.</param>
/// <param name="Sent">How many messages it has taken; one more than it takes where something waits for its end.</param>
internal readonly record struct Pace(Instant? Start, int Sent)
{
    /// <param name="waiting">How many messages wait.</param>
    public Allowance Ask(PaceOptions options, int waiting, Instant now)
    {
        if (options.IsUnlimited)
        {
            return Allowance.OneByOne(waiting);
        }

        var window = At(options, now);
        var left = options.Messages - window.Sent;
        return window.Sent > 0
            ? left > 0 ? Allowance.OneByOne(Math.Min(waiting, left)) : Allowance.Wait(window.Start!.Value + options.Per)
            : waiting > (Owes(options, now) ? 1 : options.Messages) ? Allowance.Gathered
            : Allowance.OneByOne(waiting);
    }

    /// <summary>The pace after messages were taken for the channel, whether it will take them or not.</summary>
    /// <param name="gathered">Whether they are one, which fills the window.</param>
    public Pace After(PaceOptions options, int messages, bool gathered, Instant now)
    {
        var window = At(options, now);
        return new Pace(window.Start ?? now, gathered ? options.Messages : window.Sent + messages);
    }

    /// <summary>The pace after something had to wait for the end of the window.</summary>
    public Pace Owing(PaceOptions options) => this with { Sent = options.Messages + 1 };

    /// <summary>The window as it stands now: over after its time, and wherever the clock was set so far that nobody knows.</summary>
    private Pace At(PaceOptions options, Instant now) => Start is { } start && (now - start).Duration() < options.Per ? this : default;

    /// <summary>Whether what waits now has waited for the end of the window just over.</summary>
    private bool Owes(PaceOptions options, Instant now) => Sent > options.Messages && Start is { } start && now - start >= options.Per && now - start < options.Per * 2;
}
