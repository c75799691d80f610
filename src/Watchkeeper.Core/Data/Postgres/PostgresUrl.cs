using Npgsql;

namespace Watchkeeper.Core.Data.Postgres;

/// <summary>
/// libpq's connection URI (postgresql.org/docs/current/libpq-connect.html, 34.1.1.2): <c>postgres://user:password@host:port/name?key=value</c>, where
/// the host may be given as a key too, for a unix socket's folder.
/// </summary>
internal static class PostgresUrl
{
    public static NpgsqlConnectionStringBuilder Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            throw Wrong("it is not a URL");
        }

        var parts = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Length > 0 ? Uri.UnescapeDataString(uri.IdnHost).Trim('[', ']') : "localhost",
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : "watchkeeper",
        };
        if (parts[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(parts[0]);
        }

        if (parts.Length > 1)
        {
            builder.Password = Uri.UnescapeDataString(parts[1]);
        }

        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.Split('=', 2) is [var k, var v] ? (k, Uri.UnescapeDataString(v)) : throw Wrong($"{pair} has no value");
            Set(builder, key, value);
        }

        return builder;
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string key, string value)
    {
        switch (key)
        {
            case "host": builder.Host = value; break;
            case "port": builder.Port = int.TryParse(value, out var port) ? port : throw Wrong($"port={value} is not a number"); break;
            case "user": builder.Username = value; break;
            case "password": builder.Password = value; break;
            case "dbname": builder.Database = value; break;
            case "sslmode": builder.SslMode = Mode(value); break;
            case "sslrootcert": builder.RootCertificate = value; break;
            case "sslcert": builder.SslCertificate = value; break;
            case "sslkey": builder.SslKey = value; break;
            case "passfile": builder.Passfile = value; break;
            default: throw Wrong($"{key} is not known there (known are host, port, user, password, dbname, sslmode, sslrootcert, sslcert, sslkey, passfile)");
        }
    }

    private static SslMode Mode(string value) => value switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "require" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => throw Wrong($"sslmode={value} is not known (disable, allow, prefer, require, verify-ca, verify-full)"),
    };

    private static ProblemException Wrong(string why) =>
        new(ProblemKind.BadRequest, $"The key database: is a postgres:// URL, but {why}; write postgres://user@host:port/name?sslmode=require.");
}
