using System.Net;
using System.Text;
using Watchkeeper.Core;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Http;
using Watchkeeper.Hosting;
using Watchkeeper.Http;

namespace Watchkeeper.Authentication;

/// <summary>
/// Decides for each request who its sender is and whether it may have what it asks for. It stands behind routing, so that it knows the endpoint's
/// <see cref="RequiredRole"/>, and before every endpoint.
/// </summary>
internal sealed class Gate(
    RequestDelegate next, TokenVault vault, LocalPeers peers, FailedAttempts failures, Listening listening, EventJournal journal, Counters counters,
    ILogger<Gate> log)
{
    private const int FailuresThatMakeAnEvent = 10;

    /// <summary>What anybody may ask (the ping URLs) has limits and words of its own.</summary>
    private const int LongestQuery = 64 * 1024;

    private static readonly RequiredRole ToRead = new(Role.Read);
    private static readonly RequiredRole ToChange = new(Role.Admin);

    private readonly Counter _refused = counters.Of("watchkeeper_authentication_failures_total", "Requests with a wrong or expired token.");

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            await next(context);
            return;
        }

        var required = endpoint.Metadata.GetMetadata<RequiredRole>()
            ?? (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? ToRead : ToChange);
        if (context.Request.QueryString.Value!.Length > LongestQuery && required.Role != Role.None)
        {
            await Problems.WriteAsync(context, 414, $"The query is longer than the {LongestQuery} characters that are taken here.");
            return;
        }

        var caller = await IdentifyAsync(context, required);
        if (caller is null)
        {
            return;
        }

        if (!caller.May(required))
        {
            await RefuseAsync(context, caller, required);
            return;
        }

        context.Features.Set(caller);
        await next(context);
    }

    /// <summary>Null when the request was answered.</summary>
    private async Task<Caller?> IdentifyAsync(HttpContext context, RequiredRole required)
    {
        var (secret, isRemembered) = ReadSecret(context.Request);
        if (secret is null && BrowserSession.Read(context.Request) is { } kept)
        {
            return await IdentifyBrowserAsync(context, kept, required);
        }

        if (secret is null && context.Features.Get<PeerCredentials>() is { } peer)
        {
            return peers.Identify(peer);
        }

        var address = context.Connection.RemoteIpAddress ?? IPAddress.Any;
        var hasTokens = required.Role == Role.None ? MayAskForTokens() : AsksForTokens();
        var foreign = (secret is null && !hasTokens) || isRemembered ? ForeignRequests.Find(context.Request, listening.PublicHost) : null;
        if (foreign is not null)
        {
            if (required.Role == Role.None)
            {
                // Whoever knows a ping URL may use it, by whatever name and from whatever page; but as nobody.
                return new Caller(Role.None, Proven: false, address.ToString());
            }

            await Problems.WriteAsync(context, 403, foreign);
            return null;
        }

        if (secret is not null)
        {
            return vault.Verify(secret) is { } token ? Owner(token) : await RejectAsync(context, address);
        }

        var isLocal = IPAddress.IsLoopback(address) && !ForeignRequests.WasForwarded(context.Request);
        return new Caller(!hasTokens && isLocal ? Role.Admin : Role.None, Proven: false, address.ToString()) { IsInForce = () => hasTokens || !AsksForTokens() };
    }

    private Caller Owner(Token token) => new(token.Role, Proven: true, $"token {token.Name}") { IsInForce = () => vault.IsInForce(token) };

    /// <exception cref="ProblemException">The database is away since the start: nobody is let in who would need a token if there is one.</exception>
    private bool AsksForTokens()
    {
        try
        {
            return listening.AsksForToken || vault.Tokens().Count > 0;
        }
        catch (ProblemException problem)
        {
            throw new ProblemException(
                problem.Kind, $"{problem.Message} Until it is, nobody is let in over TCP; on the host itself 'watchkeeper status' works, through the unix socket.", problem);
        }
    }

    /// <summary>For what anybody may see: it is shown also while it is not known which tokens exist.</summary>
    private bool MayAskForTokens()
    {
        try
        {
            return AsksForTokens();
        }
        catch (ProblemException)
        {
            return true;
        }
    }

    /// <summary>
    /// A signed-in browser. It sends the cookie by itself, so what changes something must come from a page of ours; a page that anybody may see (the
    /// sign-in among them) is shown to a browser whose token is gone, too, and anything else takes its cookie away.
    /// </summary>
    private async Task<Caller?> IdentifyBrowserAsync(HttpContext context, string secret, RequiredRole required)
    {
        if (BrowserSession.FindForgery(context.Request) is { } forgery)
        {
            await Problems.WriteAsync(context, 403, forgery);
            return null;
        }

        if (vault.Verify(secret) is { } token)
        {
            return Owner(token);
        }

        var address = context.Connection.RemoteIpAddress ?? IPAddress.Any;
        if (required.Role == Role.None)
        {
            return new Caller(Role.None, Proven: false, address.ToString());
        }

        context.Response.OnStarting(static state =>
        {
            BrowserSession.End((HttpContext)state);
            return Task.CompletedTask;
        }, context);
        return await RejectAsync(context, address);
    }

    /// <summary>From <c>Authorization: Bearer</c>, or as the password of <c>Basic</c>, which browsers remember and send by themselves.</summary>
    private static (string? Secret, bool IsRemembered) ReadSecret(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return (header[7..].Trim(), false);
        }

        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return (header.Length == 0 ? null : header, false);
        }

        var bytes = new byte[header.Length];
        var pair = Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        return (pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..], true);
    }

    private async Task<Caller?> RejectAsync(HttpContext context, IPAddress address)
    {
        _refused.Add();
        var (count, wait) = failures.Note(address);
        HostLog.WrongToken(log, address, count);
        if (count == FailuresThatMakeAnEvent)
        {
            await journal.AppendAsync(new EventDraft(
                "watchkeeper.authentication-failed", Severity.Warning, address.ToString(),
                $"{address} has sent {count} wrong or expired tokens; its requests are being slowed down."));
        }

        if (wait is null)
        {
            context.Response.Headers.RetryAfter = "10";
            await Problems.WriteAsync(context, 429, "Too many wrong tokens are being sent; try again later.");
            return null;
        }

        await failures.WaitAsync(wait.Value, context.RequestAborted);
        await ChallengeAsync(context, "The token is wrong, revoked or expired; 'watchkeeper tokens list' on the host shows those in force.");
        return null;
    }

    private async Task RefuseAsync(HttpContext context, Caller caller, RequiredRole required)
    {
        var role = TokenStore.NameOf(required.Role);
        if (caller.Role == Role.None && AsksForTokens())
        {
            await ChallengeAsync(context, $"This needs a token with the role {role}: send 'Authorization: Bearer TOKEN', or use 'watchkeeper login'.");
            return;
        }

        await Problems.WriteAsync(context, 403, caller switch
        {
            { Role: Role.None } => "Requests from other hosts or through a proxy need a token; make the first one on the host with 'watchkeeper tokens create'.",
            { Proven: false } => "Without a token this is done on the host itself, as root or in the group watchkeeper (through the unix socket); or make a token with 'watchkeeper tokens create'.",
            _ => $"This needs the role {role}; {caller.Name} has the role {TokenStore.NameOf(caller.Role)}.",
        });
    }

    /// <summary>A browser that asks for a page is offered the password prompt; programs are not.</summary>
    private static Task ChallengeAsync(HttpContext context, string sentence)
    {
        context.Response.Headers.WWWAuthenticate = context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            ? "Basic realm=\"Watchkeeper: the token is the password\", charset=\"UTF-8\""
            : "Bearer realm=\"Watchkeeper\"";
        return Problems.WriteAsync(context, 401, sentence);
    }
}
