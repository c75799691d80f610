using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Watches.Running;

internal enum RunStatus
{
    /// <summary>Accepted; another run of the same key is not done yet.</summary>
    Waiting,
    Running,
    Succeeded,
    Failed,

    /// <summary>The daemon was stopped, or the host went down, while it ran: perhaps because of it, so it is not run again.</summary>
    Interrupted,

    /// <summary>A newer trigger took its place, or it was too old when its turn came.</summary>
    Dropped,
}

/// <summary>One run of a watch's steps, as it is recorded.</summary>
internal sealed record Run(Guid Id, string Watch, string Key)
{
    public EdgeKind Kind { get; init; }

    public bool IsUnknown { get; init; }

    public Severity Severity { get; init; }

    public string Message { get; init; } = "";

    public string Why { get; init; } = "";

    /// <summary>The line or value.</summary>
    public string Text { get; init; } = "";

    public IReadOnlyDictionary<string, string> Captures { get; init; } = new Dictionary<string, string>();

    public Moment Triggered { get; init; }

    public Guid BootId { get; init; }

    public RunStatus Status { get; init; }

    /// <summary>From its first start to its end, retries and their delays included.</summary>
    public TimeSpan? Duration { get; init; }

    public int Attempts { get; init; }

    /// <summary>The exit status of the last command.</summary>
    public int? Exit { get; init; }

    /// <summary>What the last attempt printed, at most 64 kB.</summary>
    public string Output { get; init; } = "";

    /// <summary>Why it failed.</summary>
    public string Error { get; init; } = "";

    /// <param name="host">Two hosts that share a database may see the same line at the same place.</param>
    public static Run Of(Trigger trigger, Moment now, Guid bootId, HostIdentity host) => new(trigger.IdOn(host), trigger.Watch.Name, trigger.Key)
    {
        Kind = trigger.Kind,
        IsUnknown = trigger.IsUnknown,
        Severity = trigger.Severity,
        Message = trigger.Message,
        Why = trigger.Why,
        Text = trigger.Text.Length > 4096 ? trigger.Text[..4096] : trigger.Text,
        Captures = trigger.Captures,
        Triggered = now,
        BootId = bootId,
        Status = RunStatus.Waiting,
    };
}
