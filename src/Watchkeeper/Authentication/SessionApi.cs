using Microsoft.AspNetCore.Http.HttpResults;
using Watchkeeper.Core;
using Watchkeeper.Core.Http;

namespace Watchkeeper.Authentication;

/// <summary><c>/api/v1/session</c>: a browser signs in with a token and out again.</summary>
internal static class SessionApi
{
    private const string Scheme = "Bearer ";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/session", Begin).WithMetadata(new RequiredRole(Role.Read))
            .WithName("BeginSession").WithTags("tokens").WithSummary("Signs a browser in: the token of 'Authorization: Bearer' becomes a cookie.");
        routes.MapDelete("/api/v1/session", End).WithMetadata(new RequiredRole(Role.None))
            .WithName("EndSession").WithTags("tokens").WithSummary("Signs the browser out.");
    }

    /// <summary>The gate has verified the token already, slowed down whoever guesses, and refused those that may not read.</summary>
    private static NoContent Begin(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(ProblemKind.BadRequest, "Signing in takes the token in the header 'Authorization: Bearer TOKEN'.");
        }

        BrowserSession.Begin(context, header[Scheme.Length..].Trim());
        return TypedResults.NoContent();
    }

    private static NoContent End(HttpContext context)
    {
        BrowserSession.End(context);
        return TypedResults.NoContent();
    }
}
