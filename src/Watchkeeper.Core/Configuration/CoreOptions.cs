using System.Net;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Core.Configuration;

/// <summary>The top-level keys, which belong to the program and not to a capability.</summary>
public sealed record CoreOptions
{
    public required IReadOnlyList<ListenAddress> Listen { get; init; }

    /// <summary>The unix socket's path.</summary>
    public required string Socket { get; init; }

    /// <summary><c>sqlite:PATH</c> or <c>postgres://…</c>.</summary>
    public required string Database { get; init; }

    /// <summary>The host's own name for itself; null for the machine's.</summary>
    public string? Host { get; init; }

    public TlsOptions? Tls { get; init; }

    public required AuthOptions Auth { get; init; }

    public required LogOptions Log { get; init; }

    public required EventsOptions Events { get; init; }

    /// <summary>Where people reach the web page, without a slash at the end; null when nobody said.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>The path under which a reverse proxy shows everything: empty, or <c>/watchkeeper</c>.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>What changed between two readings and takes a restart, by key.</summary>
    public IEnumerable<string> NeedRestart(CoreOptions changed)
    {
        (string Key, bool Same)[] keys =
        [
            ("listen", Listen.SequenceEqual(changed.Listen)),
            ("socket", Socket == changed.Socket),
            ("database", Database == changed.Database),
            ("host", Host == changed.Host),
            ("base_path", BasePath == changed.BasePath),
            ("trusted_proxies", TrustedProxies.SequenceEqual(changed.TrustedProxies)),
        ];
        return keys.Where(key => !key.Same).Select(key => key.Key);
    }

    /// <param name="section">The root of the configuration.</param>
    /// <param name="paths">Where the defaults are.</param>
    internal static CoreOptions Read(Section section, HostPaths paths)
    {
        var database = Path.Combine(paths.StateFolder, "watchkeeper.db");
        return new CoreOptions
        {
            Listen = ReadListen(section),
            Socket = ReadSocket(section, Path.Combine(paths.RuntimeFolder, "watchkeeper.sock")),
            Database = ReadDatabase(section, database),
            Host = Filled(section, "host", section.OptionalText(
                "host", "This host's name and identity, where the machine's own will not do: on cloned cards, or in a container.", "attic")),
            Tls = section.OptionalNested("tls", TlsOptions.Read, "HTTPS; both files are read anew when they change."),
            Auth = section.Nested("auth", AuthOptions.Read, "Who may do what."),
            Log = section.Nested("log", LogOptions.Read, "What the daemon says about itself."),
            Events = section.Nested("events", EventsOptions.Read, "The journal of events."),
            PublicUrl = ReadPublicUrl(section),
            TrustedProxies = ReadProxies(section),
            BasePath = ReadBasePath(section),
        };
    }

    /// <summary>A value as it is; an empty one is noted as a mistake: nothing here is switched off by saying nothing.</summary>
    internal static string? Filled(Section section, string key, string? value)
    {
        if (value is not null && string.IsNullOrWhiteSpace(value))
        {
            section.Error(key, "expected a text that is not empty; write one, or leave the key out");
        }

        return value;
    }

    private static string ReadSocket(Section section, string standard)
    {
        var path = Filled(section, "socket", section.Text("socket", standard, "The unix socket that the command line talks to."))!;
        if (section.Has("socket") && ListenAddress.IsTooLong(path))
        {
            section.Error("socket", $"a socket's path may be {ListenAddress.LongestPath} bytes long, and this one is longer");
        }

        return path;
    }

