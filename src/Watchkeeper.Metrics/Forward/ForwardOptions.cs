using Watchkeeper.Core.Configuration;
using Watchkeeper.Metrics.Push;

namespace Watchkeeper.Metrics.Forward;

/// <summary>How an engine that scales is spoken to.</summary>
internal enum ForwardKind
{
    /// <summary>Prometheus' remote write 1.0.</summary>
    RemoteWrite,

    /// <summary>OTLP over HTTP, as JSON.</summary>
    Otlp,

    /// <summary>Graphite's plaintext over TCP.</summary>
    Graphite,
}

/// <summary>One entry of <c>metrics.forward</c>: where samples are sent on to.</summary>
/// <param name="Name">Its name in the configuration, in logs and in the database.</param>
/// <param name="Address">Of HTTP the whole URL; of Graphite <c>host:port</c>.</param>
/// <param name="Prefix">Stands before Graphite's names.</param>
/// <param name="Queue">How many bytes of ticks may wait for an engine that is away; older ones are dropped and counted.</param>
internal sealed record ForwardOptions(
    string Name,
    ForwardKind Kind,
    string Address,
    IReadOnlyList<KeyValuePair<string, string>> Labels,
    string? Token,
    string? User,
    string? Password,
    string Prefix,
    TimeSpan Timeout,
    long Queue)
{
    public static ForwardOptions Read(string name, Section section)
    {
        var kind = section.Choice("kind", ForwardKind.RemoteWrite, "remote-write (Prometheus, VictoriaMetrics, Mimir), otlp (HTTP with JSON) or graphite (plaintext over TCP).");
        var address = section.Text("url", "", "The whole URL, as in http://prometheus:9090/api/v1/write; of graphite host:port.");
        Check(section, kind, address);
        var labels = section.TextMap("labels", "Labels that are added to all series, such as host.");
        foreach (var label in labels.Keys.Where(label => label != TextSamples.Name(label) || label.Contains(':', StringComparison.Ordinal)))
        {
            section.Error("labels", $"“{label}” is not a label's name (letters, digits and _, no digit first).");
        }

        return new(
            name,
            kind,
            address,
            new OptionList<KeyValuePair<string, string>>(labels),
            section.Secret("token", "Sent as Authorization: Bearer."),
            section.OptionalText("user", "The user of HTTP's basic authentication."),
            section.Secret("password", "The password of HTTP's basic authentication."),
            section.Text("prefix", "", "Stands before graphite's names, as in hosts.alpha."),
            section.Duration("timeout", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), "How long an answer is waited for."),
            section.Size("queue", 64L * 1024 * 1024, 64 * 1024, 1L << 40, "What may wait on the disk for an engine that is away; the oldest is dropped beyond it."));
    }

    private static void Check(Section section, ForwardKind kind, string address)
    {
        if (kind == ForwardKind.Graphite)
        {
            if (address.Split(':') is not [{ Length: > 0 }, var port] || !ushort.TryParse(port, out _))
            {
                section.Error("url", $"“{address}” is not an address of graphite; write host:2003.");
            }
        }
        else if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            section.Error("url", $"“{address}” is not a URL; write it whole, as in http://prometheus:9090/api/v1/write.");
        }
    }
}
