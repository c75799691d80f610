using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>A run of a job that began and has not finished.</summary>
/// <param name="Id">What its sender calls it, so that overlapping runs can be told apart; null where the sender gave it no name.</param>
/// <param name="Overran">It took longer than it may, and that was noted; it is kept so that its duration is known when it ends after all.</param>
/// <param name="Forgiven">So much longer it may take, because no daemon was there to be told of its end.</param>
internal sealed record OpenRun(string? Id, Due Started, bool Overran = false, TimeSpan Forgiven = default)
{
    /// <summary>When it has taken too long.</summary>
    /// <param name="longest">What a run may take.</param>
    public Due Limit(TimeSpan longest) => Started.Plus(longest + Forgiven);
}

/// <summary>The runs of one canary that are under way, the oldest first.</summary>
internal static class OpenRuns
{
    /// <summary>Runs that never report their end must not pile up: the oldest is forgotten.</summary>
    private const int Most = 50;

    /// <summary>A run that begins takes the place of an earlier one of the same name: that one was broken off.</summary>
    public static IReadOnlyList<OpenRun> Begin(IReadOnlyList<OpenRun> runs, OpenRun begun) =>
        [.. runs.Where(run => run.Id != begun.Id).TakeLast(Most - 1), begun];

    /// <summary>The run that a report with this name, or without one, ends: its own and no other.</summary>
    public static OpenRun? EndedBy(IReadOnlyList<OpenRun> runs, string? id) => runs.Count == 0 ? null : runs.LastOrDefault(run => run.Id == id);

    public static IReadOnlyList<OpenRun> Without(IReadOnlyList<OpenRun> runs, OpenRun ended) => [.. runs.Where(run => !ReferenceEquals(run, ended))];

    /// <summary>The run that has taken too long, noted as such.</summary>
    public static IReadOnlyList<OpenRun> Overrun(IReadOnlyList<OpenRun> runs, OpenRun overdue) =>
        [.. runs.Select(run => ReferenceEquals(run, overdue) ? run with { Overran = true } : run)];

    /// <summary>The runs under a new limit: those that it does not find too long have not overrun.</summary>
    /// <param name="longest">Null: there is no limit.</param>
    public static IReadOnlyList<OpenRun> Within(IReadOnlyList<OpenRun> runs, TimeSpan? longest, Moment now) =>
        [.. runs.Select(run => run with { Overran = run.Overran && longest is { } limit && run.Limit(limit).HasPassed(now) })];
}
