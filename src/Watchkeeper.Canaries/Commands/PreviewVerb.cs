using System.CommandLine;
using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.Commands;

/// <summary><c>canaries preview SCHEDULE</c>: needs no daemon.</summary>
internal sealed class PreviewVerb
{
    private readonly Argument<string> _schedule = new("SCHEDULE") { Description = "In any form that 'create' takes." };
    private readonly Option<string?> _from = new("--from") { Description = "The time of the ping; now unless given.", HelpName = "TIME" };

    public Verb Make() => new("preview", "Show the deadline of a ping and the periods that follow it.", RunAsync) { _schedule, _from };

    private async Task<int> RunAsync(Invocation invocation)
    {
        var schedule = ScheduleReader.Read(invocation.Get(_schedule)!, out var error) ?? throw CanaryProblem.Of(error!).ToException();
        var now = invocation.Clock.Now;
        var from = invocation.Get(_from) is { } text ? Times.Parse(text, now, TimeZoneInfo.Utc, "--from") : now;
        var preview = PreviewView.Of(schedule, from);
        if (invocation.Json)
        {
            invocation.PrintJson(preview, CanariesJson.Default.PreviewView);
            return 0;
        }

        await invocation.Out.WriteLineAsync(preview.Deadline is { } deadline
            ? $"A ping at {Utc(from)} has the deadline {Utc(deadline)}.\n"
            : $"After a ping at {Utc(from)} nothing is expected any more.\n");
        invocation.PrintTable(new Table(
            [new("START"), new("END"), new("SECONDS", RightAligned: true)],
            [.. preview.Periods.Select(period => (IReadOnlyList<Cell>)
            [
                Utc(period.Start), Utc(period.End), period.Seconds is { } seconds ? seconds.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : "inactive",
            ])]));
        return 0;
    }

    /// <summary>In the zone that --from is read in where it names none, and that schedules are of unless they say otherwise.</summary>
    private static string Utc(Instant time) => Times.Format(time, TimeZoneInfo.Utc);
}
