using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>What a job reports.</summary>
/// <param name="Kind">Success, start, fail or log.</param>
/// <param name="Comment">A few words of the sender.</param>
internal sealed record Ping(EntryKind Kind, string Comment = "")
{
    public static Ping Success { get; } = new(EntryKind.Success);

    public int? ExitStatus { get; init; }

    /// <summary>Tells overlapping runs apart.</summary>
    public string? RunId { get; init; }

    /// <summary>How long the run took, where the sender measured it.</summary>
    public TimeSpan? Duration { get; init; }

    public byte[]? Body { get; init; }

    /// <summary>When it was made, where it comes late; otherwise it is made as it comes.</summary>
    public Instant? At { get; init; }

    /// <summary>Whether it says how a run ended.</summary>
    public bool EndsRun => Kind is EntryKind.Success or EntryKind.Fail;

    /// <summary>A job that ended: 0 is success.</summary>
    public static Ping Exit(int status, string comment = "") =>
        new(status == 0 ? EntryKind.Success : EntryKind.Fail, comment) { ExitStatus = status };
}
