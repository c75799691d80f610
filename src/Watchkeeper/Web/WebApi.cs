using System.Collections.Frozen;
using Watchkeeper.Authentication;
using Watchkeeper.Core.Http;
using Watchkeeper.Status;

namespace Watchkeeper.Web;

/// <summary>
/// The web interface: <c>/</c> and <c>/ui/…</c>. Every page is the same document, with the present state inside it for readers without JavaScript; its
/// parts are named by their content and never change. Nothing here needs a token: what a stranger gets is an empty frame that asks for one.
/// </summary>
internal static class WebApi
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'self'; form-action 'self'; "
        + "frame-ancestors 'none'";

    /// <summary>The pages that there are; any other address gets the same document, which says so, and the status that programs understand.</summary>
    private static readonly FrozenSet<string> Pages = FrozenSet.Create(
        StringComparer.Ordinal, "", "timeline", "uptime", "disks", "metrics", "canaries", "watches", "notifications");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var web = routes.MapGroup("").WithTags("web").WithMetadata(new RequiredRole(Role.None)).ExcludeFromDescription();
        web.MapGet("/", PageAsync);
        web.MapGet("/ui/{**page}", PageAsync);
        web.MapGet("/ui/favicon.svg", static (HttpContext context) => AssetAsync(context, "favicon.svg"));
        web.MapGet("/ui/assets/{name}", static (HttpContext context, string name) => AssetAsync(context, "assets/" + name));
    }

    private static async Task PageAsync(HttpContext context, StatusReader status)
    {
        var caller = context.Features.Get<Caller>();
        var state = caller is not null && caller.May(new RequiredRole(Role.Read)) ? await status.ReadAsync(context.RequestAborted) : null;
        var page = WebPage.Render(context.Request.PathBase, state, caller is { Proven: true } && BrowserSession.Read(context.Request) is not null);
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
        context.Response.StatusCode = Pages.Contains(context.GetRouteValue("page") as string ?? "") ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = page.Length;
        await context.Response.Body.WriteAsync(page, context.RequestAborted);
    }

    private static async Task AssetAsync(HttpContext context, string name)
    {
        if (WebAsset.Find(name, context.Request.Headers.AcceptEncoding.ToString()) is not { } asset)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var headers = context.Response.Headers;
        headers.CacheControl = name.StartsWith("assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "public, max-age=86400";
        headers.XContentTypeOptions = "nosniff";
        headers.Vary = "Accept-Encoding";
        if (asset.Encoding is not null)
        {
            headers.ContentEncoding = asset.Encoding;
        }

        await using var content = asset.Open();
        context.Response.ContentType = asset.ContentType;
        context.Response.ContentLength = content.Length;
        await content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
