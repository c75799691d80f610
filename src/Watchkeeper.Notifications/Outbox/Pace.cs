using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications.Outbox;

/// <summary>What a target's pace allows now.</summary>
internal readonly record struct Allowance(AllowanceKind Kind, TimeSpan Until)
{
    public static Allowance OneByOne { get; } = new(AllowanceKind.OneByOne, default);

    public static Allowance Gathered { get; } = new(AllowanceKind.Gathered, default);

    public static Allowance Wait(TimeSpan until) => new(AllowanceKind.Wait, until);
}

internal enum AllowanceKind
{
    OneByOne,
    Gathered,
    Wait,
}

/// <summary>
/// The pace of one target: in each window the first few messages go out one by one; whatever is more waits for the end of the window and goes out as
/// one. Where more than a few wait at the beginning of a window, they go out as one at once, and the window takes nothing else.
/// </summary>
internal sealed class Pace
{
    private TimeSpan? _windowStart;
    private int _sent;

    /// <param name="waiting">How many messages wait.</param>
    /// <param name="now">Boot time.</param>
    public Allowance Ask(PaceOptions options, int waiting, TimeSpan now)
    {
        if (_windowStart is not { } start || now - start >= options.Per)
        {
            (_windowStart, _sent, start) = (null, 0, now);
        }

        return _sent + waiting <= options.Messages ? Allowance.OneByOne
            : _sent == 0 ? Allowance.Gathered
            : Allowance.Wait(start + options.Per);
    }

    /// <summary>Counts messages that were handed to the channel, whether it took them or not.</summary>
    public void Count(PaceOptions options, bool gathered, TimeSpan now)
    {
        _windowStart ??= now;
        _sent = gathered ? options.Messages : _sent + 1;
    }
}
