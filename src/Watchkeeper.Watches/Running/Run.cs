using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Watches.Running;

internal enum RunStatus
{
    /// <summary>Accepted; another run of the same key is not done yet, or something else is in its way.</summary>
    Waiting,

    /// <summary>One of its steps is going on.</summary>
    Running,
    Succeeded,
    Failed,

    /// <summary>The daemon was stopped, or the host went down, while a step was going on: perhaps because of it, so it is not run again.</summary>
    Interrupted,

    /// <summary>A newer trigger took its place, or it was too old when its turn came.</summary>
    Dropped,

    /// <summary>It may begin; as many of its watch's keys as may run at once do.</summary>
    Ready,

    /// <summary>It failed, and waits for its next try.</summary>
    Retrying,
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

    /// <summary>When it began first, as the time since it was triggered; null: it has not begun.</summary>
    public TimeSpan? Started { get; init; }

    /// <summary>When it is tried again, as the time since it was triggered; null unless it waits for that.</summary>
    public TimeSpan? NextTry { get; init; }

    /// <summary>From its first start to its end, retries and their delays included.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How often it was tried, the try that is going on included.</summary>
    public int Attempts { get; init; }

    /// <summary>The step that is going on where that is a program: a <see cref="Actions.ProcessGroup"/>, or the name of a unit.</summary>
    public string Process { get; init; } = "";

    /// <summary>The exit status of the last command.</summary>
    public int? Exit { get; init; }

    /// <summary>What the last attempt printed, at most 64 kB.</summary>
    public string Output { get; init; } = "";

    /// <summary>Why it failed.</summary>
    public string Error { get; init; } = "";

    /// <summary>How long ago it was triggered; after a reboot as well as the wall clock can tell.</summary>
    public TimeSpan Since(HostClock clock)
    {
        var since = BootId == clock.BootId ? clock.Uptime - Triggered.SinceBoot : clock.Now - Triggered.Wall;
        return since > TimeSpan.Zero ? since : TimeSpan.Zero;
    }

    /// <summary>The run with a try that begins now. One that was cut off while it was going on is the same try again.</summary>
    public Run Begin(HostClock clock) => this with
    {
        Status = RunStatus.Running,
        Attempts = Status == RunStatus.Running ? Math.Max(1, Attempts) : Attempts + 1,
        Started = Started ?? Since(clock),
        NextTry = null,
        Process = "",
    };

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
