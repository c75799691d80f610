using System.IO.Pipelines;
using System.Text;
using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Metrics;
using Watchkeeper.Metrics.Push;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Tests.Metrics.Store;

namespace Watchkeeper.Tests.Metrics.Push;

/// <summary>What a push may send, and when it is acknowledged.</summary>
public sealed class PushIntakeTests
{
    [Fact]
    public async Task What_belongs_to_another_source_is_refused_with_everything_beside_it()
    {
        await using var test = await TestStore.OpenAsync();
        await test.AppendAsync(test.Store.Catalog.Get(MetricFamily.Gauge("node_load1", ""), Labels.Of("node_load1"), SeriesCatalog.Host)!, 1);

        var problem = await Assert.ThrowsAsync<ProblemException>(() => PushAsync(test, "mine 1\nnode_load1 999\n"));
        Assert.Equal("node_load1 belongs to the source host and cannot be pushed; nothing was stored. Choose another name, or add a label.", problem.Message);
        Assert.Equal(ProblemKind.Conflict, problem.Kind);
        Assert.Equal(1, Assert.Single(test.Samples("node_load1")).Value);
        Assert.Empty(test.Samples("mine"));
        Assert.Equal(new PushAnswer(1, 0), await PushAsync(test, "node_load1{host=\"b\"} 2\n"));
    }

    [Fact]
    public async Task What_another_source_has_not_sent_for_an_hour_may_be_taken_over_but_nothing_of_the_hosts()
    {
        await using var test = await TestStore.OpenAsync();
        LiveSeries? Get(string name, string source) => test.Store.Catalog.Get(MetricFamily.Gauge(name, ""), Labels.Of(name), source);
        await test.AppendAsync(Get("same", "textfile")!, 1);
        await test.AppendAsync(Get("node_load1", SeriesCatalog.Host)!, 1);
        test.Clock.Advance(TimeSpan.FromMinutes(59));
        var problem = await Assert.ThrowsAsync<ProblemException>(() => PushAsync(test, "same 5\n"));
        Assert.EndsWith("Choose another name, or add a label, or push it again when that source has sent no sample of it for an hour.", problem.Message);

        test.Clock.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAsync<ProblemException>(() => PushAsync(test, "same 5\nnode_load1 5\n"));
        Assert.Equal("textfile", test.Store.Catalog.OwnerOf(Labels.Of("same")));
        Assert.Equal(new PushAnswer(1, 0), await PushAsync(test, "same 5\n"));
        Assert.Null(Get("same", "textfile"));

        test.Restart();
        Assert.Equal("push", test.Store.Catalog.OwnerOf(Labels.Of("same")));
        Assert.Equal([1, 5], test.Samples("same").Select(sample => sample.Value));
        Assert.Equal(new PushAnswer(1, 0), await PushAsync(test, "same 6\n"));
    }

    [Theory]
    [InlineData("{\"node_load1{}\"} 999\n", "“node_load1{}” is not a metric's name")]
    [InlineData("{\"a.b.c\",x=\"y\"} 5\n", "“a.b.c” is not a metric's name")]
    [InlineData("{\"inj\\n# TYPE node_load1 counter\",x=\"y\"} 1\n", "is not a metric's name")]
    [InlineData("{x=\"y\"} 1\n", "a metric's name is missing")]
    [InlineData("ok{\"my.label\"=\"y\"} 1\n", "“my.label” is not a label's name")]
    public async Task A_name_between_quotation_marks_is_a_name_or_refused(string text, string message)
    {
        await using var test = await TestStore.OpenAsync();

        var problem = await Assert.ThrowsAsync<PushException>(() => PushAsync(test, text));

        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal(0, test.Store.Catalog.Count);
    }

    [Theory]
    [InlineData("a 1 {0}\n", 3_600_001, "Line 1: the time lies more than an hour ahead of this host's clock")]
    [InlineData("b 1\na 1 4000000000000\n", 0, "Line 2: the time lies more than an hour ahead")]
    [InlineData("a 1 1772323200\n", 0, "Line 1: the time lies before 1974: Prometheus' text has milliseconds, OpenMetrics and Graphite have seconds")]
    [InlineData("g.far 1 1e30\n", 0, "Line 1: the time lies too far away")]
    [InlineData("g.ms 1 1772323200000\n", 0, "Line 1: the time lies more than an hour ahead")]
    public async Task A_time_that_cannot_be_meant_is_refused_with_its_line(string text, long ahead, string message)
    {
        await using var test = await TestStore.OpenAsync();

        var problem = await Assert.ThrowsAsync<PushException>(() => PushAsync(test, string.Format(System.Globalization.CultureInfo.InvariantCulture, text, test.Now + ahead)));

        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Empty(test.Store.Catalog.All());
        Assert.Equal(new PushAnswer(1, 0), await PushAsync(test, $"a 1 {test.Now + 3_600_000}\n"));
    }

