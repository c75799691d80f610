using System.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Status;

namespace Watchkeeper.CommandLine;

/// <summary><c>watchkeeper login URL</c> and <c>logout</c>.</summary>
internal static class LoginCommands
{
    public static Command MakeLogin()
    {
        var url = new Argument<string>("URL") { Description = "Where the daemon is: https://watch.example.org." };
        var login = new Verb("login", "Remember a daemon elsewhere and its token, for all later commands of this user.", invocation => LoginAsync(invocation, url));
        login.Arguments.Add(url);
        return login;
    }

    public static Command MakeLogout() => new Verb("logout", "Forget what 'login' remembered; commands go to this host's daemon again.", async invocation =>
    {
        await invocation.Out.WriteLineAsync(LoginFile.Delete() ? "Forgotten; commands go to this host's daemon again." : "There was nothing to forget.");
        return 0;
    });

    /// <summary>The token comes from <c>--token</c>, the environment or standard input, and is tried before it is kept.</summary>
    private static async Task<int> LoginAsync(Invocation invocation, Argument<string> url)
    {
        var server = DaemonAddress.ParseServer(invocation.Get(url)!);
        var token = (invocation as TerminalInvocation)?.Address.Token ?? await AskAsync(invocation);
        var client = new DaemonClient(new UrlTransport(server, token), () => invocation.Clock);
        var status = await client.GetAsync("/api/v1/status", StatusJson.Default.JsonObject, invocation.Cancellation);
        LoginFile.Write(new Login(server.ToString().TrimEnd('/'), token));
        await invocation.Out.WriteLineAsync($"Logged in to {status["host"]?["name"]}; kept in {LoginFile.Path}, which only you may read.");
        if (server.Scheme == Uri.UriSchemeHttp && !server.IsLoopback && token is not null)
        {
            await invocation.Error.WriteLineAsync("watchkeeper: The token travels unencrypted over http; give the daemon a certificate (tls:) and log in over https.");
        }

        return 0;
    }

    private static async Task<string?> AskAsync(Invocation invocation)
    {
        if (!Console.IsInputRedirected)
        {
            await invocation.Error.WriteAsync("Token (made with 'watchkeeper tokens create' on that host; empty for none): ");
        }

        var line = Console.IsInputRedirected ? await Console.In.ReadLineAsync(invocation.Cancellation) : HiddenInput.ReadLine(invocation.Error);
        if (line is { Length: > 0 } && line.AsSpan().ContainsAnyInRange('\0', ' '))
        {
            throw new ProblemException(ProblemKind.BadRequest, "A token has no spaces in it.");
        }

        return string.IsNullOrEmpty(line) ? null : line;
    }
}
