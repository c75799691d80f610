using System.Net.Http.Headers;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics.Forward;

/// <summary>Prometheus' remote write 1.0 (https://prometheus.io/docs/specs/prw/remote_write_spec): sorted labels, snappy, 5xx and 429 are tried again, 4xx never.</summary>
internal sealed class RemoteWriteForwarder(ForwardOptions options, HttpForwarding http) : IForwarder
{
    public Task<Delivery> SendAsync(IReadOnlyList<ForwardedSample> samples, CancellationToken cancellation)
    {
        var body = new ByteArrayContent(Snappy.Compress(Encode(samples, options).Written));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        body.Headers.ContentEncoding.Add("snappy");
        return http.PostAsync(body, [("X-Prometheus-Remote-Write-Version", "0.1.0")], cancellation);
    }

    public void Dispose() => http.Dispose();

    /// <summary><c>WriteRequest { timeseries = 1 { labels = 1 { name = 1, value = 2 }, samples = 2 { value = 1, timestamp = 2 } } }</c>.</summary>
    internal static ByteWriter Encode(IReadOnlyList<ForwardedSample> samples, ForwardOptions options)
    {
        var (request, series, part) = (new ByteWriter(), new ByteWriter(), new ByteWriter());
        foreach (var group in samples.GroupBy(sample => sample.Series))
        {
            series.Clear();
            foreach (var (name, value) in Series.Labels.Of([.. options.Labels, .. group.Key.Labels.Pairs.ToArray()]).Pairs)
            {
                part.Clear();
                part.Text(1, name);
                part.Text(2, value);
                series.Message(1, part);
            }

            foreach (var sample in group.OrderBy(sample => sample.Time))
            {
                part.Clear();
                part.Double(1, sample.Value);
                part.Int64(2, sample.Time);
                series.Message(2, part);
            }

            request.Message(1, series);
        }

        return request;
    }
}
