using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Watchkeeper.Core;
using Watchkeeper.Core.Http;
using Watchkeeper.Core.Json;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Authentication;

/// <summary><c>/api/v1/tokens</c>: only for administrators who have shown who they are.</summary>
internal static class TokensApi
{
    private static readonly RequiredRole ProvenAdministrator = new(Role.Admin) { Proven = true };

    public static void Map(IEndpointRouteBuilder routes)
    {
        var tokens = routes.MapGroup("/api/v1/tokens").WithTags("tokens").WithMetadata(ProvenAdministrator);
        tokens.MapGet("", List).WithName("ListTokens").WithSummary("The tokens, without their secrets.");
        tokens.MapPost("", CreateAsync).WithName("CreateToken").WithSummary("Makes a token; its secret is in this answer and nowhere else.");
        tokens.MapDelete("/{name}", RevokeAsync).WithName("RevokeToken").WithSummary("Revokes a token; it is refused from now on.");
    }

    private static JsonHttpResult<TokenList> List(TokenVault vault, HostClock clock) => TypedResults.Json(
        new TokenList([.. vault.Tokens().Select(token => TokenView.Of(token, clock.Now))]), TokenJson.Default.TokenList);

    private static async Task<IResult> CreateAsync(NewToken body, TokenVault vault, HostClock clock, CancellationToken cancellation)
    {
        var role = TokenStore.ParseRole(body.Role)
            ?? throw new ProblemException(ProblemKind.BadRequest, $"'{body.Role}' is not a role; write admin, read or ping.");
        var expires = body.ExpiresIn is { } lifetime ? clock.Now + lifetime : default(Instant?);
        var secret = await vault.CreateAsync(body.Name, role, expires, cancellation);
        return TypedResults.Json(new CreatedToken(body.Name, TokenStore.NameOf(role), secret, expires), TokenJson.Default.CreatedToken, statusCode: 201);
    }

    private static async Task<IResult> RevokeAsync(string name, TokenVault vault, CancellationToken cancellation)
    {
        await vault.RevokeAsync(name, cancellation);
        return TypedResults.NoContent();
    }
}

internal sealed record NewToken(string Name, string Role, TimeSpan? ExpiresIn = null);

internal sealed record CreatedToken(string Name, string Role, string Secret, Instant? Expires = null);

internal sealed record TokenView(string Name, string Role, Instant Created, bool Expired, Instant? Expires = null, Instant? LastUsed = null)
{
    public static TokenView Of(Token token, Instant now) =>
        new(token.Name, TokenStore.NameOf(token.Role), token.Created, token.IsExpired(now), token.Expires, token.LastUsed);
}

internal sealed record TokenList(IReadOnlyList<TokenView> Tokens);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(InstantConverter), typeof(SecondsConverter)])]
[JsonSerializable(typeof(NewToken))]
[JsonSerializable(typeof(CreatedToken))]
[JsonSerializable(typeof(TokenList))]
internal sealed partial class TokenJson : JsonSerializerContext;
