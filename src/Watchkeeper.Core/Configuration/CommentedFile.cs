using System.Globalization;
using System.Text;

namespace Watchkeeper.Core.Configuration;

/// <summary>The file of <c>config init</c>: every key with its documentation, all commented out, so that it changes nothing until somebody edits it.</summary>
internal static class CommentedFile
{
    private const int Width = 100;

    public static string Write(IReadOnlyList<Setting> settings)
    {
        var text = new StringBuilder();
        text.Append("# The configuration of Watchkeeper. Everything here is at its default: remove a \"#\" to change a value.\n");
        text.Append("# After a change: watchkeeper config check, then send the daemon SIGHUP (systemctl reload watchkeeper).\n");
        foreach (var setting in settings)
        {
            text.Append('\n');
            Write(text, setting, indent: 0, first: false);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Setting setting, int indent, bool first)
    {
        var space = new string(' ', indent);
        var lead = first ? new string(' ', Math.Max(0, indent - 2)) + "- " : space;
        if (setting.Key != "-")
        {
            foreach (var line in Wrapped(Comment(setting), Width - indent))
            {
                text.Append(CultureInfo.InvariantCulture, $"#{(indent == 0 ? "" : " ")}{space} {line}\n");
            }
        }

        if (setting.Kind == SettingKind.Value)
        {
            text.Append($"#{lead}{setting.Key}: {setting.Default ?? setting.Example}".TrimEnd()).Append('\n');
            return;
        }

        if (setting.Key != "-")
        {
            text.Append(CultureInfo.InvariantCulture, $"#{lead}{setting.Key}:\n");
        }

        for (var i = 0; i < setting.Children.Count; i++)
        {
            Write(text, setting.Children[i], indent + 2, first: setting.Key == "-" && i == 0);
        }
    }

    private static string Comment(Setting setting) =>
        setting.Accepts is "" or "text" ? setting.Doc : $"{setting.Doc} ({setting.Accepts})";

    private static IEnumerable<string> Wrapped(string sentence, int width)
    {
        var line = new StringBuilder();
        foreach (var word in sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        if (line.Length > 0)
        {
            yield return line.ToString();
        }
    }
}
