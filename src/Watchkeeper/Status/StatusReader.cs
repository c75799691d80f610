using System.Text.Json.Nodes;
using Watchkeeper.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Hosting;

namespace Watchkeeper.Status;

/// <summary>Gathers the rooms' parts of the status into one: the keys for programs at the top level, the lines for people in <c>lines</c>.</summary>
internal sealed class StatusReader(IEnumerable<IStatusSection> sections, HostIdentity host, HostClock clock, ILogger<StatusReader> log)
{
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
        foreach (var section in sections.OrderBy(section => section.Order))
        {
            var report = await ReadAsync(section, cancellation);
            foreach (var (key, value) in report.Values.ToArray())
            {
                report.Values.Remove(key);
                status[key] = value;
            }

            lines.AddRange(report.Lines);
        }

        status["severity"] = Severities.Name(lines.Count == 0 ? Severity.Info : lines.Min(line => line.Severity));
        status["lines"] = new JsonArray([.. lines.Select(line => new JsonObject
        {
            ["label"] = line.Label, ["text"] = line.Text, ["severity"] = Severities.Name(line.Severity),
        })]);
        return status;
    }

    /// <summary>A room that cannot tell how it is doing says so; the others are shown all the same.</summary>
    private async Task<StatusReport> ReadAsync(IStatusSection section, CancellationToken cancellation)
    {
        try
        {
            return await section.ReadAsync(cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var room = section.GetType().Namespace?.Split('.')[^1] ?? "?";
            if (failure is not ProblemException)
            {
                HostLog.StatusFailed(log, room, failure);
            }

            var why = failure is ProblemException ? failure.Message : "it failed; the log says more";
            return new StatusReport([], [new StatusLine(room, $"not known: {why}", Severity.Warning)]);
        }
    }
}
