using System.Runtime.CompilerServices;
using System.Text;

namespace Watchkeeper.CommandLine;

/// <summary>Reads the messages of an event stream (HTML Living Standard, 9.2.6); events of other types, such as signs of life, are left out, and a stream that breaks off ends.</summary>
internal static class ServerSentEvents
{
    public static async IAsyncEnumerable<(string? Id, string Data)> ReadAsync(Stream body, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(body);
        string? id = null;
        var data = new StringBuilder();
        var isMessage = true;
        while (await NextLineAsync(reader, cancellation) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Length > 0 && isMessage)
                {
                    yield return (id, data.ToString(0, data.Length - 1));
                }

                data.Clear();
                isMessage = true;
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (field, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..]);
            value = value.StartsWith(' ') ? value[1..] : value;
            switch (field)
            {
                case "data":
                    data.Append(value).Append('\n');
                    break;
                case "event":
                    isMessage = value is "" or "message";
                    break;
                case "id":
                    id = value;
                    break;
            }
        }
    }

    private static async Task<string?> NextLineAsync(StreamReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadLineAsync(cancellation);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
