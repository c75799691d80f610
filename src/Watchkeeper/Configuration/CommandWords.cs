using System.Text;

namespace Watchkeeper.Configuration;

/// <summary>Splits a command into words as a shell would: blanks divide, quotes and backslashes keep together. Nothing is expanded.</summary>
internal static class CommandWords
{
    /// <summary>Null where a quote is not closed, or the line ends with a backslash.</summary>
    public static List<string>? Split(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var letter = line[i];
            if (letter == '\\' && quote != '\'')
            {
                if (++i == line.Length)
                {
                    return null;
                }

                // Inside double quotes only these are escaped (POSIX, "Double-Quotes").
                var kept = quote == '"' && !"\"\\$`".Contains(line[i], StringComparison.Ordinal) ? "\\" : "";
                (word ??= new()).Append(kept).Append(line[i]);
            }
            else if (letter == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && letter is '"' or '\'')
            {
                quote = letter;
                word ??= new();
            }
            else if (quote == '\0' && char.IsWhiteSpace(letter))
            {
                End();
            }
            else
            {
                (word ??= new()).Append(letter);
            }
        }

        End();
        return quote == '\0' ? words : null;

        void End()
        {
            if (word is not null)
            {
                words.Add(word.ToString());
                word = null;
            }
        }
    }
}
