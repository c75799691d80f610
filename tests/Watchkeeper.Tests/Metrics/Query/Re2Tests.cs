using System.Text.Json;
using Watchkeeper.Metrics.Query;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Tests.Metrics.Query;

/// <summary>Regular expressions and templates mean what they mean to a real Prometheus, which matches the same texts; what it refuses is refused.</summary>
[Trait("Needs", "prometheus")]
public sealed class Re2Tests(Re2Tests.Server server) : IClassFixture<Re2Tests.Server>
{
    private static readonly string[] Texts =
    [
        "", "a", "b", "c", "ab", "ba", "aB", "A", "Z", "z\n", "a\nb", "\n", "\nb", "-", "^", "1", "12", "9a", " ", "\t", "\v", "\u0001", "é", "É", "😀", "a😀b", "😀😀", "𐀀",
        "_x", "[", "]", "{", "a{,2}", "\u212a", "ſ", "node_load1", "aaa", "aaaa", "a.b", "a+b", "Ω", "ω", "k", "s", "٣", "$", "\\", "a b", "xay", "Lu",
    ];

    public static TheoryData<string> Expressions =>
    [
        "", "a", "a|b", "|a", "a.*", ".", "..", ".+", ".*z", ".*z.", "(?s).*z.", "(?s).", "a$", "^a", "a$.*", "(?m)a$\\nb", "(?m)^.*$", "(?m)a\\n^b",
        "[[:alpha:]]", "[^[:digit:]]", "[[:^alpha:]]", "[[:word:]]+", "[[:space:]]", "[[:punct:]]", "[[:xdigit:]]+", "[[:ascii:]]", "[[:cntrl:]]", "[[:nope:]]", "[:alpha:]",
        "[a-z-[b]]", "[a-c-[b]]+", "[]a]", "[^]a]", "[a", "[]", "[b-a]", "[\\d-z]", "[a-\\d]", "[-a]", "[a-]", "[\\]]", "[\\\\]", "[a^]", "[[]", "[a&&b]", "[^\\x00-\\x{10FFFF}]",
        "[😀-😂]", "[^a]", "[^😀]", "[\\x{10000}-\\x{1F600}]", "[é-ω]", "[\\S]", "[^\\S]", "[\\W]", "[^\\W\\d]",
        "\\d", "\\D", "\\w+", "\\W", "\\s", "\\S", "(?i)\\w", "(?i)\\W", "(?i)[[:^alpha:]]", "(?i)[[:lower:]]", "(?i)[^a]", "(?i)[^k]", "(?i)k", "(?i)É", "(?i)Ω", "(?i)ab", "a(?i)b", "(?i:a)b", "(?i)a(?-i)b", "a(?i)b|A",
        "\\pL", "\\p{L}", "\\PL", "\\p{^L}", "\\P{^L}", "\\p{Lu}", "(?i)\\p{Lu}", "[\\pL\\d]", "[^\\pL]", "[\\PL]", "\\p{Any}", "\\p{Nope}", "\\pZ", "\\p", "\\p{L", "\\p{Cn}", "\\pS",
        "\\Qa.b\\E", "\\Qa+\\Eb", "\\Qa.b", "\\Qaa\\E+", "\\Q\\E", "\\Q😀\\E+", "[\\Qa\\E]",
        "(?P<x>a|b)", "(?P<x>a)(?P<y>b)", "(?P<x>a)(?P<x>b)", "(?P<x!>a)", "(?P<>a)", "(?P<x", "(?P<1>b)(a)", "(?<n>a)", "(?'n'a)", "(?P=x)", "(?P>x)",
        "(?U)a+", "(?U)(a+)(a*)", "(?U)(a+?)(a*)", "(a+?)(a*)", "(a*)(a*)", "(a|ab)(b?)", "(a|b)*", "((a)|(b))*", "(?:a|(b))+",
        "a\\Z", "\\Aa\\z", "a\\z", "(?#c)a", "(?x) a", "\\cA", "\\ea", "(a)\\1", "a\\G", "\\<a", "\\_x", "a(?=b)", "a(?!b)", "(?<=a)b", "(?<!a)b", "(?>a)", "(?(1)a|b)", "\\K", "\\R", "\\X", "\\h", "\\N", "\\C", "\\ca",
        "\\x61", "\\x{61}", "\\x{1F600}", "\\x6", "\\x", "\\x{}", "\\x{110000}", "\\141", "\\0", "\\01", "\\8", "\\a", "\\f", "\\n", "\\t", "\\v", "\\-", "\\é", "\\u0061", "\\x{D800}",
        "a{2}", "a{2,}", "a{2,3}", "a{,2}", "a{", "{", "}", "a{2", "a{a}", "a{3,2}", "a{1001}", "a{1000}", "(a{100}){11}", "(a{100}){10}", "a{02}", "a{0}", "(a){0}", "a{0,0}b", "a{99999999999}",
        "*", "a|*", "(*)", "a**", "a*+", "a*?", "a*??", "a+?", "a??", "a{2}{3}", "(?:a{2}){2}", "a*(?i)*", "(?i)*", "^*", "^*a", "a$*", "(?:)", "()", "😀*", "😀{2}", ".{2}",
        "(", ")", "a)", "(a", "(?", "(?i", "(?i-)", "(?)", "(?-)", "(?z)", "(?i-s:A)", "(?im-s)a", "(?i--s)a", "a||b", "(a|)", "\\", "a\\",
        "\\ba\\b", "\\Ba", "\\b.*", "a\\b b", "node_.*", "node_(load|cpu).*", ".*_load1", "[a-zA-Z_:][a-zA-Z0-9_:]*", "[^\\n]*", "\\$", "\\^", "$^", "(^a)|(b$)",
    ];

