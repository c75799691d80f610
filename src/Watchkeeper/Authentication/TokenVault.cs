using System.Collections.Concurrent;
using System.Security.Cryptography;
using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Http;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Authentication;

/// <summary>
/// The tokens in force, held in memory for the requests and read again when they are older than a few seconds, because another daemon or a command
/// line on the same database may have changed them.
/// </summary>
internal sealed class TokenVault(Database database, HostClock clock)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UseIsNotedEvery = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<long, TimeSpan> _noted = new();
    private volatile Snapshot? _snapshot;

    /// <summary>The tokens; expired ones too, which still mean that this daemon asks for tokens.</summary>
    /// <exception cref="ProblemException">The database cannot be asked.</exception>
    public IReadOnlyList<Token> Tokens()
    {
        var snapshot = _snapshot;
        if (snapshot is not null && clock.Uptime - snapshot.Taken < FreshFor)
        {
            return snapshot.Tokens;
        }

        if (!database.Ready.IsCompletedSuccessfully)
        {
            throw new ProblemException(
                ProblemKind.Unavailable, $"Which tokens exist is not known yet. {database.WhyAway ?? "The database is being opened; try again in a moment."}");
        }

        try
        {
            return Refresh();
        }
        catch (ProblemException) when (snapshot is not null)
        {
            // The database is away for now; the tokens that were known go on being right.
            return snapshot.Tokens;
        }
    }

    /// <summary>The token with this secret, unless it is expired. Every stored hash is compared, each in constant time.</summary>
    public Token? Verify(string secret)
    {
        var hash = Token.HashOf(secret);
        Token? found = null;
        foreach (var token in Tokens())
        {
            if (CryptographicOperations.FixedTimeEquals(hash, token.Hash))
            {
                found = token;
            }
        }

        if (found is null || found.IsExpired(clock.Now))
        {
            return null;
        }

        NoteUse(found);
        return found;
    }

    /// <summary>Whether a token that was verified is still there, and not expired.</summary>
    public bool IsInForce(Token token) => !token.IsExpired(clock.Now) && Tokens().Any(one => one.Hash.AsSpan().SequenceEqual(token.Hash));

    /// <summary>Makes a token and returns its secret, which is not kept.</summary>
    public async Task<string> CreateAsync(string name, Role role, Instant? expires, CancellationToken cancellation)
    {
        if (name.Length is 0 or > 64 || name.Any(char.IsControl))
        {
            throw new ProblemException(ProblemKind.BadRequest, "A token's name has 1 to 64 characters, none of them a control character.");
        }

        if (role == Role.None)
        {
            throw new ProblemException(ProblemKind.BadRequest, "A token's role is admin, read or ping.");
        }

        if (expires <= clock.Now)
        {
            throw new ProblemException(ProblemKind.BadRequest, $"The token would have expired at {expires} already.");
        }

        var secret = Token.NewSecret();
        await database.WriteAsync(
            transaction =>
            {
                if (!TokenStore.Insert(transaction, name, role, Token.HashOf(secret), clock.Now, expires))
                {
                    throw new ProblemException(ProblemKind.Conflict, $"There is a token '{name}' already; revoke it first, or choose another name.");
                }

                transaction.Append(new EventDraft(
                    "watchkeeper.token-created", Severity.Notice, name, $"Token '{name}' with the role {TokenStore.NameOf(role)} was created."));
            },
            Durability.Durable,
            cancellation);
        Refresh();
        return secret;
    }

    public async Task RevokeAsync(string name, CancellationToken cancellation)
    {
        await database.WriteAsync(
            transaction =>
            {
                if (!TokenStore.Delete(transaction, name))
                {
                    throw new ProblemException(ProblemKind.NotFound, $"There is no token '{name}'; 'watchkeeper tokens list' shows those that there are.");
                }

                transaction.Append(new EventDraft("watchkeeper.token-revoked", Severity.Notice, name, $"Token '{name}' was revoked."));
            },
            Durability.Durable,
            cancellation);
        Refresh();
    }

    private IReadOnlyList<Token> Refresh()
    {
        var snapshot = new Snapshot(database.Read(TokenStore.All), clock.Uptime);
        _snapshot = snapshot;
        return snapshot.Tokens;
    }

    /// <summary>The last use is for people who clean up; it is written seldom and costs no request its time.</summary>
    private void NoteUse(Token token)
    {
        var now = clock.Uptime;
        if (_noted.TryGetValue(token.Id, out var last) && now - last < UseIsNotedEvery)
        {
            return;
        }

        _noted[token.Id] = now;
        _ = database.WriteAsync(transaction => TokenStore.Touch(transaction, token.Id, clock.Now), Durability.Periodic)
            .ContinueWith(static write => _ = write.Exception, TaskContinuationOptions.OnlyOnFaulted);
    }

    private sealed record Snapshot(IReadOnlyList<Token> Tokens, TimeSpan Taken);
}
