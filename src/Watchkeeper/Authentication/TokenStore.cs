using Watchkeeper.Core.Data;
using Watchkeeper.Core.Http;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Authentication;

/// <summary>All the SQL of tokens.</summary>
internal static class TokenStore
{
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new(1, """
            CREATE TABLE tokens (
                id {id},
                name {text} NOT NULL UNIQUE,
                role {text} NOT NULL,
                hash {bytes} NOT NULL,
                created {int} NOT NULL,
                expires {int},
                last_used {int});
            """),
    ];

    public static IReadOnlyList<Token> All(Session session) => session.Query(
        "SELECT id, name, role, hash, created, expires, last_used FROM tokens ORDER BY name",
        row => new Token(
            row.Int64(0),
            row.Text(1),
            ParseRole(row.Text(2)) ?? Role.None,
            row.Bytes(3),
            row.Instant(4),
            row.IsNull(5) ? null : row.Instant(5),
            row.IsNull(6) ? null : row.Instant(6)));

    /// <summary>False when the name is taken.</summary>
    public static bool Insert(Transaction transaction, string name, Role role, byte[] hash, Instant created, Instant? expires) => transaction.Execute(
        "INSERT INTO tokens (name, role, hash, created, expires) VALUES (@name, @role, @hash, @created, @expires) ON CONFLICT (name) DO NOTHING",
        ("name", name), ("role", NameOf(role)), ("hash", hash), ("created", created), ("expires", expires)) == 1;

    /// <summary>False when there is none of this name.</summary>
    public static bool Delete(Transaction transaction, string name) =>
        transaction.Execute("DELETE FROM tokens WHERE name = @name", ("name", name)) == 1;

    public static void Touch(Transaction transaction, long id, Instant used) =>
        transaction.Execute("UPDATE tokens SET last_used = @used WHERE id = @id", ("used", used), ("id", id));

    public static string NameOf(Role role) => role switch
    {
        Role.Admin => "admin",
        Role.Read => "read",
        Role.Ping => "ping",
        _ => "none",
    };

    /// <summary>Null when it is no role that a token may have.</summary>
    public static Role? ParseRole(string text) => text switch
    {
        "admin" => Role.Admin,
        "read" => Role.Read,
        "ping" => Role.Ping,
        _ => null,
    };
}
