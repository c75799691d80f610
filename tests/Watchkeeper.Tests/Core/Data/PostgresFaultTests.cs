using System.Diagnostics;
using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Core.Data;

/// <summary>A server of its own that is crashed and started again.</summary>
[Trait("Needs", "postgresql")]
public sealed class PostgresFaultTests
{
    [Fact]
    public async Task A_lost_server_refuses_durable_writes_keeps_periodic_ones_and_comes_back()
    {
        using var server = new PostgresServer();
        await using var database = Open(server.CreateDatabase());
        await database.Ready;
        await database.NoteAsync("before");

        server.Crash();
        var started = Stopwatch.StartNew();
        var periodic = Enumerable.Range(0, 100).Select(i => database.NoteAsync($"periodic {i}", Durability.Periodic)).ToList();
        var problem = await Assert.ThrowsAsync<ProblemException>(() => database.NoteAsync("durable"));
        Assert.InRange(started.Elapsed.TotalSeconds, 4.9, 20);
        Assert.Equal(ProblemKind.Unavailable, problem.Kind);
        Assert.Contains("cannot be reached", problem.Message);
        Assert.Contains("cannot be reached", Assert.Throws<ProblemException>(() => database.Notes()).Message);

        server.Start();
        await Task.WhenAll(periodic).WaitAsync(TimeSpan.FromSeconds(30));
        await database.NoteAsync("after");
        Assert.Equal(["before", .. Enumerable.Range(0, 100).Select(i => $"periodic {i}"), "after"], database.Notes());
        Assert.Contains(database.Journal.Read(new EventQuery()), item => item.Type == "watchkeeper.database-recovered");
    }

    [Fact]
    public async Task A_server_that_is_absent_at_start_is_waited_for()
    {
        using var server = new PostgresServer();
        var url = server.CreateDatabase();
        server.Crash();

        await using var database = Open(url);
        await database.FirstAttempt.WaitAsync(TimeSpan.FromSeconds(20));
        var periodic = database.NoteAsync("periodic", Durability.Periodic);
        var problem = await Assert.ThrowsAsync<ProblemException>(() => database.NoteAsync("durable"));
        Assert.Contains("cannot be reached", problem.Message);
        Assert.False(database.Ready.IsCompleted);

        server.Start();
        await database.Ready.WaitAsync(TimeSpan.FromSeconds(30));
        await periodic.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["periodic"], database.Notes());
    }

    /// <summary>Callers write without pause while the server crashes under them: what was acknowledged is there, and nothing is there twice.</summary>
    [Fact]
    public async Task Crashes_lose_nothing_acknowledged_and_double_nothing()
    {
        using var server = new PostgresServer();
        await using var database = Open(server.CreateDatabase());
        await database.Ready;
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            var acknowledged = new List<string>();
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var subject = $"{caller}-{i}";
                if (await Record.ExceptionAsync(() => database.Journal.AppendAsync(new EventDraft("a.b", Severity.Info, subject, "Once."))) is not { } failure)
                {
                    acknowledged.Add(subject);
                }
                else
                {
                    Assert.Equal(ProblemKind.Unavailable, Assert.IsType<ProblemException>(failure).Kind);
                }
            }

            return acknowledged;
        })).ToList();

        for (var crash = 0; crash < 6; crash++)
        {
            await Task.Delay(400);
            server.Crash();
            await Task.Delay(200);
            server.Start();
        }

        await Task.Delay(1_000);
        await stop.CancelAsync();
        var acknowledged = (await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(60))).SelectMany(list => list).ToList();
        var stored = database.Journal.Read(new EventQuery { Types = ["a.b"] });
        Assert.Empty(acknowledged.Except(stored.Select(item => item.Subject)));
        Assert.Equal(stored.Count, stored.DistinctBy(item => item.Subject).Count());
        Assert.NotEmpty(acknowledged);
        var numbers = database.Journal.Read(new EventQuery()).Select(item => item.Seq).Order().ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(number => (long)number), numbers);
    }

    [Theory]
    [InlineData("postgres://watchkeeper@localhost/nosuch?host=", "has no such database")]
    [InlineData("postgres://nosuch@localhost/postgres?host=", "refuses the login")]
    public async Task What_waiting_will_not_mend_is_refused_at_once(string url, string sentence)
    {
        var folder = PostgresServer.Shared.CreateDatabase().Split("host=")[1];

        await using var database = Open(url + folder);

        Assert.Contains(sentence, (await Assert.ThrowsAsync<ProblemException>(() => database.Ready.WaitAsync(TimeSpan.FromSeconds(20)))).Message);
    }

    [Fact]
    public async Task A_socket_that_is_not_there_is_called_that()
    {
        await using var database = Open("postgres://watchkeeper@localhost/watchkeeper?host=/tmp/watchkeeper-no-server");
        await database.FirstAttempt.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Contains("(there is no socket /tmp/watchkeeper-no-server/.s.PGSQL.5432)", database.WhyAway, StringComparison.Ordinal);
    }

    private static Database Open(string url) =>
        Database.Open(new DatabaseOptions(url, HostClock.Open(), TestDatabase.Host, [Notebook.Module]));
}