    [Theory]
    [InlineData("a 1\nb 2", false)]
    [InlineData("a 1\nb two\nc 3\n", false)]
    [InlineData("{\"name\": \"a\", \"value\": 1}", true)]
    public async Task A_body_is_left_as_a_server_can_read_on(string text, bool json)
    {
        await using var test = await TestStore.OpenAsync();
        var body = new Pipe();
        await body.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));
        await body.Writer.CompleteAsync();
        using var batch = new PushedBatch(test.Clock, test.Store.Catalog);

        _ = await Record.ExceptionAsync(() => json ? PushBody.ReadJsonAsync(body.Reader, 1000, default) : PushBody.ReadTextAsync(body.Reader, new(openMetrics: false), batch, default));

        Assert.True(body.Reader.TryRead(out var rest));
        Assert.True(rest.IsCompleted);
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(10, 1)]
    [InlineData(2000, 3)]
    public async Task A_push_is_on_the_disk_when_it_is_answered(int samples, int series)
    {
        await using var test = await TestStore.OpenAsync();
        var text = new StringBuilder("alone 42\n");
        for (var i = 0; i < samples; i++)
        {
            for (var one = 0; one < series; one++)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"bulk{{i=\"{one}\"}} {i} {test.Now - (i * 1000)}\n");
            }
        }

        Assert.Equal(new PushAnswer(1 + (samples * series), 0), await PushAsync(test, text.ToString()));

        test.Restart();
        Assert.Equal(42, Assert.Single(test.Samples("alone")).Value);
        Assert.Equal(samples * series, test.Samples("bulk").Length);
        Assert.Equal(series, test.Store.Catalog.All().Count(one => one.Labels.Name == "bulk"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task However_many_new_series_are_too_many_those_that_are_there_are_taken(bool timed)
    {
        await using var test = await TestStore.OpenAsync();
        var at = timed ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" {test.Now}") : "";
        Assert.Equal(new PushAnswer(2, 0), await PushAsync(test, $"known{{i=\"1\"}} 1\nknown{{i=\"2\"}} 1\n"));
        test.Store.Catalog.Limit = 3;
        test.Clock.Advance(TimeSpan.FromSeconds(1));

        var text = string.Concat(Enumerable.Range(0, 20).Select(i => $"new{{i=\"{i}\"}} 1{at}\n")) + $"known{{i=\"1\"}} 7{at}\nknown{{i=\"2\"}} 8{at}\n";
        var answer = await PushAsync(test, text);

        Assert.Equal(new PushAnswer(3, 19), answer);
        Assert.Equal(19, test.Store.Catalog.TakeRefused()[PushIntake.Source]);
        Assert.Contains(test.Samples("known"), sample => sample.Value == 8);
    }

    [Fact]
    public async Task A_push_that_cannot_be_written_is_not_acknowledged()
    {
        await using var test = await TestStore.OpenAsync();
        var stuck = new StuckDatabase();
        var store = new SampleStore(stuck, test.Clock, Core.Data.TestDatabase.Host, test.Options, [], Microsoft.Extensions.Logging.Abstractions.NullLogger<SampleStore>.Instance);
        var intake = new PushIntake(store, stuck, test.Clock);
        using var batch = intake.Begin();
        batch.Add(new(MetricFamily.Gauge("a", ""), Labels.Of("a"), 1, null), 1);

        var answer = intake.TakeAsync(batch, default);
        await test.Clock.TimersAsync();
        Assert.False(answer.IsCompleted);
        test.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(ProblemKind.Unavailable, (await Assert.ThrowsAsync<ProblemException>(() => answer)).Kind);

        stuck.Away = "The disk is full.";
        var problem = await Assert.ThrowsAsync<ProblemException>(() => intake.TakeAsync(batch, default));
        Assert.Equal("The disk is full.", problem.Message);
    }

    private static async Task<PushAnswer> PushAsync(TestStore test, string text)
    {
        var intake = new PushIntake(test.Store, test.Database, test.Clock);
        using var batch = intake.Begin();
        await PushBody.ReadTextAsync(PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(text))), new(openMetrics: false), batch, default);
        return await intake.TakeAsync(batch, default);
    }

    /// <summary>As a database on a disk that is full: whatever is to be written waits.</summary>
    private sealed class StuckDatabase : Database
    {
        public string? Away { get; set; }

        public override Task Ready => Task.CompletedTask;

        public override string? WhyAway => Away;

        public override EventJournal Journal => throw new NotSupportedException();

        internal override string RowKey => "";

        public override Task<T> WriteAsync<T>(Func<Transaction, T> work, Durability durability, CancellationToken cancellation = default) =>
            new TaskCompletionSource<T>().Task;

        public override Task WriteAlongAsync(Action<Transaction> work, TimeSpan within, CancellationToken cancellation = default) =>
            new TaskCompletionSource().Task;

        public override T Read<T>(Func<Session, T> query) => throw new NotSupportedException();

        public override ValueTask DisposeAsync() => default;

        internal override bool GiveBack(Session session) => false;
    }
}
