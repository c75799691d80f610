using Watchkeeper.Core.Configuration;
using Watchkeeper.Metrics.Collectors;
using Watchkeeper.Metrics.Forward;
using Watchkeeper.Metrics.Munin;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Statsd;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics;

/// <summary>Which of the host's own series are stored.</summary>
internal enum StoredSeriesChoice
{
    Essential,
    All,
}

/// <summary>One collector: whether it runs, and how often.</summary>
internal sealed record CollectorOptions(string Name, bool Enabled, TimeSpan Interval);

/// <summary>The section <c>metrics:</c>.</summary>
internal sealed record MetricsOptions(
    TimeSpan Interval,
    StoredSeriesChoice Store,
    int SeriesLimit,
    SampleRetention Retention,
    IReadOnlyList<CollectorOptions> Collectors,
    FilesystemFilter Filesystems,
    HostRoots Roots)
{
    /// <summary>Lines of statsd and DogStatsD.</summary>
    public StatsdOptions Statsd { get; init; } = StatsdOptions.Off;

    /// <summary>Whether a Munin master may poll Watchkeeper.</summary>
    public MuninOptions Munin { get; init; } = MuninOptions.Off;

    /// <summary>The folder of files that other programs leave; empty for none.</summary>
    public string Textfile { get; init; } = "";

    /// <summary>Engines that samples are sent on to.</summary>
    public IReadOnlyList<ForwardOptions> Forward { get; init; } = [];

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestRetention = TimeSpan.FromDays(36_500);

    public static MetricsOptions Read(Section section)
    {
        var interval = section.Duration("interval", TimeSpan.FromSeconds(10), Shortest, LongestInterval, "How often the host's values are collected.");
        return new(
            interval,
            section.Choice(
                "store",
                StoredSeriesChoice.Essential,
                "Which of the host's own series are stored: the essential ones (about 150 on a small board), or all that /metrics shows."),
            (int)section.Integer(
                "series_limit", 10_000, 100, 10_000_000, "How many series each source may have (the host, statsd, pushes, the textfile folder, Munin plugins)."),
            section.Nested("retention", ReadRetention, "How long samples are kept."),
            section.Nested("collectors", collectors => ReadCollectors(collectors, interval), "The collectors of the host's values, each of which can be switched off."),
            section.Nested("filesystems", ReadFilesystems, "Which filesystems are watched. Expressions match the whole text; include wins nothing that exclude names."),
            section.Nested("roots", ReadRoots, "Where the host's files are, for a container that watches its host."))
        {
            Forward = new OptionList<ForwardOptions>(section.Map("forward", ForwardOptions.Read, "Engines that samples are sent on to, by names of your choice.")),
            Textfile = section.Text("textfile", "", "A folder of *.prom files in Prometheus' text format, which other programs leave; empty for none."),
            Munin = section.Nested("munin", MuninOptions.Read, "Whether a Munin master may poll Watchkeeper as a node."),
            Statsd = section.Nested("statsd", StatsdOptions.Read, "Values that programs send as statsd or DogStatsD lines."),
        };
    }

    private static SampleRetention ReadRetention(Section section) => new(
        section.Duration("samples", SampleRetention.Default.Samples, TimeSpan.FromDays(1), LongestRetention, "Samples as they came."),
        section.Duration(
            "five_minutes", SampleRetention.Default.FiveMinutes, TimeSpan.FromDays(1), LongestRetention, "Mean, least and greatest of each five minutes."),
        section.Duration("hours", SampleRetention.Default.Hours, TimeSpan.FromDays(1), LongestRetention, "Mean, least and greatest of each hour."));

    private static CollectorOptions[] ReadCollectors(Section section, TimeSpan interval) =>
    [
        .. CollectorRegistry.All.Select(collector => section.Nested(
            collector.Name,
            one => new CollectorOptions(
                collector.Name,
                one.Flag("enabled", true, "Whether it runs."),
                one.OptionalDuration("interval", Shortest, LongestInterval, "How often, where not as often as the others.", "1m") ?? interval),
            collector.Summary)),
    ];

    private static FilesystemFilter ReadFilesystems(Section section)
    {
        var standard = FilesystemFilter.Default;
        return new(
            Expressions(section, "include_mount_points", standard.IncludeMountPoints, "Only these mount points; all when empty."),
            Expressions(section, "exclude_mount_points", standard.ExcludeMountPoints, "Not these mount points."),
            Expressions(section, "include_types", standard.IncludeTypes, "Only these types; all when empty."),
            Expressions(section, "exclude_types", standard.ExcludeTypes, "Not these types."),
            Expressions(section, "include_devices", standard.IncludeDevices, "Only these devices; all when empty."),
            Expressions(section, "exclude_devices", standard.ExcludeDevices, "Not these devices."));
    }

    private static IReadOnlyList<string> Expressions(Section section, string key, IReadOnlyList<string> fallback, string doc)
    {
        var expressions = section.Texts(key, fallback, doc);
        if (!section.Has(key))
        {
            return fallback;
        }

        foreach (var expression in expressions)
        {
            try
            {
                _ = new Re2(expression);
            }
            catch (ArgumentException problem)
            {
                section.Error(key, $"“{expression}” is not a regular expression that is supported: {problem.Message}");
                return fallback;
            }
        }

        return expressions;
    }

    private static HostRoots ReadRoots(Section section) => new(
        section.Text("proc", HostRoots.Default.Proc, "The host's /proc."),
        section.Text("sys", HostRoots.Default.Sys, "The host's /sys."),
        section.Text("filesystem", HostRoots.Default.RootFs, "The host's root filesystem; empty for this one."));
}
