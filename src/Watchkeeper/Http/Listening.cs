using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Watchkeeper.Authentication;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Http;

/// <summary>Where the daemon listens: the addresses of <c>listen</c>, and the unix socket of the command line.</summary>
internal sealed class Listening(CoreOptions core) : IDisposable
{
    private const int LargestBody = 1024 * 1024;

    /// <summary>Enough that a query of a megabyte is refused by the room that it is meant for, in words, and not by a bare status.</summary>
    private const int LongestRequestLine = LargestBody + (64 * 1024);

    private readonly BoundSockets _bound = new();
    private readonly List<string> _paths = [core.Socket, .. core.Listen.Select(address => address.SocketPath).OfType<string>()];

    /// <summary>The host of <c>public_url</c>, by which pages may call this daemon.</summary>
    public string? PublicHost { get; } = core.PublicUrl is { } url ? new Uri(url).Host : null;

    /// <summary>Whether a token is asked for on loopback too.</summary>
    public bool AsksForToken => core.Auth.Required;

    /// <summary>Whose members administer over the unix sockets.</summary>
    public string AdministratorsGroup => core.Auth.Group;

    /// <summary>
    /// Takes every address, before anything else is done or said: where that fails, another daemon may be at work on the same data. Nobody is served yet.
    /// </summary>
    /// <exception cref="ProblemException">One of them is in use, or may not be taken.</exception>
    public void Bind()
    {
        foreach (var path in _paths)
        {
            _bound.AddPath(path);
        }

        foreach (var address in core.Listen.Where(address => address.Address is not null))
        {
            _bound.AddAddress(address);
        }
    }

    public void Configure(WebApplicationBuilder builder)
    {
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = _bound.Take);
        if (core.Tls is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            SetLimits(kestrel);
            foreach (var path in _paths)
            {
                kestrel.ListenUnixSocket(path, socket => socket.Use(IdentifyPeer));
            }

            var certificates = core.Tls is { } tls ? Certificates.Of(tls, kestrel.ApplicationServices) : null;
            foreach (var address in core.Listen.Where(address => address.Address is not null))
            {
                void Secure(ListenOptions options)
                {
                    if (certificates is not null)
                    {
                        options.UseHttps(new TlsHandshakeCallbackOptions
                        {
                            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = certificates.Current() }),
                        });
                    }
                }

                kestrel.Listen(address.Address!, address.Port, Secure);
            }
        });
    }

    /// <summary>Whether other hosts can reach it.</summary>
    public bool IsOpen => core.Listen.Any(address => !address.IsLoopback);

    /// <summary>Whoever can be reached from other hosts must have a token to ask for.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    public void RequireToken(TokenVault vault)
    {
        if (core.Listen.FirstOrDefault(address => !address.IsLoopback) is { } open && vault.Tokens().Count == 0)
        {
            throw new ProblemException(
                ProblemKind.Failed,
                $"listen: {open} can be reached from other hosts, and there is no token yet; make one first with 'watchkeeper tokens create NAME', or listen on 127.0.0.1 only.");
        }
    }

    /// <summary>The addresses as people use them, with the ports that the kernel chose.</summary>
    public static IReadOnlyList<string> Bound(WebApplication app) =>
    [
        .. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses
            .Select(address => address.StartsWith("http://unix:", StringComparison.Ordinal) ? address["http://".Length..] : address) ?? [],
    ];

    /// <summary>Gives back what was taken and never served.</summary>
    public void Dispose() => _bound.Dispose();

    private static ConnectionDelegate IdentifyPeer(ConnectionDelegate next) => connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>() is { } feature && PeerCredentials.Of(feature.Socket) is { } peer)
        {
            connection.Features.Set(peer);
        }

        return next(connection);
    };

    /// <summary>A daemon that watches must not be what brings a small host down: whoever is slow, huge or many is shown the door.</summary>
    private static void SetLimits(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Limits.MaxConcurrentConnections = 512;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
        kestrel.Limits.MaxRequestBufferSize = LongestRequestLine;
        kestrel.Limits.MaxRequestLineSize = LongestRequestLine;
    }
}
