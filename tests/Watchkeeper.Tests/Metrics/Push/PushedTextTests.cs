using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Metrics.Push;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Tests.Metrics.Push;

/// <summary>What may be pushed as text or JSON, and what is said of anything else.</summary>
public sealed class PushedTextTests
{
    [Fact]
    public void Prometheus_text_is_read_with_kinds_help_and_milliseconds()
    {
        var samples = TextSamples.Read(
            """
            # HELP jobs_total How many.
            # TYPE jobs_total counter
            jobs_total{job="a\"b\\c",zone="eu"} 5 1700000000123

            # TYPE heat gauge
            heat -1.5e3
            other NaN
            latency_bucket{le="+Inf"} +Inf
            """,
            openMetrics: false);

        Assert.Equal(
            ["jobs_total{job=\"a\\\"b\\\\c\",zone=\"eu\"} 5 1700000000123", "heat -1500 ", "other NaN ", "latency_bucket{le=\"+Inf\"} Infinity "],
            samples.Select(sample => $"{sample.Labels} {sample.Value} {sample.Time}"));
        Assert.Equal([MetricKind.Counter, MetricKind.Gauge, MetricKind.Untyped, MetricKind.Untyped], samples.Select(sample => sample.Family.Kind));
        Assert.Equal("How many.", samples[0].Family.Help);
    }

    [Fact]
    public void Blanks_may_stand_where_the_format_allows_them()
    {
        var samples = TextSamples.Read("#  TYPE\t jobs_total   counter\n jobs_total \t { job = \"a\" , }  5\t1700000000123 \nheat\t-2\nbare  {} 3\nlate{a=\"} \"} 4\n", openMetrics: false);

        Assert.Equal(
            ["jobs_total{job=\"a\"} 5 1700000000123", "heat -2 ", "bare 3 ", "late{a=\"} \"} 4 "], samples.Select(sample => $"{sample.Labels} {sample.Value} {sample.Time}"));
        Assert.Equal(MetricKind.Counter, samples[0].Family.Kind);
    }

    [Fact]
    public void OpenMetrics_has_seconds_exemplars_and_an_end()
    {
        var samples = TextSamples.Read("# TYPE jobs counter\njobs_total 5 1700000000.25 # {trace=\"x\"} 1 1700000000\n# EOF\nnot read any more", openMetrics: true);

        Assert.Equal((5, 1_700_000_000_250, MetricKind.Counter), (samples.Single().Value, samples.Single().Time, samples.Single().Family.Kind));
    }

    [Theory]
    [InlineData("gb;__name__=node_load1{} 999", "Line 1: the tag __name__ would be the metric's name, which is the path.")]
    [InlineData("gz;__name__= 7", "Line 1: the tag __name__ would be the metric's name, which is the path.")]
    [InlineData("gr;a=1;a=2 5", "Line 1: the tag a stands twice.")]
    [InlineData("gr;=5 5", "Line 1: a tag's name is missing.")]
    public void A_tag_of_Graphites_that_would_forge_or_hide_something_is_refused(string line, string problem) =>
        Assert.Equal(problem, Assert.Throws<PushException>(() => TextSamples.Read(line, openMetrics: false)).Message);

    [Theory]
    [InlineData("node_load1{}", "a")]
    [InlineData("", "a")]
    [InlineData("9a", "a")]
    [InlineData("fine", "a=\"b\",c")]
    public void What_is_no_name_never_becomes_a_series(string name, string label)
    {
        var catalog = new SeriesCatalog(10);

        Assert.Null(catalog.Get(new(name, MetricKind.Gauge, ""), Labels.Of(name, (label, "1")), "push"));
        Assert.Equal(0, catalog.Count);
    }

    [Fact]
    public void Graphites_lines_are_told_by_the_points_of_their_names()
    {
        var samples = TextSamples.Read("servers.web-1.load 0.5 1700000000\ndisk.used;host=a;mount=/x 12 -1\nno.time 3", openMetrics: false);

        Assert.Equal(
            ["servers_web_1_load 0.5 1700000000000", "disk_used{host=\"a\",mount=\"/x\"} 12 ", "no_time 3 "], samples.Select(sample => $"{sample.Labels} {sample.Value} {sample.Time}"));
    }

    [Theory]
    [InlineData("good 1\nbad", "Line 2: ")]
    [InlineData("a 1\n\n# a comment\na one", "Line 4: “one” is not a number")]
    [InlineData("a{b=\"c} 1", "Line 1: ")]
    [InlineData("a{b=\"c\",b=\"d\"} 1", "Line 1: the label b stands twice")]
    [InlineData("a 1 2 3", "Line 1: ")]
    [InlineData("a 1 99999999999999999999", "Line 1: the time lies too far away")]
    [InlineData("# TYPE a what", "Line 1: the type “what” is unknown")]
    [InlineData("1a 1", "Line 1: a metric's name is missing")]
    [InlineData("c 1e400", "Line 1: the number “1e400” is too large")]
    [InlineData("a.b -1e400", "Line 1: the number “-1e400” is too large")]
    [InlineData("a.b 1 2 3", "Line 1: Graphite's lines are a path, a value and Unix seconds")]
    public void A_line_that_is_wrong_is_named(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<PushException>(() => TextSamples.Read(text, openMetrics: false)).Message);

