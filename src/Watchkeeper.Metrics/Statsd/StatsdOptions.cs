using System.Globalization;
using System.Net;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>The section <c>metrics.statsd</c>.</summary>
internal sealed record StatsdOptions(
    bool Enabled,
    IReadOnlyList<IPEndPoint> Udp,
    IReadOnlyList<IPEndPoint> Tcp,
    IReadOnlyList<IPEndPoint> Admin,
    string? UnixStream,
    string? UnixDatagram,
    TimeSpan FlushInterval,
    IReadOnlyList<double> Percentiles,
    TimeSpan IdleAfter,
    int ReceiveBuffer)
{
    /// <summary>Histograms by a part of the timers' names; of several that fit, the first one counts.</summary>
    public IReadOnlyList<StatsdHistogram> Histograms { get; init; } = [];

    public static StatsdOptions Off { get; } = new(false, [], [], [], null, null, TimeSpan.FromSeconds(10), [], TimeSpan.FromHours(1), 0);

    public static StatsdOptions Read(Section section) => new(
        section.Flag("enabled", false, "Whether statsd and DogStatsD lines are taken."),
        Addresses(section, "udp", ["127.0.0.1:8125"], "UDP addresses."),
        Addresses(section, "tcp", ["127.0.0.1:8125"], "TCP addresses; lines end with a line feed."),
        Addresses(section, "admin", ["127.0.0.1:8126"], "TCP addresses for statsd's admin commands (help, stats, counters, timers, gauges, …)."),
        section.OptionalText("unix_stream", "A unix stream socket.", "/run/watchkeeper/statsd.socket"),
        section.OptionalText("unix_datagram", "A unix datagram socket, as DogStatsD's clients use it.", "/run/watchkeeper/dsd.socket"),
        section.Duration("flush_interval", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), "How often figures are made of what came."),
        ReadPercentiles(section),
        section.Duration(
            "idle_after", TimeSpan.FromHours(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(365), "A metric of which nothing came for so long is forgotten until it comes again."),
        (int)section.Size("receive_buffer", 4 * 1024 * 1024, 64 * 1024, 1024 * 1024 * 1024, "What the kernel keeps of UDP while Watchkeeper is busy; net.core.rmem_max limits it."))
    {
        Histograms = new OptionList<StatsdHistogram>(
            section.Map("histograms", StatsdHistogram.Read, "Bins for timers, by a part of their names; the first that fits counts.")),
    };

    /// <summary>The bounds for a timer; none when no histogram is wanted of it.</summary>
    public IReadOnlyList<double> BinsOf(string key) =>
        Histograms.FirstOrDefault(histogram => key.Contains(histogram.Part, StringComparison.Ordinal))?.Bins ?? [];

    private static OptionList<double> ReadPercentiles(Section section)
    {
        const string Key = "percentiles";
        var percentiles = new List<double>();
        foreach (var text in section.Texts(Key, ["90"], "For each of them timers get count, mean, upper and sums of that share; negative ones of the slowest."))
        {
            if (double.TryParse(text, CultureInfo.InvariantCulture, out var percentile) && Math.Abs(percentile) is > 0 and <= 100)
            {
                percentiles.Add(percentile);
            }
            else
            {
                section.Error(Key, $"“{text}” is not a percentile; write a number such as 90, 99.9 or -10.");
            }
        }

        return new(percentiles);
    }

    private static OptionList<IPEndPoint> Addresses(Section section, string key, IReadOnlyList<string> fallback, string doc)
    {
        var addresses = new List<IPEndPoint>();
        foreach (var text in section.Texts(key, fallback, doc))
        {
            if (IPEndPoint.TryParse(text, out var address) && text.Contains(':', StringComparison.Ordinal))
            {
                addresses.Add(address);
            }
            else
            {
                section.Error(key, $"“{text}” is not an address; write 127.0.0.1:8125, 0.0.0.0:8125 or [::]:8125.");
            }
        }

        return new(addresses);
    }
}

/// <summary>How the values of some timers are counted by their size.</summary>
/// <param name="Part">Occurs in the timers' names.</param>
/// <param name="Bins">Upper bounds, rising; the last one may be infinite.</param>
internal sealed record StatsdHistogram(string Part, IReadOnlyList<double> Bins)
{
    public static StatsdHistogram Read(string name, Section section)
    {
        const string Key = "bins";
        var bins = new List<double>();
        foreach (var text in section.Texts(Key, [], "Upper bounds in rising order; the last one may be inf."))
        {
            var bound = text == "inf" ? double.PositiveInfinity : double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
            if (double.IsNaN(bound) || (bins.Count > 0 && bound <= bins[^1]))
            {
                section.Error(Key, $"“{text}” is not a bound that is greater than the one before; write [10, 100, inf].");
            }
            else
            {
                bins.Add(bound);
            }
        }

        return new(name, new OptionList<double>(bins));
    }
}
