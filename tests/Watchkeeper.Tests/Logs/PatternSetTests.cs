using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Core;
using Watchkeeper.Logs.Matching;

namespace Watchkeeper.Tests.Logs;

public sealed class PatternSetTests
{
    private static readonly string[] Expressions =
    [
        @"sshd\[\d+\]: Failed password for (?:invalid user )?(\S+) from (\d+\.\d+\.\d+\.\d+) port (\d+)",
        @"Out of memory: Kill(?:ed)? process (\d+) \(([^)]+)\)",
        @"""(?:GET|POST) \S*(?:wp-login|xmlrpc|\.env)\S* HTTP/\d\.\d"" 404",
        "finished full compaction",
        "^kernel: .*$",
        @"\d\d:\d\d",
        "a+b|cde",
        "naïve",
    ];

    [Theory]
    [InlineData("sshd[12]: Failed password for invalid user root from 10.0.0.1 port 22 ssh2", new[] { 0 })]
    [InlineData("Out of memory: Killed process 12 (java)", new[] { 1 })]
    [InlineData("Out of memory: Kill process 12 (java), finished full compaction", new[] { 1, 3 })]
    [InlineData("x \"POST /xmlrpc.php HTTP/1.1\" 404 at 10:20", new[] { 2, 5 })]
    [InlineData("x \"POST /index.php HTTP/1.1\" 404", new int[0])]
    [InlineData("kernel: naïve", new[] { 4, 7 })]
    [InlineData("xaab", new[] { 6 })]
    [InlineData("", new int[0])]
    public void A_line_gives_the_numbers_of_all_expressions_that_match_it(string line, int[] expected)
    {
        var found = new List<int>();
        Set(Expressions).Match(line, found);

        Assert.Equal(expected, found);
    }

    [Fact]
    public void A_chunk_gives_what_its_lines_give_one_by_one()
    {
        var random = new Random(7);
        string[] pieces = ["sshd[12]: ", "Failed password for ", "root from 1.2.3.4 port 5", "kernel: ", "aab", "cde", "é", "naïve", "12:30", " ", "\r", "finished full compaction"];
        var set = Set(Expressions);
        for (var round = 0; round < 50; round++)
        {
            var lines = Enumerable.Range(0, 400).Select(_ => string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => random.GetItems(pieces, 1)[0]))).ToList();
            if (round % 5 == 0)
            {
                lines[3] += new string('x', 40_000) + "cde";
            }

            var expected = lines.Select(line => line.EndsWith('\r') ? line[..^1] : line)
                .Select(line => (line, Numbers: Enumerable.Range(0, set.Count).Where(i => set[i].IsMatch(line)).ToArray()))
                .Where(pair => pair.Numbers.Length > 0).Select(pair => pair.line + string.Join(',', pair.Numbers));

            var found = new List<string>();
            set.Scan(Encoding.UTF8.GetBytes(string.Join('\n', lines)), (line, numbers) => found.Add(line.ToString() + string.Join(',', numbers.ToArray())));

            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_do_not_hide_a_match()
    {
        var found = new List<string>();
        Set(Expressions).Scan([0xFF, 0xC3, .. "finished full compaction"u8, 0x80, (byte)'\n'], (line, _) => found.Add(line.ToString()));

        Assert.Equal(["\uFFFD\uFFFDfinished full compaction\uFFFD"], found);
    }

    [Fact]
    public void Hundreds_of_expressions_are_each_found()
    {
        var set = Set([.. Enumerable.Range(0, 300).Select(i => $@"fault {i}x on \w+")]);
        var found = new List<int>();
        for (var i = 0; i < 300; i++)
        {
            set.Match($"a fault {i}x on sda", found);
        }

        Assert.Equal(Enumerable.Range(0, 300), found);
    }

    [Theory]
    [InlineData(@"sshd\[\d+\]: Accepted (\S+) for (\S+)", "Accepted ")]
    [InlineData("a|b(c", null)]
    [InlineData(@"(?i)error", null)]
    [InlineData(@"\d+", null)]
    [InlineData("colou?r of", "colo")]
    [InlineData("(?:left|right) hand", " hand")]
    public void Every_match_contains_a_required_literal(string expression, string? literal)
    {
        var literals = RequiredLiterals.Of(expression);

        Assert.Equal(literal is not null, literals.Count > 0);
        if (literal is not null)
        {
            Assert.Contains(literals, found => literal.Contains(found, StringComparison.Ordinal) || found.Contains(literal, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void No_expression_gives_a_literal_that_a_match_can_lack()
    {
        // Expressions of few letters, so that random lines match them often.
        var expressions = Gen.Elements("a", "b", "c", ".", "(ab|c)", "(?:bc)?", "a*", "b+", "[ab]", "c{2}", "b{0,1}", @"\.", "^", "$", "|", "(a", ")", @"\w", "b??").ListOf(8);
        var lines = Gen.Elements('a', 'b', 'c', '.').ListOf(12);
        Prop.ForAll(expressions.Two().Zip(lines).ToArbitrary(), sample =>
        {
            var text = string.Concat(sample.Item1.Item1);
            var line = string.Concat(sample.Item2);
            Regex expression;
            try
            {
                expression = new Regex(text, RegexOptions.NonBacktracking);
            }
            catch (ArgumentException)
            {
                return true;
            }

            var literals = RequiredLiterals.Of(text);
            return literals.Count == 0 || !expression.IsMatch(line) || literals.Any(literal => line.Contains(literal, StringComparison.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Theory]
    [InlineData("(unclosed", "malformed")]
    [InlineData("(?=ahead)", "lookaround")]
    [InlineData(@"(a)\1", "back-reference")]
    public void An_expression_that_cannot_be_used_is_refused_in_a_sentence(string expression, string reason)
    {
        var problem = Assert.Throws<ProblemException>(() => PatternSet.Compile(expression));

        Assert.Contains(expression, problem.Message, StringComparison.Ordinal);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Named_groups_may_be_written_as_in_Python_and_Rust()
    {
        Assert.Equal("sda", PatternSet.Compile(@"dev (?P<kdev>\w+)").Match("I/O error, dev sda").Groups["kdev"].Value);
    }

    private static PatternSet Set(string[] expressions) => new([.. expressions.Select(PatternSet.Compile)]);
}
