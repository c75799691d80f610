using Watchkeeper.Core.Time;
using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications.Outbox;

/// <summary>What a target's pace allows now.</summary>
internal readonly record struct Allowance(AllowanceKind Kind, Instant Until)
{
    public static Allowance OneByOne { get; } = new(AllowanceKind.OneByOne, default);

    public static Allowance Gathered { get; } = new(AllowanceKind.Gathered, default);

    public static Allowance Wait(Instant until) => new(AllowanceKind.Wait, until);
}

internal enum AllowanceKind
{
    OneByOne,
    Gathered,
    Wait,
}

/// <summary>
/// The pace of one target: in each window the first few messages go out one by one; whatever is more waits for the end of the window and goes out as
/// one. Where more than a few wait at the beginning of a window, they go out as one at once, and the window takes nothing else. It is stored, so that a
/// restart begins no new window, and all daemons on a database keep to it together.
/// </summary>
/// <param name="Start">When the window began; null before the first message.</param>
/// <param name="Sent">How many messages it has taken.</param>
internal readonly record struct Pace(Instant? Start, int Sent)
{
    /// <param name="waiting">How many messages wait.</param>
    public Allowance Ask(PaceOptions options, int waiting, Instant now)
    {
        var window = At(options, now);
        return window.Sent + waiting <= options.Messages ? Allowance.OneByOne
            : window.Start is not { } start || window.Sent == 0 ? Allowance.Gathered
            : Allowance.Wait(start + options.Per);
    }

    /// <summary>The pace after messages were taken for the channel, whether it will take them or not.</summary>
    /// <param name="gathered">Whether they are one, which fills the window.</param>
    public Pace After(PaceOptions options, int messages, bool gathered, Instant now)
    {
        var window = At(options, now);
        return new Pace(window.Start ?? now, gathered ? options.Messages : window.Sent + messages);
    }

    /// <summary>The window as it stands now: over after its time, and wherever the clock was set so far that nobody knows.</summary>
    private Pace At(PaceOptions options, Instant now) => Start is { } start && (now - start).Duration() < options.Per ? this : default;
}