    public static TheoryData<string> Templates =>
    [
        "$1", "${1}", "$1a", "${1}a", "$10", "${10}", "$0", "$01", "${01}", "$$", "$$1", "$", "$ ", "${", "${1", "${}", "$-", "$x", "${x}", "$xa", "${x}a", "$nope", "a$1b$2c",
        "$1$2", "$é", "${x y}", "$x-$x", "$2_", "$999999999999", "$_", "\\1", "$+", "$&", "$`", "$'", "$1é",
    ];

    /// <summary>What is known there and answered here with 400 and its name.</summary>
    [Theory]
    [InlineData("\\p{Greek}", "Greek")]
    [InlineData("[\\p{Han}a]", "Han")]
    [InlineData("a)(b", ")")]
    public async Task What_is_not_supported_is_refused_by_its_name(string expression, string name)
    {
        Assert.NotNull(await server.AnswerAsync(Query(expression), Texts));
        Assert.Contains(name, Assert.Throws<QueryException>(() => Ours(Query(expression), Texts)).Message);
    }

    [Theory]
    [MemberData(nameof(Expressions))]
    public async Task An_expression_matches_what_it_matches_in_Prometheus(string expression) => await AlikeAsync(Query(expression));

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task A_template_gives_what_it_gives_in_Prometheus(string template)
    {
        await AlikeAsync(Query("(.)(?P<x>.*)", template));
        await AlikeAsync(Query("(a)|(?P<x>b).*", template));
    }

    [Fact]
    public async Task Expressions_made_at_random_match_what_they_match_in_Prometheus()
    {
        string[] pieces =
        [
            "a", "b", "A", "z", "1", "_", "-", " ", ".", "^", "$", "|", "|", "(", ")", "(", ")", "(?:", "(?i)", "(?s)", "(?m)", "(?U)", "(?i:", "(?-i)", "(?P<x>", "[", "]", "[^", "[a-c]",
            "[[:alpha:]]", "[:", ":]", "*", "+", "?", "*?", "{2}", "{1,3}", "{0}", "\\d", "\\W", "\\pL", "\\n", "\\b", "\\Q", "\\E", "\\x61", "😀", "é", "\\",
        ];
        var random = new Random(2042);
        var wrong = new List<string>();
        var matched = 0;
        for (var i = 0; i < 800; i++)
        {
            var expression = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                matched += await AlikeAsync(Query(expression, "<$0>")) > 0 ? 1 : 0;
            }
            catch (Xunit.Sdk.XunitException problem)
            {
                wrong.Add($"{expression}: {problem.Message}");
            }
        }

