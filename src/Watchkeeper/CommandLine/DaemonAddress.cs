using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.CommandLine;

/// <summary>
/// Where the daemon is that this command line talks to: <c>--server</c>, then <c>WATCHKEEPER_SERVER</c>, then what <c>login</c> remembered, then the unix
/// socket of this host. An explicit <c>--config</c> means a daemon of this host.
/// </summary>
internal sealed class DaemonAddress
{
    private const string SystemSocket = "/run/watchkeeper/watchkeeper.sock";

    private readonly Lazy<ConfigurationSource> _source;
    private readonly Lazy<CoreOptions> _core;
    private readonly string? _server;
    private readonly string? _token;
    private readonly string? _socket;
    private readonly bool _hasConfig;

    public DaemonAddress(string? config, string? server, string? token)
    {
        _source = new(() => ConfigurationSource.OfProcess(config));
        _core = new(() => WatchkeeperConfiguration.LoadCore(_source.Value));
        _socket = Variable("WATCHKEEPER_SOCKET");
        _hasConfig = config is not null || Variable("WATCHKEEPER_CONFIG") is not null;
        _server = server ?? Variable("WATCHKEEPER_SERVER");
        _token = token ?? Variable("WATCHKEEPER_TOKEN");
        if (_server is null && _socket is null && !_hasConfig && LoginFile.Read() is { } login)
        {
            _server = login.Server;
            _token ??= login.Token;
        }
    }

    public bool IsRemote => _server is not null;

    /// <summary>The URL or the socket that somebody asked for; null where the usual places are looked at.</summary>
    public string? Chosen => _server is not null ? ParseServer(_server).ToString() : _socket ?? (_hasConfig ? Core.Socket : null);

    /// <summary>From <c>--token</c>, the environment or the login; null when there is none.</summary>
    public string? Token => _token;

    public ConfigurationSource Source => _source.Value;

    /// <summary>The top-level keys of this host's configuration.</summary>
    public CoreOptions Core => _core.Value;

    public IDaemonTransport Connect() => _server is null ? new SocketTransport(FindSocket, _token) : new UrlTransport(ParseServer(_server), _token);

    /// <exception cref="ProblemException">It is not an address.</exception>
    public static Uri ParseServer(string text)
    {
        var isWhole = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        return isWhole && Uri.TryCreate(text, UriKind.Absolute, out var uri)
            ? uri
            : throw new ProblemException(ProblemKind.BadRequest, $"'{text}' is not the address of a daemon; write it like https://watch.example.org:8642.");
    }

    /// <summary>
    /// The usual places are looked at before the configuration is read, which would take longer than the rest of a short verb: a daemon of this user, then
    /// the system's.
    /// </summary>
    private string FindSocket()
    {
        if (_socket is not null)
        {
            return _socket;
        }

        if (!_hasConfig)
        {
            var usual = Path.Combine(Source.Paths.RuntimeFolder, "watchkeeper.sock");
            if (File.Exists(usual))
            {
                return usual;
            }

            if (File.Exists(SystemSocket) && !File.Exists(Source.File))
            {
                return SystemSocket;
            }
        }

        return Core.Socket;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
