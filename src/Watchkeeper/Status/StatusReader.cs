using System.Text.Json.Nodes;
using Watchkeeper.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Hosting;

namespace Watchkeeper.Status;

/// <summary>Gathers the rooms' parts of the status into one: the keys for programs at the top level, the lines for people in <c>lines</c>.</summary>
internal sealed class StatusReader(
    IEnumerable<IStatusSection> sections, Database database, HostIdentity host, HostClock clock, ILogger<StatusReader> log)
{
    /// <summary>
    /// How long all rooms together are waited for: whoever asks how the host is doing wants to know it now, but a host that is busy to its limits, when people
    /// ask most, takes its time. Without a database some rooms will not answer however long they are waited for.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PatienceWithoutDatabase = TimeSpan.FromSeconds(1);

    public async Task<JsonObject> ReadAsync(CancellationToken cancellation)
    {
        var status = new JsonObject
        {
            ["host"] = new JsonObject { ["id"] = host.Id, ["name"] = host.Name },
            ["version"] = VersionCommand.Version,
            ["time"] = clock.Now.ToString(),
            ["clock_trusted"] = clock.IsTrusted,
        };
        var lines = new List<StatusLine>();
        if (database.WhyAway is { } why)
        {
            lines.Add(new StatusLine("Database", why, Severity.Error));
        }

        foreach (var report in await ReadAllAsync(cancellation))
        {
            foreach (var (key, value) in report.Values.ToArray())
            {
                report.Values.Remove(key);
                status[key] = value;
            }

            lines.AddRange(report.Lines);
        }

        status["severity"] = Severities.Name(lines.Count == 0 ? Severity.Info : lines.Min(line => line.Severity));
        status["items"] = new JsonArray([.. StatusJson.Items(lines)]);
        status["lines"] = new JsonArray([.. lines.Select(StatusJson.Line)]);
        return status;
    }

    /// <summary>All rooms at once, in their order: one that hangs, on a database that does not answer, keeps nobody else waiting.</summary>
    private async Task<IReadOnlyList<StatusReport>> ReadAllAsync(CancellationToken cancellation)
    {
        var readings = sections.OrderBy(section => section.Order)
            .Select(section => (Room: RoomOf(section), Report: Task.Run(() => ReadAsync(section, cancellation), cancellation)))
            .ToList();
        var all = Task.WhenAll(readings.Select(reading => reading.Report));
        var patience = database.Ready.IsCompletedSuccessfully && database.WhyAway is null ? Patience : PatienceWithoutDatabase;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(all, Task.Delay(patience, clock, enough.Token));
        await enough.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        return [.. readings.Select(reading => reading.Report is { IsCompletedSuccessfully: true, Result: var report }
            ? report
            : NotKnown(reading.Room, $"it did not answer within {patience.TotalSeconds:0} s"))];
    }

    /// <summary>A room that cannot tell how it is doing says so; the others are shown all the same.</summary>
    private async Task<StatusReport> ReadAsync(IStatusSection section, CancellationToken cancellation)
    {
        try
        {
            return await section.ReadAsync(cancellation);
        }
        catch (ProblemException problem)
        {
            return NotKnown(RoomOf(section), problem.Message == database.WhyAway ? "the database is away" : problem.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            HostLog.StatusFailed(log, RoomOf(section), failure);
            return NotKnown(RoomOf(section), "it failed; the log says more");
        }
    }

    private static StatusReport NotKnown(string room, string why) => new([], [new StatusLine(room, $"not known: {why}", Severity.Warning)]);

    private static string RoomOf(IStatusSection section) => section.GetType().Namespace?.Split('.')[^1] ?? "?";
}
