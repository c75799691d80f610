using System.Globalization;
using System.Text.Json.Nodes;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Core.Configuration;

/// <summary>A mapping of the file or the environment, read key by key; every key asked for becomes a <see cref="Setting"/>.</summary>
internal sealed partial class SourceSection(Reading reading, SourceMap map, string path, Setting declared) : Section
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public override string Path => path;

    public override bool Has(string key) => map.Find(key) is not null;

    public override string Text(string key, string fallback, string doc) =>
        Read(key, fallback, doc, new Form<string>("text", static text => new(text), Yaml.Write, static value => JsonValue.Create(value)));

    public override string? OptionalText(string key, string doc, string example = "") =>
        Read<string?>(key, null, doc, new Form<string?>("text", static text => new(text), Yaml.Write!, static value => JsonValue.Create(value)), example);

    public override bool Flag(string key, bool fallback, string doc) =>
        Read(key, fallback, doc, new Form<bool>("true or false", ParseFlag, static value => value ? "true" : "false", static value => JsonValue.Create(value)));

    public override long Integer(string key, long fallback, long min, long max, string doc)
    {
        var range = Range(min, max, min > long.MinValue, max < long.MaxValue);
        return Read(key, fallback, doc, new Form<long>(
            "whole number" + range,
            text => !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? Parsed<long>.Not("expected a whole number")
                : value < min || value > max ? Parsed<long>.Not($"must be{range}")
                : new(value),
            static value => value.ToString(CultureInfo.InvariantCulture),
            static value => JsonValue.Create(value)));
    }

    public override double Number(string key, double fallback, double min, double max, string doc)
    {
        var range = Range(min, max, min > double.MinValue, max < double.MaxValue);
        return Read(key, fallback, doc, new Form<double>(
            "number" + range,
            text => !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value) ? Parsed<double>.Not("expected a number")
                : value < min || value > max ? Parsed<double>.Not($"must be{range}")
                : new(value),
            static value => value.ToString(CultureInfo.InvariantCulture),
            static value => JsonValue.Create(value)));
    }

    public override TimeSpan Duration(string key, TimeSpan fallback, TimeSpan min, TimeSpan max, string doc) =>
        Read(key, fallback, doc, DurationForm(min, max));

    public override TimeSpan? OptionalDuration(string key, TimeSpan min, TimeSpan max, string doc, string example = "")
    {
        var form = DurationForm(min, max);
        return Read<TimeSpan?>(key, null, doc, new Form<TimeSpan?>(
            form.Accepts,
            text => form.Parse(text) is var (value, error, hint) ? new Parsed<TimeSpan?>(value, error, hint) : default,
            value => form.Write(value!.Value),
            value => form.Json(value!.Value)), example);
    }

    public override long Size(string key, long fallback, long min, long max, string doc)
    {
        var range = Range(Sizes.Write(min), Sizes.Write(max), min > 0, max < long.MaxValue);
        return Read(key, fallback, doc, new Form<long>(
            "size" + range,
            text => !Sizes.TryParse(text, out var value) ? Parsed<long>.Not("expected a size", Sizes.Forms)
                : value < min || value > max ? Parsed<long>.Not($"must be{range}")
                : new(value),
            Sizes.Write,
            static value => JsonValue.Create(value)));
    }

    public override T Choice<T>(string key, T fallback, string doc)
    {
        var names = Enum.GetNames<T>().Select(Hyphenated).ToArray();
        var values = Enum.GetValues<T>();
        var choices = names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}";
        return Read(key, fallback, doc, new Form<T>(
            choices,
            text => Array.IndexOf(names, text.ToLowerInvariant()) is var i and >= 0
                ? new(values[i])
                : Parsed<T>.Not($"expected {choices}", Nearest.To(text, names) is { } near ? $"did you mean {near}?" : ""),
            value => names[Array.IndexOf(values, value)],
            value => JsonValue.Create(names[Array.IndexOf(values, value)])));
    }

    public override void Error(string? key, string message)
    {
        var node = key is null ? map : map.Find(key);
        Note(node?.Origin ?? map.Origin, key is null ? path : At(key), message);
    }

    public override void Fails(string key, string message)
    {
        // What could not be read was not what its writer wanted tried: the error is all there is to say.
        if (!reading.Errors.Any(error => error.Path == path || error.Path.StartsWith(path + ".", StringComparison.Ordinal)))
        {
            reading.Failures.Add(new ConfigurationError((map.Find(key)?.Origin) ?? map.Origin, At(key), message));
        }
    }

    public override void Check(string key, string grammar, string text)
    {
        if (reading.Grammars.FirstOrDefault(one => one.Name == grammar)?.Objection(text) is { } objection)
        {
            Error(key, objection);
        }
    }

    /// <summary>Complains about the keys that nobody asked for; called when all that know the section have read it.</summary>
    public void Finish()
    {
        foreach (var entry in map.Entries.Where(entry => !_asked.Contains(entry.Key)))
        {
            var suggestion = Nearest.To(entry.Key, _asked) is { } near ? $"; did you mean {near}?" : "";
            var problem = new ConfigurationError(entry.Origin, At(entry.Key), "unknown key" + suggestion);
            // Other programs put variables of this name into the environment (Kubernetes for a service called watchkeeper), so a stranger is no mistake.
            (entry.Origin.IsEnvironment && path.Length == 0 ? reading.Warnings : reading.Errors).Add(problem);
        }
    }

    private static Form<TimeSpan> DurationForm(TimeSpan min, TimeSpan max)
    {
        var range = Range(Durations.Write(min), Durations.Write(max), min > TimeSpan.Zero, max < TimeSpan.MaxValue);
        return new Form<TimeSpan>(
            "duration" + range,
            text => !Durations.TryParse(text, out var value) ? Parsed<TimeSpan>.Not("expected a duration", DurationHint(text))
                : value < min || value > max ? Parsed<TimeSpan>.Not($"must be{range}")
                : new(value),
            Durations.Write,
            static value => JsonValue.Create(value.TotalSeconds));
    }

    private static string DurationHint(string text) =>
        text.Length is > 0 and < 16 && text.All(char.IsAsciiDigit) ? $"a unit is missing: write {text}s if seconds are meant" : Durations.Forms;

    private static Parsed<bool> ParseFlag(string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" => new(true),
        "false" or "no" or "off" => new(false),
        _ => Parsed<bool>.Not("expected true or false"),
    };

    private static string Range<T>(T min, T max, bool hasMin, bool hasMax) => (hasMin, hasMax) switch
    {
        (true, true) => string.Create(CultureInfo.InvariantCulture, $" from {min} to {max}"),
        (true, false) => string.Create(CultureInfo.InvariantCulture, $" at least {min}"),
        (false, true) => string.Create(CultureInfo.InvariantCulture, $" at most {max}"),
        _ => "",
    };

    private static string Hyphenated(string name) =>
        string.Concat(name.Select((letter, i) => char.IsUpper(letter) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    /// <summary>Reads one scalar, notes what is wrong with it, and declares the key.</summary>
    private T Read<T>(string key, T fallback, string doc, Form<T> form, string example = "")
    {
        var (value, node) = (fallback, Ask(key));
        if (node is SourceScalar scalar)
        {
            var parsed = form.Parse(scalar.Text);
            value = parsed.Error is null ? parsed.Value : fallback;
            if (parsed.Error is not null)
            {
                Note(node.Origin, At(key), $"{parsed.Error}, not {node.Kind}{(parsed.Hint.Length > 0 ? "; " : "")}{parsed.Hint}");
            }
        }
        else if (node is not null)
        {
            Note(node.Origin, At(key), $"expected {Article(form.Accepts)}, not {node.Kind}");
        }

        Declare(new Setting(SettingKind.Value, key, At(key), doc)
        {
            Accepts = form.Accepts,
            Default = fallback is null ? null : form.Write(fallback),
            Example = example,
            Origin = node?.Origin,
            Value = value is null ? null : form.Write(value),
            Json = value is null ? null : form.Json(value),
        });
        return value;
    }

    private static string Article(string accepts) => accepts.StartsWith("true", StringComparison.Ordinal) ? accepts : "a " + accepts;

    private SourceNode? Ask(string key)
    {
        _asked.Add(key);
        return map.Find(key);
    }

    private string At(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private void Declare(Setting setting) => declared.Children.Add(setting);

    private void Note(Origin origin, string where, string message)
    {
        if (!reading.IsDocumenting)
        {
            reading.Errors.Add(new ConfigurationError(origin, where, message));
        }
    }

    /// <summary>How one kind of value is read and written.</summary>
    private sealed record Form<T>(string Accepts, Func<string, Parsed<T>> Parse, Func<T, string> Write, Func<T, JsonNode?> Json);

    /// <summary>A value, or what was expected instead and how to write it.</summary>
    private readonly record struct Parsed<T>(T Value, string? Error = null, string Hint = "")
    {
        public static Parsed<T> Not(string error, string hint = "") => new(default!, error, hint);
    }
}
