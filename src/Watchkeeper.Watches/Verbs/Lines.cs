using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Watches.Verbs;

/// <summary>Lists as <c>--json</c> prints them: one object a line, also on a terminal.</summary>
internal static class Lines
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A text from outside, as a terminal may see it: what would command the terminal is shown and does nothing.</summary>
    public static string Harmless(string text) => text.Any(IsCommand) ? string.Concat(text.Select(letter => IsCommand(letter) ? $"\\x{(int)letter:x2}" : $"{letter}")) : text;

    public static void Print<T>(Invocation invocation, T value, JsonTypeInfo<T> type)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        invocation.Out.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static bool IsCommand(char letter) => char.IsControl(letter) && letter is not ('\t' or '\n');
}
