using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Core;
using Watchkeeper.Disks.Peripety.Toml;

namespace Watchkeeper.Tests.Disks;

/// <summary>TOML 1.0 as toml.io describes it: what is valid is read, and what is not is refused where it is wrong.</summary>
public sealed class TomlTests
{
    [Theory]
    [InlineData("x = 1 # one", "1")]
    [InlineData("x = +1_000", "1000")]
    [InlineData("x = -0", "0")]
    [InlineData("x = 0xDEAD_beef", "3735928559")]
    [InlineData("x = 0o17", "15")]
    [InlineData("x = 0b1_01", "5")]
    [InlineData("x = 9223372036854775807", "9223372036854775807")]
    [InlineData("x = -9223372036854775808", "-9223372036854775808")]
    [InlineData("x = 0x7fffffffffffffff", "9223372036854775807")]
    [InlineData("x = 6.626e-34", "6.626E-34")]
    [InlineData("x = 1e0_6", "1000000")]
    [InlineData("x = -inf", "-Infinity")]
    [InlineData("x = nan", "NaN")]
    [InlineData("x = true", "True")]
    [InlineData("x = 1979-05-27T00:32:00.999999-07:00", "1979-05-27T00:32:00.999999-07:00")]
    [InlineData("x = 1979-05-27 07:32:00Z", "1979-05-27 07:32:00Z")]
    [InlineData("x = 1979-05-27 # the day", "1979-05-27")]
    [InlineData("x = 07:32:00", "07:32:00")]
    [InlineData("x = \"a\\tb\\\"\\u00e9\\U0001F600\"", "a\tb\"é😀")]
    [InlineData("x = 'C:\\Users\\n'", "C:\\Users\\n")]
    [InlineData("x = ''", "")]
    [InlineData("x = \"\"\"\r\none\r\ntwo\"\"\"", "one\ntwo")]
    [InlineData("x = \"\"\"one \\\n\n   two \\  \n three\"\"\"", "one two three")]
    [InlineData("x = \"\"\"a \"quoted\" word\"\"\"\"\"", "a \"quoted\" word\"\"")]
    [InlineData("x = '''\n(?P<kdev>\\w+)\n # no comment'''", "(?P<kdev>\\w+)\n # no comment")]
    [InlineData("x = '''''two'''''", "''two''")]
    [InlineData("x = []", "[]")]
    [InlineData("x = [ 1, 2, ]", "[1, 2]")]
    [InlineData("x = [ # first\n  'a', # [ no bracket\n\n  \"b\"\n  # last\n]", "[a, b]")]
    [InlineData("x = [[1, 2], ['a', { y = [1,\n2] }]]", "[[1, 2], [a, {y: [1, 2]}]]")]
    [InlineData("x = {}", "{}")]
    [InlineData("x = { y.z = 1, 'the y' = { z = true } }", "{y: {z: 1}, the y: {z: True}}")]
    [InlineData("[x]\ny = 1\n[x.z]\n", "{y: 1, z: {}}")]
    [InlineData("[x.z]\ny = 1\n[x]\nw = 2", "{z: {y: 1}, w: 2}")]
    [InlineData("[[x]]\ny = 1\n[[x]]\n[x.z]\ny = 2", "[{y: 1}, {z: {y: 2}}]")]
    [InlineData("[ x . \"a.b\" ] # header\nc.d.e = 1\nc.d.f = 2\n[x.'a.b'.c.g]", "{a.b: {c: {d: {e: 1, f: 2}, g: {}}}}")]
    [InlineData("\uFEFFx=1\r\n\"\" = 2", "1")]
    [InlineData("x.y = 1\nx.3 = 'a'\nx.-_ = 2", "{y: 1, 3: a, -_: 2}")]
    public void What_is_TOML_is_read(string text, string value) => Assert.Equal(value, Shown(TomlReader.Parse(text)["x"]));

