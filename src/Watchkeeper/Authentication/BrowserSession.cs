namespace Watchkeeper.Authentication;

/// <summary>
/// A signed-in browser: its token in a cookie that no script can read and no other site can send (HttpOnly, SameSite=Strict). What changes something must
/// carry a header besides, which only a page of this daemon can add.
/// </summary>
internal static class BrowserSession
{
    private const string Cookie = "watchkeeper";
    private const string Header = "X-Watchkeeper";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public static string? Read(HttpRequest request) => request.Cookies[Cookie] is { Length: > 0 } secret ? secret : null;

    /// <summary>Why a request that came with the cookie may not be from a page of this daemon; null when it is.</summary>
    public static string? FindForgery(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is ["cross-site"])
        {
            return "The request was sent by a page of another site; only pages of this daemon may send it.";
        }

        var changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        return changes && !request.Headers.ContainsKey(Header)
            ? $"A signed-in browser changes things only from a page of this daemon, which sends the header {Header}."
            : null;
    }

    public static void Begin(HttpContext context, string secret) => context.Response.Cookies.Append(Cookie, secret, Options(context, Lifetime));

    public static void End(HttpContext context) => context.Response.Cookies.Append(Cookie, "", Options(context, TimeSpan.Zero));

    private static CookieOptions Options(HttpContext context, TimeSpan lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = context.Request.PathBase.Add("/").Value,
        MaxAge = lifetime,
        IsEssential = true,
    };
}
