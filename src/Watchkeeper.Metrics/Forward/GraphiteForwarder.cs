using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Forward;

/// <summary>Graphite's plaintext over TCP: <c>prefix.name;label=value 1.5 1700000000</c>. The protocol has no answers, so a line that was written counts as sent.</summary>
internal sealed class GraphiteForwarder(ForwardOptions options) : IForwarder
{
    private TcpClient? _connection;

    public async Task<Delivery> SendAsync(IReadOnlyList<ForwardedSample> samples, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(options.Timeout);
        try
        {
            var connection = await ConnectAsync(timeout.Token);
            await connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(Lines(samples, options)), timeout.Token);
            return new Delivery.Sent();
        }
        catch (Exception problem) when (problem is SocketException or IOException || (problem is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            Dispose();
            return new Delivery.Retry(problem is OperationCanceledException ? "it did not answer in time" : problem.Message);
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    internal static string Lines(IReadOnlyList<ForwardedSample> samples, ForwardOptions options)
    {
        var text = new StringBuilder();
        foreach (var sample in samples.Where(sample => double.IsFinite(sample.Value)))
        {
            if (options.Prefix.Length > 0)
            {
                text.Append(options.Prefix).Append('.');
            }

            text.Append(sample.Series.Labels.Name);
            foreach (var (name, value) in Labels.Of([.. options.Labels, .. sample.Series.Labels.Without(Labels.NameLabel).Pairs.ToArray()]).Pairs)
            {
                text.Append(';').Append(name).Append('=').Append(Tag(value));
            }

            text.Append(CultureInfo.InvariantCulture, $" {sample.Value:R} {sample.Time / 1000}\n");
        }

        return text.ToString();
    }

    /// <summary>A server that went away shows by an end of its stream; writing into it would lose the first lines silently.</summary>
    private async Task<TcpClient> ConnectAsync(CancellationToken cancellation)
    {
        if (_connection is { } open && open.Client.Poll(0, SelectMode.SelectRead) && open.Client.Available == 0)
        {
            Dispose();
        }

        if (_connection is null)
        {
            var parts = options.Address.Split(':');
            var connection = new TcpClient();
            try
            {
                await connection.ConnectAsync(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), cancellation);
            }
            catch
            {
                connection.Dispose();
                throw;
            }

            _connection = connection;
        }

        return _connection;
    }

    /// <summary>A tag's value must not have these, nor begin with a tilde.</summary>
    private static string Tag(string value) => string.Concat(value.Select(c => c is ';' or '\n' or ' ' or '\t' ? '_' : c)).TrimStart('~');
}