    [Theory]
    [InlineData("[main]\nno equals here", 2, 4, "'='")]
    [InlineData("x = 'no end", 1, 5, "no end")]
    [InlineData("a = 1\nx = \"\"\"no\nend", 2, 5, "no end")]
    [InlineData("x = \"two\nlines\"", 1, 5, "no end on its line")]
    [InlineData("x = \"\\q\"", 1, 6, "escape")]
    [InlineData("x = \"\\ud800\"", 1, 6, "Unicode")]
    [InlineData("x = \"\\u12\"", 1, 6, "Unicode")]
    [InlineData("x = \"a\u0001\"", 1, 5, "no end on its line")]
    [InlineData("x = '''a\u0001'''", 1, 9, "control")]
    [InlineData("# a\u0001", 1, 4, "control")]
    [InlineData("x = 1\ry = 2", 1, 6, "the line should end here")]
    [InlineData("x = 1 y = 2", 1, 7, "the line should end here")]
    [InlineData("x = ", 1, 5, "a value is missing")]
    [InlineData("x = # nothing", 1, 5, "a value is missing")]
    [InlineData("= 1", 1, 1, "a key is missing")]
    [InlineData("x. = 1", 1, 4, "a key is missing")]
    [InlineData("\"\"\"x\"\"\" = 1", 1, 3, "'='")]
    [InlineData("x = yes", 1, 5, "yes is no value")]
    [InlineData("x = 01", 1, 5, "01 is no value")]
    [InlineData("x = 1__0", 1, 5, "1__0 is no value")]
    [InlineData("x = 1.", 1, 5, "1. is no value")]
    [InlineData("x = +0x1", 1, 5, "is no value")]
    [InlineData("x = 9223372036854775808", 1, 5, "64 bits")]
    [InlineData("x = 0xffffffffffffffffffffffffffffffffffffffff", 1, 5, "64 bits")]
    [InlineData("x = 1979-02-30", 1, 5, "is no value")]
    [InlineData("x = 25:00:00", 1, 5, "is no value")]
    [InlineData("x = 07:32:00Z", 1, 5, "is no value")]
    [InlineData("x = [1, 2", 1, 5, "array that begins here has no end")]
    [InlineData("x = [\n1\n2]", 3, 1, "',' or ']'")]
    [InlineData("x = [1,,2]", 1, 8, "a value is missing")]
    [InlineData("x = { a = 1, }", 1, 14, "a key is missing")]
    [InlineData("x = { a = 1\n}", 1, 12, "'}'")]
    [InlineData("x = 1\nx = 2", 2, 1, "x is defined before")]
    [InlineData("[x]\n[x]", 2, 1, "x is defined before")]
    [InlineData("[x.y]\n[x]\ny.z = 1", 3, 1, "nothing can be added")]
    [InlineData("x = { y = 1 }\n[x.z]", 2, 1, "nothing can be added")]
    [InlineData("x = { y = 1 }\nx.z = 2", 2, 1, "nothing can be added")]
    [InlineData("[x]\ny.z = 1\n[x.y]", 3, 1, "y is defined before")]
    [InlineData("x = []\n[[x]]", 2, 1, "no array of tables")]
    [InlineData("[[x]]\n[x]", 2, 1, "x is defined before")]
    [InlineData("[x]\n[[x]]", 2, 1, "no array of tables")]
    [InlineData("[x", 1, 3, "']'")]
    [InlineData("[[x]", 1, 4, "']]'")]
    [InlineData("[]", 1, 2, "a key is missing")]
    [InlineData("[x] y = 1", 1, 5, "the line should end here")]
    public void What_is_no_TOML_is_refused_with_its_line_and_column(string text, int line, int column, string reason)
    {
        var message = Assert.Throws<ProblemException>(() => TomlReader.Parse(text)).Message;

        Assert.StartsWith($"Line {line}, column {column} is no TOML: ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x = ", "[")]
    [InlineData("x = ", "{a=")]
    public void What_stands_within_itself_too_deep_is_refused(string start, string again) =>
        Assert.Contains("deep", Assert.Throws<ProblemException>(() => TomlReader.Parse(start + string.Concat(Enumerable.Repeat(again, 100_000)))).Message, StringComparison.Ordinal);

    [Fact]
    public void Whatever_comes_is_read_or_refused()
    {
        string[] pieces = ["x", "y", "=", " ", "\n", "\r\n", "[", "]", "[[", "]]", "{", "}", ",", ".", "\"", "'", "\"\"\"", "'''", "\\", "\\u", "1", "0x", "-", "_", "1979-05-27", "T", "07:32:00", "true", "#", "é", "\u0001", "\t", "nan", "e"];
        Prop.ForAll(Gen.Elements(pieces).ListOf(25).ToArbitrary(), some =>
        {
            try
            {
                TomlReader.Parse(string.Concat(some));
            }
            catch (ProblemException refused)
            {
                Assert.Matches("^Line [0-9]+, column [0-9]+ is no TOML: ", refused.Message);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    private static string Shown(object? value) => value switch
    {
        TomlTable table => "{" + string.Join(", ", table.Keys.Select(key => $"{key}: {Shown(table[key])}")) + "}",
        List<TomlTable> tables => "[" + string.Join(", ", tables.Select(Shown)) + "]",
        List<object> values => "[" + string.Join(", ", values.Select(Shown)) + "]",
        TomlTime time => time.Text,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
