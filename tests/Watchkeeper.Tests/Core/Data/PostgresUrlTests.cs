using Npgsql;
using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Data.Postgres;

namespace Watchkeeper.Tests.Core.Data;

public sealed class PostgresUrlTests
{
    [Fact]
    public void Every_part_arrives()
    {
        var settings = PostgresUrl.Parse("postgres://ada:s%40crt@db.example.org:6543/watch?sslmode=verify-full&sslrootcert=/etc/ca.pem");

        Assert.Equal(("db.example.org", 6543, "watch"), (settings.Host, settings.Port, settings.Database));
        Assert.Equal(("ada", "s@crt"), (settings.Username, settings.Password));
        Assert.Equal((SslMode.VerifyFull, "/etc/ca.pem"), (settings.SslMode, settings.RootCertificate));
    }

    [Theory]
    [InlineData("postgres://localhost", "localhost", 5432, "watchkeeper")]
    [InlineData("postgresql:///night", "localhost", 5432, "night")]
    [InlineData("postgres://[::1]:7000/night", "::1", 7000, "night")]
    [InlineData("postgres:///night?host=%2Frun%2Fpostgresql", "/run/postgresql", 5432, "night")]
    [InlineData("postgres://ignored/night?host=db&port=1&dbname=day", "db", 1, "day")]
    public void What_is_left_out_has_a_default(string url, string host, int port, string database)
    {
        var settings = PostgresUrl.Parse(url);

        Assert.Equal((host, port, database), (settings.Host, settings.Port, settings.Database));
    }

    [Theory]
    [InlineData("postgres://ada:secret@db:notaport/x", "it is not a URL")]
    [InlineData("postgres://ada:secret@db/x?sslmode=maybe", "sslmode=maybe is not known")]
    [InlineData("postgres://ada:secret@db/x?sslmoed=require", "sslmoed is not known there")]
    [InlineData("postgres://ada:secret@db/x?sslmode", "sslmode has no value")]
    [InlineData("postgres://ada:secret@db/x?port=many", "port=many is not a number")]
    public void A_mistake_is_a_sentence_that_tells_no_password(string url, string sentence)
    {
        var problem = Assert.Throws<ProblemException>(() => PostgresUrl.Parse(url));

        Assert.Contains(sentence, problem.Message);
        Assert.DoesNotContain("secret", problem.Message);
        Assert.Equal(ProblemKind.BadRequest, problem.Kind);
    }

    [Theory, InlineData("mysql://x"), InlineData("watch.db"), InlineData("sqlite:"), InlineData("")]
    public void Other_databases_are_refused_with_both_forms(string url) =>
        Assert.Contains("sqlite:PATH or postgres://user@host/name", Assert.Throws<ProblemException>(() => Engine.Of(url)).Message);
}
