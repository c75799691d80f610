using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Tests.Core.Configuration;

public sealed class ReadingTests
{
    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("\uFEFF# a byte order mark\n")]
    [InlineData("---\n")]
    [InlineData("sample:\n")]
    [InlineData("sample: {text: , every: ~, names: null}\n")]
    public void Nothing_written_is_everything_at_its_default(string yaml)
    {
        var configuration = Written.Load(yaml);
        var sample = (SampleOptions)configuration.Sections["sample"];

        Assert.Equal(new ListenAddress(IPAddress.Loopback, 8642, null), Assert.Single(configuration.Core.Listen));
        Assert.Equal("sqlite:/state/watchkeeper.db", configuration.Core.Database);
        Assert.Equal("/runtime/watchkeeper.sock", configuration.Core.Socket);
        Assert.Equal(new LogOptions(Severity.Info, null, 1024 * 1024, 5), configuration.Core.Log);
        Assert.Equal(("hello", null, true, 3L), (sample.Text, sample.Note, sample.Flag, sample.Count));
        Assert.Equal((0.5, TimeSpan.FromSeconds(10), null), (sample.Share, sample.Every, sample.Pause));
        Assert.Equal((1024 * 1024, null, SampleMood.QuiteCalm), (sample.Room, sample.Password, sample.Mood));
        Assert.Equal(["a"], sample.Names);
        Assert.Equal(("down", null), (sample.Inner, sample.Extra));
        Assert.Empty(sample.Items);
        Assert.Empty(sample.Jobs);
    }

    [Fact]
    public void Every_kind_of_value_is_read()
    {
        var sample = Written.Sample("""
            sample:
              text: 12
              note: "with: a colon"
              flag: off
              count: 7
              share: 0.25
              every: 1m30s
              pause: 2h
              room: 10 MiB
              password: hunter2
              mood: angry
              names: [b, c]
              headers: { X-One: 1, "X-Two": two }
              inner: { deep: deeper }
              extra: {}
              items:
                - name: first
                - { name: second }
              jobs:
                backup: { grace: 5m }
                nightly:
            """);

        Assert.Equal(("12", "with: a colon", false, 7L), (sample.Text, sample.Note, sample.Flag, sample.Count));
        Assert.Equal((0.25, TimeSpan.FromSeconds(90), TimeSpan.FromHours(2)), (sample.Share, sample.Every, sample.Pause!.Value));
        Assert.Equal((10 * 1024 * 1024, "hunter2", SampleMood.Angry), (sample.Room, sample.Password, sample.Mood));
        Assert.Equal(["b", "c"], sample.Names);
        Assert.Equal("two", sample.Headers["X-Two"]);
        Assert.Equal(("deeper", "extra"), (sample.Inner, sample.Extra));
        Assert.Equal(["first", "second"], sample.Items);
        Assert.Equal(["backup 300", "nightly 0"], sample.Jobs);
    }

    [Fact]
    public void Anchors_aliases_and_merge_keys_are_followed()
    {
        var sample = Written.Sample("""
            sample:
              jobs:
                one: &standard { grace: 5m }
                two: *standard
                three: { <<: *standard }
                four: { <<: *standard, grace: 1s }
            """);

        Assert.Equal(["one 300", "two 300", "three 300", "four 1"], sample.Jobs);
    }

    [Fact]
    public void A_single_text_stands_for_a_list_of_one() => Assert.Equal(["solo"], Written.Sample("sample: { names: solo }").Names);

    [Fact]
    public void A_value_of_a_megabyte_is_read() =>
        Assert.Equal(1_000_000, Written.Sample($"sample: {{ text: {new string('x', 1_000_000)} }}").Text.Length);

    [Fact]
    public void A_wrong_value_of_a_megabyte_does_not_fill_the_screen() =>
        Assert.InRange(Written.Errors($"sample: {{ count: {new string('9', 1_000_000)} }}").Length, 1, 400);

    [Fact]
    public void Any_text_is_read_or_refused_with_a_sentence()
    {
        var token = Gen.Elements("sample", "listen", ":", " ", "\n", "- ", "{", "}", "[", "]", "&a", "*a", "\"", "'", "\t", "#", "|", ">", "!", "%", "12", "5m", "text", "jobs", ",", "?", "<<", "---", "\u0000", "é", "\uFEFF");
        Prop.ForAll(token.ArrayOf().Select(string.Concat).ToArbitrary(), text =>
        {
            try
            {
                Written.Load(text);
                return true;
            }
            catch (ProblemException problem)
            {
                return problem.Message.Length > 0;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(60));
    }

    [Fact]
    public void Aliases_of_aliases_do_not_unfold()
    {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(Enumerable.Range(1, 30).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Assert.Contains("unfolds to more than 100,000 values", Written.Errors(bomb), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Bottomless_nesting_is_refused(string step) =>
        Assert.Contains("nested deeper than 50 levels", Written.Errors(string.Concat(Enumerable.Repeat(step, 20_000))), StringComparison.Ordinal);
}
