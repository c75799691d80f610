using System.Text;

namespace Watchkeeper.Metrics.Series;

/// <summary>Reads a series as Prometheus writes it: <c>name{a="b",c="d"}</c>, also with quoted names (<c>{"a name","a label"="b"}</c>).</summary>
internal static class LabelsText
{
    /// <exception cref="FormatException">It is not written so.</exception>
    public static Labels Parse(string text)
    {
        var at = 0;
        var labels = Read(text, ref at);
        return at == text.Length ? labels : throw new FormatException($"“{text[at..]}” is left over after the labels");
    }

    /// <summary>Reads from a position on and moves it behind the labels.</summary>
    /// <exception cref="FormatException">It is not written so.</exception>
    public static Labels Read(ReadOnlySpan<char> text, ref int at)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        var start = at;
        while (at < text.Length && (IsNameCharacter(text[at]) || text[at] == ':'))
        {
            at++;
        }

        if (at > start)
        {
            pairs.Add(new(Labels.NameLabel, text[start..at].ToString()));
        }

        var brace = at;
        Skip(text, ref brace);
        if (brace < text.Length && text[brace] == '{')
        {
            at = brace + 1;
            ReadPairs(text, ref at, pairs);
        }

        if (pairs.Count == 0 || char.IsAsciiDigit(pairs[0].Value.FirstOrDefault()) || !pairs.Exists(pair => pair.Key == Labels.NameLabel))
        {
            throw new FormatException("a metric's name is missing");
        }

        return Labels.Of(pairs);
    }

    private static void ReadPairs(ReadOnlySpan<char> text, ref int at, List<KeyValuePair<string, string>> pairs)
    {
        while (true)
        {
            Skip(text, ref at);
            if (at < text.Length && text[at] == '}')
            {
                at++;
                return;
            }

            var quoted = at < text.Length && text[at] == '"';
            var name = quoted ? ReadQuoted(text, ref at) : ReadName(text, ref at);
            Skip(text, ref at);
            if (quoted && at < text.Length && text[at] is ',' or '}')
            {
                pairs.Add(new(Labels.NameLabel, name));
            }
            else
            {
                Expect(text, ref at, '=');
                Skip(text, ref at);
                if (pairs.Exists(pair => pair.Key == name))
                {
                    throw new FormatException($"the label {name} stands twice");
                }

                pairs.Add(new(name, ReadQuoted(text, ref at)));
            }

            Skip(text, ref at);
            if (at < text.Length && text[at] == ',')
            {
                at++;
            }
            else if (at >= text.Length || text[at] != '}')
            {
                throw new FormatException("the labels are not closed with }");
            }
        }
    }

    private static string ReadName(ReadOnlySpan<char> text, ref int at)
    {
        var start = at;
        while (at < text.Length && IsNameCharacter(text[at]))
        {
            at++;
        }

        return at > start && !char.IsAsciiDigit(text[start]) ? text[start..at].ToString() : throw new FormatException("a label's name is missing");
    }

    private static string ReadQuoted(ReadOnlySpan<char> text, ref int at)
    {
        Expect(text, ref at, '"');
        var value = new StringBuilder();
        while (at < text.Length && text[at] != '"')
        {
            if (text[at] != '\\')
            {
                value.Append(text[at++]);
                continue;
            }

            if (++at == text.Length)
            {
                break;
            }

            value.Append(text[at++] switch
            {
                'n' => '\n',
                '\\' => '\\',
                '"' => '"',
                var other => throw new FormatException($"the escape \\{other} is unknown"),
            });
        }

        Expect(text, ref at, '"');
        return value.ToString();
    }

    private static void Expect(ReadOnlySpan<char> text, ref int at, char wanted)
    {
        if (at >= text.Length || text[at] != wanted)
        {
            throw new FormatException($"{wanted} is missing {(at >= text.Length ? "at the end" : $"before “{text[at]}”")}");
        }

        at++;
    }

    private static void Skip(ReadOnlySpan<char> text, ref int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