    private static List<ListenAddress> ReadListen(Section section)
    {
        var addresses = new List<ListenAddress>();
        foreach (var text in section.Texts(
            "listen", ["127.0.0.1:8642"], "Where HTTP is served: ADDRESS:PORT, *:PORT, or unix:PATH. Beyond loopback it takes a token (watchkeeper tokens create)."))
        {
            if (!ListenAddress.TryParse(text, out var address))
            {
                section.Error("listen", $"\"{text}\" is no address to listen on; {ListenAddress.Forms}");
            }
            else if (address.SocketPath is { } path && ListenAddress.IsTooLong(path))
            {
                section.Error("listen", $"a socket's path may be {ListenAddress.LongestPath} bytes long, and {path} is longer");
            }
            else if ((address.Port != 0 || address.SocketPath is not null) && addresses.Contains(address))
            {
                section.Error("listen", $"{text} is listed twice; leave one of them out");
            }
            else
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }

    private static string ReadDatabase(Section section, string standard)
    {
        var database = section.Secret("database", $"Where everything is kept: sqlite:PATH or postgres://USER@HOST/NAME; by default sqlite:{standard}.");
        if (database is null)
        {
            return "sqlite:" + standard;
        }

        if (database == "sqlite:" || (!database.StartsWith("sqlite:", StringComparison.Ordinal) && !database.StartsWith("postgres://", StringComparison.Ordinal)
            && !database.StartsWith("postgresql://", StringComparison.Ordinal)))
        {
            var meant = database.Length == 0 || database.Contains(':', StringComparison.Ordinal) ? "" : $"; did you mean sqlite:{database}?";
            section.Error("database", $"expected sqlite:PATH or postgres://USER@HOST/NAME{meant}");
        }

        return database;
    }

    private static string? ReadPublicUrl(Section section)
    {
        var text = section.OptionalText("public_url", "Where people reach this daemon, for the links in messages.", "https://watch.example.org");
        if (text is not null && !(Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            section.Error("public_url", "expected an address that begins with http:// or https://");
            return null;
        }

        return text?.TrimEnd('/');
    }

    private static List<IPNetwork> ReadProxies(Section section)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in section.Texts("trusted_proxies", [], "Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses or networks (10.0.0.0/8)."))
        {
            if (IPNetwork.TryParse(text, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(text, out var address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                section.Error("trusted_proxies", $"\"{text}\" is neither an address nor a network; write 10.0.0.7 or 10.0.0.0/8");
            }
        }

        return networks;
    }

    private static string ReadBasePath(Section section)
    {
        var path = section.Text("base_path", "", "The path under which a reverse proxy shows everything, as in /watchkeeper.").TrimEnd('/');
        if (path.Length > 0 && (path[0] != '/' || path.AsSpan().IndexOfAny("?# ") >= 0))
        {
            section.Error("base_path", "expected a path that begins with a slash, as in /watchkeeper");
        }

        return path;
    }
}

/// <param name="Certificate">A PEM file with the certificate and its chain.</param>
/// <param name="Key">A PEM file with the private key.</param>
public sealed record TlsOptions(string Certificate, string Key)
{
    internal static TlsOptions Read(Section section)
    {
        var certificate = section.OptionalText("certificate", "A PEM file with the certificate and its chain.", "/etc/watchkeeper/tls.crt");
        var key = section.OptionalText("key", "A PEM file with the private key.", "/etc/watchkeeper/tls.key");
        if (certificate is null || key is null)
        {
            section.Error(null, "HTTPS takes both certificate and key");
        }

        CoreOptions.Filled(section, "certificate", certificate);
        CoreOptions.Filled(section, "key", key);

        return new TlsOptions(certificate ?? "", key ?? "");
    }
}

/// <param name="Required">Whether a token is asked for on loopback too.</param>
/// <param name="Group">Whose members may administer over the unix socket.</param>
public sealed record AuthOptions(bool Required, string Group)
{
    internal static AuthOptions Read(Section section) => new(
        section.Flag("required", false, "Ask for a token on loopback too; beyond loopback one is always asked for."),
        CoreOptions.Filled(section, "group", section.Text(
            "group", "watchkeeper", "The Unix group whose members may administer over the socket, besides root and the daemon's own user."))!);
}

/// <param name="Level">The least severe that is written.</param>
/// <param name="File">A file to write to; null for standard error.</param>
/// <param name="MaxSize">Bytes after which the file is put aside and a new one begun.</param>
/// <param name="Keep">How many files put aside are kept.</param>
public sealed record LogOptions(Severity Level, string? File, long MaxSize, int Keep)
{
    internal static LogOptions Read(Section section) => new(
        section.Choice("level", Severity.Info, "The least severe that is written."),
        CoreOptions.Filled(section, "file", section.OptionalText("file", "A file to write to instead of standard error.", "/var/log/watchkeeper/watchkeeper.log")),
        section.Size("max_size", 1024 * 1024, 4096, 1L << 40, "The size at which the file is put aside and a new one begun."),
        (int)section.Integer("keep", 5, 0, 1000, "How many files put aside are kept."));
}

/// <param name="Retention">How long events are kept.</param>
public sealed record EventsOptions(TimeSpan Retention)
{
    internal static EventsOptions Read(Section section) => new(
        section.Duration("retention", TimeSpan.FromDays(731), TimeSpan.FromDays(1), TimeSpan.FromDays(36_500), "How long events are kept; two years by default."));
}
