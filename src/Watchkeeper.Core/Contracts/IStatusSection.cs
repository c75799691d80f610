using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Contracts;

/// <summary>What a room adds to <c>watchkeeper status</c> and <c>/api/v1/status</c>.</summary>
public interface IStatusSection
{
    /// <summary>Where it stands on the screen: lower first.</summary>
    int Order { get; }

    ValueTask<StatusReport> ReadAsync(CancellationToken cancellation);
}

/// <summary>A room's part of the status.</summary>
/// <param name="Values">For programs: keys (snake_case) that stand at the top level of the JSON.</param>
/// <param name="Lines">For people, in order.</param>
public sealed record StatusReport(JsonObject Values, IReadOnlyList<StatusLine> Lines);

/// <summary>One line of the screen; a severity worse than notice is coloured and counts in the verdict.</summary>
/// <param name="Text">Times in it are RFC 3339 in UTC: whoever shows it shows them in the reader's zone.</param>
public sealed record StatusLine(string Label, string Text, Severity Severity = Severity.Info)
{
    /// <summary>What is wrong, one by one; where a line that counts in the verdict has none, it is one itself.</summary>
    public IReadOnlyList<StatusItem> Items { get; init; } = [];
}

/// <summary>One thing that is wrong, as somebody who is woken by it wants to be told.</summary>
/// <param name="Subject">What it is about: a device, a canary, a mount point.</param>
/// <param name="Message">What happened, in one sentence; times in it are RFC 3339 in UTC.</param>
public sealed record StatusItem(string Subject, string Message, Severity Severity)
{
    public Instant? Since { get; init; }

    /// <summary>When it happened last, where it happens again and again.</summary>
    public Instant? Last { get; init; }

    /// <summary>What to do, in one sentence.</summary>
    public string? Advice { get; init; }

    /// <summary>The page of the web interface that has the evidence, with its query: <c>canaries?canary=backup</c>.</summary>
    public string? Link { get; init; }

    /// <summary>Whether it was made of what another room tells, too: where one tells of the same subject, it stands for both.</summary>
    public bool IsEcho { get; init; }

    /// <summary>How many things it stands for, where there are too many to tell each.</summary>
    public int Count { get; init; } = 1;
}
