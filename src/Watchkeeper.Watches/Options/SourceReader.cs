using System.Text.RegularExpressions;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Events;
using Watchkeeper.Logs.Matching;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Options;

/// <summary>Reads what to look at: a mapping with exactly one of the sources' keys.</summary>
internal static class SourceReader
{
    private static readonly string[] Kinds =
        ["file", "journal", "kernel", "event", "metric", "prometheus", "unit", "process", "pid_file", "http", "tcp", "tls", "command", "path", "clock", "temperature"];

    public static Source Read(Section section)
    {
        var given = Kinds.Where(section.Has).ToList();
        if (given.Count != 1)
        {
            section.Error(null, given.Count == 0
                ? $"It needs exactly one of the keys {string.Join(", ", Kinds)}."
                : $"It has {string.Join(" and ", given)}: a watch looks at one thing. Make two watches of it.");
        }

        var followed = ReadFollowed(section);
        var polled = ReadPolled(section);
        return (given.FirstOrDefault() is { } kind && followed.TryGetValue(kind, out var source) ? source : polled) ?? new KernelSource();
    }

    /// <summary>Reads a source that can be asked at any moment: what a guard needs.</summary>
    public static PolledSource? ReadPolled(Section section)
    {
        var every = section.Duration("every", TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(7), "How often a source that is asked is asked.");
        var timeout = section.Duration("timeout", TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), "No answer within this is unknown.");
        var method = section.Text("method", "GET", "The method of an http probe.");
        var headers = new Dictionary<string, string>(section.SecretMap("headers", "Headers of an http probe."), StringComparer.OrdinalIgnoreCase);
        if (section.Secret("bearer", "A token that an http probe or a Prometheus query sends.") is { } bearer)
        {
            headers["Authorization"] = $"Bearer {bearer}";
        }

        var prometheus = section.OptionalText("prometheus", "A PromQL expression: its instant value.", "bitcoin_ibd");
        var untilZero = section.OptionalDuration("until_zero", TimeSpan.FromMinutes(1), TimeSpan.FromDays(30), "The value is not the metric's, but the seconds until it is zero at its pace over this time.", "6h");
        var server = section.Text("server", "http://localhost:9090", "The Prometheus that is asked.");
        var process = section.OptionalText("process", "A process by the name of its program: running or gone.", "sshd");
        var pidFile = section.OptionalText("pid_file", "A process by the file that holds its number: running or gone.", "/run/sshd.pid");
        PolledSource? source =
            section.OptionalText("metric", "An expression over Watchkeeper's own samples.", "node_load1") is { } metric ? Metric(section, metric) with { UntilZero = untilZero }
            : prometheus is not null ? new PrometheusSource(Url(section, "server", server), prometheus)
            : process is not null || pidFile is not null ? new ProcessSource(process, pidFile)
            : null;
        source = section.Texts("unit", [], "systemd units, also as globs: their active state, result and restarts.") is { Count: > 0 } units
            ? new UnitSource([.. units.Select(UnitName.Complete)]) : source;
        source = section.OptionalText("http", "A URL that is fetched.", "https://example.org/health") is { } http ? new HttpSource(Url(section, "http", http), method, headers) : source;
        source = Tcp(section, "tcp", "HOST:PORT that is connected to.") ?? Tcp(section, "tls", "HOST:PORT whose certificate is looked at.") ?? source;
        source = section.Texts("command", [], "A program and its arguments, whose output is the value.") is { Count: > 0 } argv ? new CommandSource(Argv(section, "command", argv)) : source;
        source = section.OptionalText("path", "A file or folder: there or missing, its size and age.", "/var/backups/latest.tar") is { } path ? new PathSource(path) : source;
        source = section.Flag("clock", false, "The host's clock: right or doubtful.") ? new ClockSource() : source;
        source = section.Flag("temperature", false, "Every sensor: how far below its critical temperature it is, in °C.") ? new TemperatureSource() : source;
        return source is null ? null : source with { Every = every, Timeout = timeout };
    }

    private static MetricSource Metric(Section section, string expression)
    {
        section.Check("metric", "metrics.expression", expression);
        return new MetricSource(expression);
    }

    private static Dictionary<string, Source> ReadFollowed(Section section)
    {
        var severity = Enum.TryParse<Severity>(section.OptionalText("severity", "Only what is so severe or worse (journal, event).", "error"), ignoreCase: true, out var parsed)
            ? parsed : (Severity?)null;
        if (section.Has("severity") && severity is null)
        {
            section.Error("severity", Core.Text.Severities.Forms + ".");
        }

        var identifiers = section.Texts("identifier", [], "Only messages with one of these syslog identifiers (journal).");
        var units = section.Texts("journal", [], "The journal of one or several systemd units; \"*\" for all of it.");
        var recordStart = Expression(section, "record_start", section.OptionalText("record_start", "A line that does not match this belongs to the record before (file).", @"^\d{4}-"));
        foreach (var unit in units.Where(unit => unit.Contains('*', StringComparison.Ordinal) && units is not ["*"]))
        {
            section.Error("journal", $"“{unit}” names no unit: write the units one by one, or \"*\" for the whole journal.");
        }

        var sources = new Dictionary<string, Source>(StringComparer.Ordinal)
        {
            ["journal"] = new JournalSource(units is ["*"] ? [] : [.. units.Select(UnitName.Complete)], identifiers, severity),
            ["event"] = new EventSource(section.Texts("event", [], "Watchkeeper's own events, by globs over their type."), severity),
        };
        if (section.OptionalText("file", "A file whose lines are followed, also while it is rotated.", "/var/log/auth.log") is { } file)
        {
            if (!Path.IsPathRooted(file) || file.Contains('*', StringComparison.Ordinal))
            {
                section.Error("file", $"“{file}” is no file's whole path: begin it with /, and make a watch for each file.");
            }

            sources["file"] = new FileSource(file, recordStart);
        }

        if (section.Flag("kernel", false, "The kernel's log."))
        {
            sources["kernel"] = new KernelSource();
        }

        return sources;
    }

    public static Regex? Expression(Section section, string key, string? expression)
    {
        try
        {
            return expression is null ? null : PatternSet.Compile(expression);
        }
        catch (ProblemException problem)
        {
            section.Error(key, problem.Message);
            return null;
        }
    }

    /// <summary>A program and its arguments, which are a list: one text with blanks is a command line, and there is no program of that name.</summary>
    public static IReadOnlyList<string> Argv(Section section, string key, IReadOnlyList<string> argv)
    {
        if (argv is [var only] && only.Contains(' ', StringComparison.Ordinal))
        {
            section.Error(key, $"“{only}” would be one program with blanks in its name: write a list, as in [{string.Join(", ", only.Split(' ', StringSplitOptions.RemoveEmptyEntries))}].");
        }

        return argv;
    }

    public static string Url(Section section, string key, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || text.TrimEnd('/').EndsWith(':'))
        {
            section.Error(key, $"“{text}” is no URL: write it whole, as in http://localhost:9090.");
            return "http://localhost";
        }

        return text;
    }

    private static TcpSource? Tcp(Section section, string key, string doc)
    {
        if (section.OptionalText(key, doc, "localhost:443") is not { } address)
        {
            return null;
        }

        var colon = address.LastIndexOf(':');
        if (colon > 0 && ushort.TryParse(address.AsSpan(colon + 1), out var port) && port > 0)
        {
            return new TcpSource(address[..colon].Trim('[', ']'), port, Tls: key == "tls");
        }

        section.Error(key, $"“{address}” is no HOST:PORT, as in localhost:22.");
        return new TcpSource("localhost", 1, Tls: key == "tls");
    }
}
