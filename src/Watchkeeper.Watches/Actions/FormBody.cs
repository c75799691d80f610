using System.Text;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Watches.Actions;

/// <summary>
/// The fields of a form with names in them. Whatever is filled in stays within its field, and where the field carries JSON (<c>payload={"text": "{line}"}</c>)
/// also within its value there.
/// </summary>
internal static class FormBody
{
    public static string Fill(Template body, IFacts facts)
    {
        var (filled, field) = (new StringBuilder(), default(Field));
        foreach (var (text, isName) in body.Parts)
        {
            if (!isName)
            {
                filled.Append(text);
                field = After(field, text);
                continue;
            }

            filled.Append(Uri.EscapeDataString(field.IsJson ? JsonBody.Value(facts[text], field.IsQuoted) : facts[text] ?? ""));
            field = field with { HasBegun = field.IsValue };
        }

        return filled.ToString();
    }

    /// <summary>A trigger's own fields, where no body was written.</summary>
    public static string Of(Trigger trigger) => string.Join('&', WebhookRunner.Json(trigger)
        .Where(field => field.Key != "captures").Select(field => (field.Key, Value: field.Value!.GetValue<string>()))
        .Concat(trigger.Captures.Select(capture => ($"captures[{capture.Key}]", capture.Value)))
        .Select(field => $"{Uri.EscapeDataString(field.Item1)}={Uri.EscapeDataString(field.Item2)}"));

    /// <summary>Where the form is after some more of it that was written.</summary>
    private static Field After(Field field, string text)
    {
        var pieces = text.Split('&');
        for (var i = 0; i < pieces.Length; i++)
        {
            field = Within(i == 0 ? field : default, pieces[i]);
        }

        return field;
    }

    private static Field Within(Field field, string piece)
    {
        var equals = field.IsValue ? -1 : piece.IndexOf('=', StringComparison.Ordinal);
        if (!field.IsValue && equals < 0)
        {
            return field;
        }

        // As whoever receives it reads it: what was written may be encoded already.
        var value = Uri.UnescapeDataString(piece[(equals + 1)..].Replace('+', ' '));
        var isJson = field.HasBegun ? field.IsJson : value.AsSpan().TrimStart() is ['{' or '[', ..];
        return new Field(true, field.HasBegun || !string.IsNullOrWhiteSpace(value), isJson, isJson && JsonBody.EndsQuoted(value, field.IsQuoted));
    }

    /// <param name="IsValue">Whether its <c>=</c> was seen.</param>
    /// <param name="HasBegun">Whether anything of its value was seen.</param>
    private readonly record struct Field(bool IsValue, bool HasBegun, bool IsJson, bool IsQuoted);
}
