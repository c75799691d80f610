using System.Buffers;
using System.Text;
using Watchkeeper.Canaries.CoalMine;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Canaries.CoalMine;

/// <summary>What Python prints; every expectation was made by CPython 3.11.</summary>
public sealed class PythonFormatsTests
{
    [Theory]
    [InlineData(3600, "3600.0")]
    [InlineData(1.5, "1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1.25e-7, "1.25e-07")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(123456789.125, "123456789.125")]
    [InlineData(1e100, "1e+100")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(0, "0.0")]
    public void Floats_print_as_repr_does(double value, string text) => Assert.Equal(text, PythonFloat.Repr(value));

    [Theory]
    [InlineData("60", 60)]
    [InlineData(" 1.5 ", 1.5)]
    [InlineData("1_000.5_0", 1000.5)]
    [InlineData(".5", .5)]
    [InlineData("5.", 5)]
    [InlineData("1e3", 1000)]
    [InlineData("+7", 7)]
    [InlineData("٣٤", 34)]
    public void Floats_are_read_as_float_does(string text, double value)
    {
        Assert.True(PythonFloat.TryParse(text, out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("_1")]
    [InlineData("1__0")]
    [InlineData("1_")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("e5")]
    [InlineData("1,5")]
    [InlineData("--1")]
    public void What_float_refuses_is_refused(string text) => Assert.False(PythonFloat.TryParse(text, out _));

    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("say \"hi\"", "'say \"hi\"'")]
    [InlineData("it's \"hi\"", "'it\\'s \"hi\"'")]
    [InlineData("a\nb\tc\\d\r", @"'a\nb\tc\\d\r'")]
    [InlineData("\0\x1b\x7f\xa0\xad", @"'\x00\x1b\x7f\xa0\xad'")]
    [InlineData("né日😀", "'né日😀'")]
    [InlineData("\u200b\u2028\ue000", @"'\u200b\u2028\ue000'")]
    public void Strings_print_as_repr_does(string text, string repr) => Assert.Equal(repr, PythonText.Quote(text));

    [Theory]
    [InlineData("2026-11-20T06:39:30.182Z", "2026-11-20T06:39:30.182000+00:00")]
    [InlineData("2026-11-22T00:05:00Z", "2026-11-22T00:05:00+00:00")]
    public void Times_print_as_isoformat_does(string time, string text) =>
        Assert.Equal(text, PythonText.Time(Instant.From(DateTimeOffset.Parse(time))));

    [Fact]
    public void Json_is_that_of_dumps_with_indent_4()
    {
        var output = new ArrayBufferWriter<byte>();
        var json = new PythonJson(output);
        json.Object(() => json.Name("a").Array(() => { }).Name("é\"\\\n\u0001😀").Array(() => json.Array(() => json.Text("x").Bool(true).Number(2))).Name("c").Object(() => json.Name("d").Bool(false))).Finish();

        Assert.Equal(
            """
            {
                "a": [],
                "\u00e9\"\\\n\u0001\ud83d\ude00": [
                    [
                        "x",
                        true,
                        2.0
                    ]
                ],
                "c": {
                    "d": false
                }
            }

            """,
            Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("a=1&a=2", "a", "2")]
    [InlineData("a=1+2%203", "a", "1 2 3")]
    [InlineData("a=%C3%A9%FF", "a", "é\uFFFD")]
    [InlineData("a=x;b=2", "a", "x;b=2")]
    [InlineData("a=%zz%4", "a", "%zz%4")]
    [InlineData("%61=1", "a", "1")]
    [InlineData("a=", "a", null)]
    [InlineData("a", "a", null)]
    [InlineData("a=b=c", "a", "b=c")]
    public void Queries_are_read_as_parse_qs_does(string query, string name, string? value) => Assert.Equal(value, new PythonQuery("?" + query).Last(name));

    [Theory]
    [InlineData("(", "missing ), unterminated subpattern at position 0")]
    [InlineData("ab(c", "missing ), unterminated subpattern at position 2")]
    [InlineData("a)", "unbalanced parenthesis at position 1")]
    [InlineData("[a", "unterminated character set at position 0")]
    [InlineData("*a", "nothing to repeat at position 0")]
    [InlineData("a**", "multiple repeat at position 2")]
    [InlineData("a\\", "bad escape (end of pattern) at position 1")]
    public void Bad_patterns_are_refused_in_the_words_of_re(string pattern, string words)
    {
        Assert.Null(PythonRegex.Compile(pattern, out var problem));
        Assert.Equal(words, problem);
    }

    [Fact]
    public void A_pattern_meant_to_blow_up_takes_time_in_proportion()
    {
        var regex = PythonRegex.Compile("(a+)+$", out _)!;
        Assert.DoesNotMatch(regex, new string('a', 20_000) + "!");
        Assert.Null(PythonRegex.Compile("((a{1,900}){1,900}){1,900}", out var problem));
        Assert.NotNull(problem);
        Assert.Matches(PythonRegex.Compile("(?P<x>b.c)", out _)!, "abbc");
    }
}
