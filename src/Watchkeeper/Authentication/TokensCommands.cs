using System.CommandLine;
using Watchkeeper.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Authentication;

/// <summary>
/// <c>watchkeeper tokens create|list|revoke</c>. Without a running daemon they work on its database, so that a first token can be made before the daemon
/// may listen beyond loopback.
/// </summary>
internal sealed class TokensCommands(IReadOnlyList<Module> modules)
{
    private readonly Argument<string> _name = new("NAME") { Description = "What the token is for, as in 'grafana' or 'backup-job'." };

    private readonly Option<string> _role = new("--role")
    {
        Description = "What it may do: admin (everything), read (everything but secrets) or ping (canaries and pushed values).",
        HelpName = "ROLE",
        DefaultValueFactory = _ => "read",
    };

    private readonly Option<string?> _expires = new("--expires") { Description = "After how long it ends: 90d, 1h. Without it, never.", HelpName = "DURATION" };

    public static Command Make(IReadOnlyList<Module> modules) => new TokensCommands(modules).MakeCommand();

    private Command MakeCommand()
    {
        _role.CompletionSources.Add("admin", "read", "ping");
        var command = new Command("tokens", "Who may use the daemon over HTTP: make, list and revoke tokens.");
        var create = new Verb("create", "Make a token and print its secret, which is shown this once.", CreateAsync);
        create.Arguments.Add(_name);
        create.Options.Add(_role);
        create.Options.Add(_expires);
        var revoke = new Verb("revoke", "Revoke a token; whoever uses it is refused from now on.", RevokeAsync);
        revoke.Arguments.Add(_name);
        command.Subcommands.Add(create);
        command.Subcommands.Add(new Verb("list", "List the tokens, without their secrets.", ListAsync));
        command.Subcommands.Add(revoke);
        return command;
    }

    private async Task<int> CreateAsync(Invocation invocation)
    {
        var role = TokenStore.ParseRole(invocation.Get(_role)!)
            ?? throw new ProblemException(ProblemKind.BadRequest, $"'{invocation.Get(_role)}' is not a role; write admin, read or ping.");
        var created = await AskOrOpenAsync(
            invocation,
            daemon => daemon.SendAsync(
                HttpMethod.Post, "/api/v1/tokens", new NewToken(invocation.Get(_name)!, invocation.Get(_role)!, Lifetime(invocation)),
                TokenJson.Default.NewToken, TokenJson.Default.CreatedToken, invocation.Cancellation),
            async vault =>
            {
                var expires = Lifetime(invocation) is { } lifetime ? invocation.Clock.Now + lifetime : default(Instant?);
                var secret = await vault.CreateAsync(invocation.Get(_name)!, role, expires, invocation.Cancellation);
                return new CreatedToken(invocation.Get(_name)!, TokenStore.NameOf(role), secret, expires);
            });
        if (invocation.Json)
        {
            invocation.PrintJson(created, TokenJson.Default.CreatedToken);
            return 0;
        }

        await invocation.Out.WriteLineAsync(created.Secret);
        await invocation.Error.WriteLineAsync(
            $"This is the secret of '{created.Name}' (role {created.Role}, {(created.Expires is { } end ? $"until {end}" : "without end")}). It is not shown again.");
        return 0;
    }

    private async Task<int> ListAsync(Invocation invocation)
    {
        var list = await AskOrOpenAsync(
            invocation,
            daemon => daemon.GetAsync("/api/v1/tokens", TokenJson.Default.TokenList, invocation.Cancellation),
            vault => Task.FromResult(new TokenList([.. vault.Tokens().Select(token => TokenView.Of(token, invocation.Clock.Now))])));
        if (invocation.Json)
        {
            foreach (var token in list.Tokens)
            {
                invocation.PrintJson(token, TokenJson.Default.TokenView);
            }

            return 0;
        }

        if (list.Tokens.Count == 0)
        {
            await invocation.Out.WriteLineAsync("There are no tokens; 'watchkeeper tokens create NAME' makes one.");
            return 0;
        }

        invocation.PrintTable(new Table(
            [new("NAME"), new("ROLE"), new("CREATED"), new("EXPIRES"), new("LAST USED")],
            [.. list.Tokens.Select(token => (IReadOnlyList<Cell>)
            [
                token.Name, token.Role, token.Created.ToString(),
                new(token.Expires?.ToString() ?? "never", token.Expired ? Severity.Warning : null), token.LastUsed?.ToString() ?? "never",
            ])]));
        return 0;
    }

    private async Task<int> RevokeAsync(Invocation invocation)
    {
        var name = invocation.Get(_name)!;
        await AskOrOpenAsync(
            invocation,
            async daemon =>
            {
                await daemon.SendAsync(HttpMethod.Delete, "/api/v1/tokens/" + Uri.EscapeDataString(name), invocation.Cancellation);
                return true;
            },
            async vault =>
            {
                await vault.RevokeAsync(name, invocation.Cancellation);
                return true;
            });
        await invocation.Out.WriteLineAsync($"Revoked '{name}'.");
        return 0;
    }

    private TimeSpan? Lifetime(Invocation invocation) => invocation.Get(_expires) switch
    {
        null => null,
        var text when Durations.TryParse(text, out var lifetime) && lifetime > TimeSpan.Zero => lifetime,
        var text => throw new ProblemException(ProblemKind.BadRequest, $"'{text}' is not a duration; {Durations.Forms}."),
    };

    private async Task<T> AskOrOpenAsync<T>(Invocation invocation, Func<IDaemonClient, Task<T>> ask, Func<TokenVault, Task<T>> open)
    {
        try
        {
            return await ask(invocation.Daemon);
        }
        catch (ProblemException problem) when (problem.InnerException is DaemonAwayException && !((TerminalInvocation)invocation).Address.IsRemote)
        {
            var core = ((TerminalInvocation)invocation).Address.Core;
            await using var database = Database.Open(new DatabaseOptions(core.Database, invocation.Clock, HostIdentity.Of(core.Host), modules));
            await database.Ready;
            return await open(new TokenVault(database, invocation.Clock));
        }
    }
}