    [Fact]
    public void Json_is_one_object_an_array_or_one_a_line()
    {
        const string One = """{"name": "a", "labels": {"b": "c"}, "value": 1.5, "time": "2026-03-01T00:00:00Z", "kind": "gauge"}""";

        Assert.Equal(1.5, JsonSamples.Read(One).Single().Value);
        Assert.Equal(2, JsonSamples.Read($"[{One}, {One}]").Count);
        Assert.Equal(3, JsonSamples.Read($"{One}\n{One}\n\n{One}\n").Count);
        Assert.Equal((1_772_323_200_000, "a{b=\"c\"}"), (JsonSamples.Read(One).Single().Time, JsonSamples.Read(One).Single().Labels.ToString()));
        Assert.True(double.IsNaN(JsonSamples.Read("""{"name": "a", "value": "NaN"}""").Single().Value));
    }

    [Theory]
    [InlineData("{\"name\": \"a\", \"value\": 1}\n{\"name\": \"a b\", \"value\": 1}", "Line 2: “a b” is not a metric's name")]
    [InlineData("{\"name\": \"a\", \"value\": 1}\n{\"name\": \"a\"}", "Line 2: a sample needs a name and a value")]
    [InlineData("[{\"name\": \"a\", \"value\": \"1\"}]", "Line 1: what stands at $.value is not what a sample has there")]
    [InlineData("{\"name\": \"a\", \"value\": 1}\nnot json", "Line 2: it is not the JSON of samples")]
    [InlineData("{\"name\": \"a\", \"value\": 1, \"kind\": \"what\"}", "Line 1: the kind “what” is unknown")]
    [InlineData("{\"name\": \"a\", \"value\": 1, \"labels\": {\"__name__\": \"b\"}}", "Line 1: “__name__” is not a label's name")]
    [InlineData("{\"name\": \"a\", \"value\": 1, \"labels\": {\"x y\": \"b\"}}", "Line 1: “x y” is not a label's name")]
    [InlineData("{\"name\": \"a\", \"value\": 1, \"labels\": {\"x\": null}}", "Line 1: the label x has no value")]
    [InlineData("[null]", "Line 1: a sample needs a name and a value")]
    [InlineData("", "Line 1: it is not the JSON of samples")]
    [InlineData("[{\"name\": \"a\", \"value\": 1},\n{\"name\": \"b\"}]", "Line 2: a sample needs a name and a value")]
    [InlineData("[\n{\"name\": \"a\",\n \"value\": 1},\n\n{\"name\": \"b\",\n \"value\": true}]", "Line 6: what stands at $.value is not what a sample has there")]
    [InlineData("[{\"name\": \"a\", \"value\": 1},\n{\"name\" \"b\"}]", "Line 2: it is not the JSON of samples")]
    [InlineData("[{\"name\": \"a\", \"value\": 1},", "Line 1: it is not the JSON of samples")]
    [InlineData("[{\"name\": \"a\", \"value\": 1}]\n5", "Line 2: it is not the JSON of samples")]
    [InlineData("[{\"name\": \"a\", \"value\": 1},\n{\"name\": \"a\", \"value\": 1, \"foo\": 2}]", "Line 2: a sample has no “foo”; it has name, labels, value, time and kind")]
    [InlineData("{\"name\": \"a\", \"value\": 1, \"name\": \"b\"}", "Line 1: the key “name” stands twice")]
    [InlineData("{\"name\": \"a\", \"value\": 1, \"labels\": {\"x\": \"1\", \"\\u0078\": \"2\"}}", "Line 1: the label “x” stands twice")]
    [InlineData("{\"name\": \"a\", \"value\": 1e400}", "Line 1: the number 1e400 is too large")]
    [InlineData("{\"name\": \"a\", \"value\": 1, \"\\ud800\": 2}", "Line 1: a key is not a text")]
    public void Json_that_is_wrong_is_named_by_its_line(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<PushException>(() => JsonSamples.Read(text)).Message);

    [Fact]
    public void Whatever_is_sent_is_samples_or_a_sentence()
    {
        var word = Gen.Elements("a", "a_total", "{", "}", "b=\"c\"", ",", " ", "\n", "# TYPE a counter", "# HELP", "1", "1e400", "-", "NaN", "a.b;c=d", "\"", "\\", "\0", "[", "null", "\"name\":");
        var text = word.ArrayOf().Select(string.Concat);
        Prop.ForAll(text.ToArbitrary(), one => IsRead(() => TextSamples.Read(one, openMetrics: true)) && IsRead(() => JsonSamples.Read(one))).QuickCheckThrowOnFailure();
    }

    private static bool IsRead(Func<List<PushedSample>> read)
    {
        try
        {
            read();
        }
        catch (PushException problem)
        {
            Assert.StartsWith("Line ", problem.Message);
        }

        return true;
    }
}
