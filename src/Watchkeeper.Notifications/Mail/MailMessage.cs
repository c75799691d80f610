using System.Globalization;
using System.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Notifications.Mail;

/// <summary>
/// A mail as bytes (RFC 5322, MIME): UTF-8, encoded so that any server takes it; Date, Message-ID, Auto-Submitted; all mails about one thing refer to one
/// ancestor that was never sent, which is what mail readers make a thread of.
/// </summary>
internal static class MailMessage
{
    private const int LongestPlainLine = 900;

    public static byte[] Write(Message message, MailOptions options, IReadOnlyList<string> to, Instant now)
    {
        var domain = options.From[(options.From.IndexOf('@', StringComparison.Ordinal) + 1)..];
        var text = new StringBuilder();
        Header(text, "From", $"{Words(options.Sender)} <{options.From}>");
        Header(text, "To", string.Join(",\r\n ", to));
        Header(text, "Subject", Words(message.Subject));
        Header(text, "Date", now.ToDateTimeOffset().ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture));
        Header(text, "Message-ID", $"<{message.Key}@{domain}>");
        if (message.Thread.Length > 0)
        {
            var ancestor = $"<{Fingerprint.Of(message.Thread)}.thread@{domain}>";
            Header(text, "In-Reply-To", ancestor);
            Header(text, "References", ancestor);
        }

        Header(text, "Auto-Submitted", "auto-generated");
        Header(text, "X-Auto-Response-Suppress", "All");
        Header(text, "MIME-Version", "1.0");
        if (message.Html is null)
        {
            Part(text, "plain", message.Text);
        }
        else
        {
            var boundary = $"=_{Fingerprint.Of(message.Key)}";
            Header(text, "Content-Type", $"multipart/alternative; boundary=\"{boundary}\"");
            text.Append("\r\n--").Append(boundary).Append("\r\n");
            Part(text, "plain", message.Text);
            text.Append("\r\n--").Append(boundary).Append("\r\n");
            Part(text, "html", message.Html);
            text.Append("\r\n--").Append(boundary).Append("--\r\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static void Header(StringBuilder text, string name, string value) => text.Append(name).Append(": ").Append(value).Append("\r\n");

    /// <summary>A body as it stands where it is plain ASCII in lines that any server takes, in base64 otherwise.</summary>
    private static void Part(StringBuilder text, string subtype, string body)
    {
        var lines = body.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Header(text, "Content-Type", $"text/{subtype}; charset=utf-8");
        if (lines.All(line => line.Length <= LongestPlainLine && line.All(letter => letter is '\t' or >= ' ' and < '\x7f')))
        {
            Header(text, "Content-Transfer-Encoding", "7bit");
            text.Append("\r\n").AppendJoin("\r\n", lines).Append("\r\n");
            return;
        }

        Header(text, "Content-Transfer-Encoding", "base64");
        var bytes = Encoding.UTF8.GetBytes(string.Join("\r\n", lines) + "\r\n");
        text.Append("\r\n");
        foreach (var chunk in bytes.Chunk(57))
        {
            text.Append(Convert.ToBase64String(chunk)).Append("\r\n");
        }
    }

    /// <summary>Header text: as it stands where it is ASCII, in encoded words otherwise (RFC 2047); folded at blanks, and never more than one line of value.</summary>
    private static string Words(string value)
    {
        value = Composer.OneLine(value);
        if (value.All(letter => letter is >= ' ' and < '\x7f') && !value.Contains("=?", StringComparison.Ordinal))
        {
            return Folded(value.Length <= LongestPlainLine ? value : value[..LongestPlainLine]);
        }

        var words = new List<string>();
        var word = new List<byte>();
        var rune = new byte[4];
        foreach (var letter in value.EnumerateRunes())
        {
            var length = letter.EncodeToUtf8(rune);
            if (word.Count + length > 45)
            {
                words.Add(Encoded(word));
                word.Clear();
            }

            word.AddRange(rune.AsSpan(0, length));
        }

        words.Add(Encoded(word));
        return string.Join("\r\n ", words.Take(40));
    }

    private static string Encoded(List<byte> word) => $"=?utf-8?B?{Convert.ToBase64String(word.ToArray())}?=";

    private static string Folded(string value)
    {
        var folded = new StringBuilder();
        var column = 10;
        foreach (var word in value.Split(' '))
        {
            if (folded.Length > 0)
            {
                var breaks = column + word.Length > 77 && word.Length > 0;
                folded.Append(breaks ? "\r\n " : " ");
                column = breaks ? 1 : column + 1;
            }

            folded.Append(word);
            column += word.Length;
        }

        return folded.ToString();
    }
}
