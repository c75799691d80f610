using System.Text.Json;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Watches.Matching;

/// <summary>The members of a JSON object by their path: <c>a.b</c>, <c>list.0</c>. Numbers keep the text that they were written with.</summary>
internal static class JsonFacts
{
    /// <summary>Members beyond this are left out: a line is not a database.</summary>
    private const int Most = 256;

    /// <summary>Null when the text is no JSON object or array.</summary>
    public static Facts? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                return null;
            }

            var members = new Dictionary<string, string>(StringComparer.Ordinal);
            Flatten(document.RootElement, "", members);
            return new Facts(members);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Flatten(JsonElement element, string path, Dictionary<string, string> members)
    {
        if (members.Count >= Most)
        {
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Flatten(member.Value, Join(path, member.Name), members);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Flatten(item, Join(path, $"{index++}"), members);
                }

                break;
            case JsonValueKind.String:
                members[path] = element.GetString()!;
                break;
            default:
                members[path] = element.GetRawText();
                break;
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
