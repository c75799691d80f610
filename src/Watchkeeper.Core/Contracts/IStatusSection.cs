using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;

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
public sealed record StatusLine(string Label, string Text, Severity Severity = Severity.Info);
