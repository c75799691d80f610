using System.Text;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>Makes the series of one source.</summary>
internal sealed class SeriesSource(SeriesCatalog catalog, string name)
{
    public LiveSeries? Get(MetricFamily family, params ReadOnlySpan<(string Name, string Value)> labels) =>
        catalog.Get(family, Labels.Of(family.Name, labels), name);

    public LiveSeries? Gauge(string metric, string help) => Get(MetricFamily.Gauge(metric, help));

    public LiveSeries? Counter(string metric, string help) => Get(MetricFamily.Counter(metric, help));

    public LiveSeries? GaugeDetail(string metric, string help) => Get(MetricFamily.Gauge(metric, help).Detail);

    public LiveSeries? CounterDetail(string metric, string help) => Get(MetricFamily.Counter(metric, help).Detail);
}

/// <summary>
/// The series of each thing of a kind (a disk, an interface), found by the thing's name as the kernel's file has it, so that a tick neither makes
/// strings nor hashes labels.
/// </summary>
internal sealed class SeriesByKey<T>(Func<string, T> make)
{
    private readonly Dictionary<string, T> _known = new(Utf8Comparer.Instance);

    public T this[ReadOnlySpan<byte> key]
    {
        get
        {
            var lookup = _known.GetAlternateLookup<ReadOnlySpan<byte>>();
            if (!lookup.TryGetValue(key, out var value))
            {
                var text = Encoding.UTF8.GetString(key);
                value = make(text);
                _known[text] = value;
            }

            return value;
        }
    }

    /// <summary>Finds texts by their UTF-8 bytes.</summary>
    private sealed class Utf8Comparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
    {
        public static Utf8Comparer Instance { get; } = new();

        public bool Equals(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);

        public int GetHashCode(string text)
        {
            Span<byte> bytes = stackalloc byte[256];
            return Encoding.UTF8.TryGetBytes(text, bytes, out var length)
                ? GetHashCode(bytes[..length])
                : GetHashCode(Encoding.UTF8.GetBytes(text));
        }

        public bool Equals(ReadOnlySpan<byte> bytes, string text)
        {
            Span<byte> other = stackalloc byte[256];
            return Encoding.UTF8.TryGetBytes(text, other, out var length)
                ? bytes.SequenceEqual(other[..length])
                : bytes.SequenceEqual(Encoding.UTF8.GetBytes(text));
        }

        public int GetHashCode(ReadOnlySpan<byte> bytes)
        {
            var hash = new HashCode();
            hash.AddBytes(bytes);
            return hash.ToHashCode();
        }

        public string Create(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
    }
}
