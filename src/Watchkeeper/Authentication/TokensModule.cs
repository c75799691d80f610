using Watchkeeper.Core;

namespace Watchkeeper.Authentication;

/// <summary>Tokens as a module: their table. Their verbs and endpoints are the program's own.</summary>
internal static class TokensModule
{
    public static Module Module => new("tokens", "Who may use the daemon over HTTP?") { Migrations = TokenStore.Migrations };
}
