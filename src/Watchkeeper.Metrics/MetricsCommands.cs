using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Exposition;
using Watchkeeper.Metrics.Query;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics;

/// <summary><c>watchkeeper metrics …</c></summary>
internal sealed class MetricsCommands
{
    private readonly Argument<string?> _selector = new("selector")
    {
        Description = "Only series that it finds: node_load1, or '{device=\"sda\"}'.",
        HelpName = "SELECTOR",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string> _expression = new("expression") { Description = "As in 'rate(node_cpu_seconds_total{mode=\"idle\"}[5m])'.", HelpName = "EXPR" };

    private readonly Option<string?> _at = new("--at") { Description = "The time to ask for (now).", HelpName = "TIME" };

    private readonly Option<string?> _since = new("--since") { Description = "From this time on: -6h, yesterday, 2026-11-20.", HelpName = "TIME" };

    private readonly Option<string?> _until = new("--until") { Description = "Up to this time (now).", HelpName = "TIME" };

    private readonly Option<string?> _step = new("--step") { Description = "How far the values lie apart, as in 1m.", HelpName = "DURATION" };

    public static Command Make()
    {
        var verbs = new MetricsCommands();
        return new Command("metrics", "Ask and keep the host's values.")
        {
            verbs.List(), verbs.Query(), verbs.Plot(), ExportCommands.Make(), Storage(), PushCommands.Make(),
        };
    }

    private Verb List() => new("list", "List all series with their newest values.", async invocation =>
    {
        var match = invocation.Get(_selector);
        var list = await invocation.GetAsync(
            "/api/v1/metrics" + (match is null ? "" : "?match=" + Uri.EscapeDataString(match)),
            MetricsJson.Default.MetricList,
            database => Offline(database).List(match));
        if (invocation.Json)
        {
            foreach (var metric in list.Metrics)
            {
                invocation.Out.WriteLine(JsonSerializer.Serialize(metric, MetricsJson.Default.MetricView));
            }

            return 0;
        }

        invocation.PrintTable(new(
            [new("VALUE", RightAligned: true), new("KIND"), new("SERIES")],
            [.. list.Metrics.Select(metric => (IReadOnlyList<Cell>)[
                metric.Value is { } value ? Text(value) : "", metric.Kind, Labels.Of([.. metric.Labels, new(Labels.NameLabel, metric.Name)]).ToString()])]));
        return 0;
    })
    { _selector };

    private Verb Query() => new("query", "Evaluate an expression, now or over a time.", async invocation =>
    {
        var (at, since, until, step) = (invocation.Get(_at), invocation.Get(_since), invocation.Get(_until), invocation.Get(_step));
        var answer = await AskAsync(invocation, at, since, until, step);
        Print(invocation, answer, isRange: since is not null || step is not null || until is not null);
        return 0;
    })
    { _expression, _at, _since, _until, _step };

    private Verb Plot() => new("plot", "Draw an expression over a time, the last six hours unless said otherwise.", async invocation =>
    {
        var width = Math.Clamp(Console.IsOutputRedirected ? 100 : Console.WindowWidth, 40, 250);
        var range = QueryRange.Read(null, invocation.Get(_since) ?? "-6h", invocation.Get(_until), invocation.Get(_step), invocation.Clock.Now, TimeZoneInfo.Local);
        var dot = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling((range.To - range.From).TotalSeconds / (2 * Export.Plot.Columns(width)))));
        var step = invocation.Get(_step) is null ? dot : range.Step!.Value;

        // The grid ends at the end, so that the newest sample is on it, however young the series.
        var start = range.To - (step * Math.Floor((range.To - range.From) / step));
        var answer = await AskAsync(invocation, null, start.ToString(), range.To.ToString(), Durations.Write(step));
        if (invocation.Json || answer.Series.Count == 0)
        {
            Print(invocation, answer, isRange: true);
            return 0;
        }

        foreach (var line in Export.Plot.Draw(answer.Series, range.From, range.To, width, 12, HasColours(), endsNow: invocation.Get(_until) is null))
        {
            invocation.Out.WriteLine(line);
        }

        return 0;
    })
    { _expression, _since, _until, _step };

    private static bool HasColours() => !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";

    private static Verb Storage() => new("storage", "Show what each series takes on the disk, and will in a year.", async invocation =>
    {
        var answer = await invocation.GetAsync("/api/v1/metrics/storage", MetricsJson.Default.StorageAnswer, database => StorageOffline(database, invocation.Clock.Now));
        if (invocation.Json)
        {
            invocation.PrintJson(answer, MetricsJson.Default.StorageAnswer);
            return 0;
        }

        invocation.PrintTable(StorageTable(answer));
        invocation.Out.WriteLine(
            $"{answer.Series.Count} series, {Text(answer.Samples)} samples, {Sizes.Format(answer.Bytes)} ({answer.BytesPerSample:0.00} bytes a sample), "
            + $"in a year at this pace: {InAYear(answer.BytesInAYear)}; {Sizes.Format(answer.RecentBytes)} are not chunks yet.");
        return 0;
    });

    /// <summary>The series stand last: they may be long, and a column before others would pad every row to the longest.</summary>
    internal static Table StorageTable(StorageAnswer answer) => new(
        [new("SAMPLES", true), new("BYTES", true), new("BYTES/SAMPLE", true), new("IN A YEAR", true), new("SERIES")],
        [.. answer.Series.Select(series => (IReadOnlyList<Cell>)[
            Text(series.Samples), Sizes.Format(series.Bytes), $"{series.BytesPerSample:0.00}", InAYear(series.BytesInAYear), series.Series])]);

    private async Task<QueryAnswer> AskAsync(Invocation invocation, string? at, string? since, string? until, string? step)
    {
        var expression = invocation.Get(_expression)!;
        var path = "/api/v1/metrics/query?query=" + Uri.EscapeDataString(expression)
            + Parameter("time", at) + Parameter("since", since) + Parameter("until", until) + Parameter("step", step);
        return await invocation.GetAsync(path, MetricsJson.Default.QueryAnswer, database =>
        {
            try
            {
                return QueryRange.Read(at, since, until, step, invocation.Clock.Now, TimeZoneInfo.Local).Ask(Offline(database), expression);
            }
            catch (QueryException problem)
            {
                throw new ProblemException(ProblemKind.BadRequest, $"The query cannot be answered: {problem.Message}.", problem);
            }
        });
    }

    private static void Print(Invocation invocation, QueryAnswer answer, bool isRange)
    {
        if (invocation.Json)
        {
            foreach (var series in answer.Series)
            {
                invocation.Out.WriteLine(JsonSerializer.Serialize(series, MetricsJson.Default.SeriesView));
            }

            return;
        }

        if (answer.Series.Count == 0)
        {
            invocation.Out.WriteLine($"Nothing has a sample {(isRange ? "in that time" : "at that time")}; 'watchkeeper metrics list' shows all series with their newest values.");
            return;
        }

        if (!isRange && answer.Series.All(series => series.Points.Count == 1))
        {
            invocation.PrintTable(new(
                [new("VALUE", RightAligned: true), new("SERIES")],
                [.. answer.Series.Select(series => (IReadOnlyList<Cell>)[Text(series.Points[^1].Value), Labels.Of(series.Labels).ToString()])]));
            return;
        }

        foreach (var series in answer.Series)
        {
            invocation.Out.WriteLine(Labels.Of(series.Labels).ToString());
            foreach (var point in series.Points)
            {
                invocation.Out.WriteLine($"  {Times.Format(point.Time, TimeZoneInfo.Local)}  {Text(point.Value)}");
            }
        }
    }

    internal static MetricsQueries Offline(Database database) => MetricsQueries.Offline(database);

    internal static string Parameter(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static StorageAnswer StorageOffline(Database database, Instant now)
    {
        var catalog = new SeriesCatalog(int.MaxValue);
        return database.Read(session =>
        {
            var host = MetricsStore.OnlyHost(session, HostIdentity.Of(null));
            Store.SampleLoader.Load(session, host, catalog, static _ => { });
            return StorageReport.Read(session, host, catalog, Store.SampleRetention.Default, now);
        });
    }

    private static string InAYear(long? bytes) => bytes is { } known ? Sizes.Format(known) : "not known yet";

    /// <summary>For people ten digits are enough; programs ask for JSON.</summary>
    private static string Text(double value) =>
        double.IsFinite(value) && value != 0 && Math.Abs(value) is >= 1e-4 and < 1e15
            ? PrometheusText.Number(Math.Round(value, (int)Math.Clamp(9 - Math.Floor(Math.Log10(Math.Abs(value))), 0, 15)))
            : PrometheusText.Number(value);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
