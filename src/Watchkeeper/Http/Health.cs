using Watchkeeper.Core.Data;

namespace Watchkeeper.Http;

/// <summary>
/// <c>GET /healthz</c>: 200 when the daemon lives and its database is there, 503 otherwise. It stands before routing, so that the first answer does not wait
/// until all endpoints are built, and asks nobody for a token.
/// </summary>
internal sealed class Health(RequestDelegate next, Database database)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.Equals("/healthz", StringComparison.Ordinal) || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
        {
            return next(context);
        }

        if (database.WhyAway is not null || !database.Ready.IsCompletedSuccessfully)
        {
            return Problems.WriteAsync(context, 503, database.WhyAway ?? "The database is not ready.");
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync("ok\n", context.RequestAborted);
    }
}
