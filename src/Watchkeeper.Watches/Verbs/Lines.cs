using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Watches.Verbs;

/// <summary>Lists as <c>--json</c> prints them: one object a line, also on a terminal.</summary>
internal static class Lines
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Print<T>(Invocation invocation, T value, JsonTypeInfo<T> type)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        invocation.Out.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}