        // A parenthesis too many there closes the one that Prometheus itself opened.
        wrong.RemoveAll(static one => one.EndsWith("a ) has no (", StringComparison.Ordinal));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(matched, 100, 800);
    }

    /// <summary>Each text with what the template makes of it, where it matches. Here the texts are series; there they have to be made.</summary>
    private static string Query(string expression, string template = "<$0|$1|$2>") =>
        $"label_replace(texts, \"hit\", {Quoted(template)}, \"l\", {Quoted(expression)})";

    /// <summary>Whether the two agree by what is documented: on word boundaries in ASCII, on categories of what is one unit.</summary>
    private static bool IsSure(string query, string text) =>
        (!query.Contains("\\b", StringComparison.OrdinalIgnoreCase) || text.All(char.IsAscii))
        && (!query.Contains("\\p", StringComparison.OrdinalIgnoreCase) || !text.Any(char.IsSurrogate));

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    /// <summary>Compares the answers, and returns how many texts matched.</summary>
    private async Task<int> AlikeAsync(string query)
    {
        var texts = Texts.Where(text => IsSure(query, text)).ToArray();
        var theirs = await server.AnswerAsync(query, texts);
        string[]? ours;
        try
        {
            ours = Ours(query, texts);
        }
        catch (QueryException problem)
        {
            Assert.True(theirs is null, $"Prometheus answers, Watchkeeper does not: {problem.Message}");
            return 0;
        }

        Assert.True(theirs is not null, "Watchkeeper answers, Prometheus does not.");
        Assert.Equal(theirs, ours);
        return ours.Count(text => text.Contains('<'));
    }

    private static string[] Ours(string query, string[] texts) => Sorted(new QueryEngine((_, _, _, _) => texts.Select(Series)).Instant(query, 0).Vector
        .Select(series => (series.Labels["l"] ?? "", series.Labels["hit"] ?? "")));

    private static SeriesData Series(string text)
    {
        var data = new SeriesData(new(MetricFamily.Gauge("texts", ""), Labels.Of("texts", ("l", text)), "test"));
        data.Samples.Add(0, 1);
        return data;
    }

    private static string[] Sorted(IEnumerable<(string Text, string Hit)> series) =>
        [.. series.Select(one => $"{one.Text.ReplaceLineEndings("\\n")} → {one.Hit.ReplaceLineEndings("\\n")}").Order(StringComparer.Ordinal)];

    /// <summary>Debian's Prometheus, without data.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("wk-prometheus-").FullName;
        private readonly HttpClient _client = new();
        private ServerProcess? _process;

        public async ValueTask InitializeAsync()
        {
            await File.WriteAllTextAsync($"{_folder}/prometheus.yml", "global: {}\n");
            var port = ServerProcess.FreePort();
            _process = await ServerProcess.StartAsync(
                port, "prometheus", "/-/ready", $"--config.file={_folder}/prometheus.yml", $"--storage.tsdb.path={_folder}/data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error");
        }

        /// <summary>The series of an answer, or null when the query is refused.</summary>
        internal async Task<string[]?> AnswerAsync(string query, string[] texts)
        {
            var made = string.Join(" or ", texts.Select(text => $"label_replace(vector(1), \"l\", {Quoted(text.Replace("$", "$$", StringComparison.Ordinal))}, \"\", \"\")"));
            using var answer = await _client.PostAsync(
                $"http://127.0.0.1:{_process!.Port}/api/v1/query", new FormUrlEncodedContent([new("query", query.Replace("(texts,", $"({made},", StringComparison.Ordinal)), new("time", "0")]));
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            if (json.RootElement.GetProperty("status").GetString() != "success")
            {
                Assert.Equal("invalid regular expression", json.RootElement.GetProperty("error").GetString()![..26]);
                return null;
            }

            return Sorted(json.RootElement.GetProperty("data").GetProperty("result").EnumerateArray()
                .Select(series => series.GetProperty("metric")).Select(labels => (Label(labels, "l"), Label(labels, "hit"))));
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _process!.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }

        private static string Label(JsonElement labels, string name) => labels.TryGetProperty(name, out var value) ? value.GetString()! : "";
    }
}
