using System.Text.Json.Nodes;

namespace Watchkeeper.Core.Configuration;

/// <summary>What is larger than one value: secrets, lists, maps and nested sections.</summary>
internal sealed partial class SourceSection
{
    /// <summary>The largest secret read from a file: a key or a token is far smaller.</summary>
    private const int LargestSecret = 64 * 1024;

    private const string SecretForms = "a text, { file: PATH } or { env: NAME }";
    private const string Hidden = "(hidden)";

    public override string? Secret(string key, string doc)
    {
        var node = Ask(key);
        var value = node is null ? null : SecretOf(key, node);
        Declare(new Setting(SettingKind.Value, key, At(key), doc)
        {
            Accepts = $"secret: {SecretForms}",
            Example = "{ file: /etc/watchkeeper/secret }",
            Origin = node?.Origin,
            Value = value is null ? null : Hidden,
            Json = value is null ? null : JsonValue.Create(Hidden),
        });
        return value;
    }

    public override IReadOnlyDictionary<string, string> SecretMap(string key, string doc)
    {
        var node = Ask(key);
        var value = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in AsMap(key, node)?.Entries ?? [])
        {
            value[entry.Key] = SecretOf($"{key}.{entry.Key}", entry.Value) ?? "";
        }

        Declare(new Setting(SettingKind.Value, key, At(key), doc)
        {
            Accepts = $"mapping of secrets: each {SecretForms}",
            Default = "{}",
            Origin = node?.Origin,
            Value = Yaml.Write(value.ToDictionary(pair => pair.Key, _ => Hidden)),
            Json = new JsonObject(value.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(Hidden)))),
        });
        return value;
    }

    public override IReadOnlyList<string> Texts(string key, IReadOnlyList<string> fallback, string doc)
    {
        var node = Ask(key);
        IReadOnlyList<string> value = node switch
        {
            null => fallback,
            SourceScalar scalar => [scalar.Text],
            SourceList { Items: var items } => [.. items.Select((item, i) => item is SourceScalar text ? text.Text : Wrong($"{key}[{i}]", item, "a text") ?? "")],
            _ => Wrong(key, node, "a text or a list of texts") is null ? fallback : [],
        };
        Declare(new Setting(SettingKind.Value, key, At(key), doc)
        {
            Accepts = "list of texts",
            Default = Yaml.Write(fallback),
            Origin = node?.Origin,
            Value = Yaml.Write(value),
            Json = new JsonArray([.. value.Select(text => (JsonNode)JsonValue.Create(text))]),
        });
        return value;
    }

    public override IReadOnlyDictionary<string, string> TextMap(string key, string doc)
    {
        var node = Ask(key);
        var value = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node is SourceMap { Entries: var entries })
        {
            foreach (var entry in entries)
            {
                value[entry.Key] = entry.Value is SourceScalar text ? text.Text : Wrong($"{key}.{entry.Key}", entry.Value, "a text") ?? "";
            }
        }
        else if (node is not null)
        {
            Wrong(key, node, "a mapping of texts");
        }

        Declare(new Setting(SettingKind.Value, key, At(key), doc)
        {
            Accepts = "mapping of texts",
            Default = "{}",
            Origin = node?.Origin,
            Value = Yaml.Write(value),
            Json = new JsonObject(value.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value)))),
        });
        return value;
    }

    public override T Nested<T>(string key, Func<Section, T> read, string doc)
    {
        var node = Ask(key);
        var inner = AsMap(key, node) ?? new SourceMap(map.Origin, []);
        return Enter(new Setting(SettingKind.Section, key, At(key), doc) { Origin = node?.Origin }, declared, inner, read);
    }

    public override T? OptionalNested<T>(string key, Func<Section, T> read, string doc)
        where T : class
    {
        var node = Ask(key);
        var inner = AsMap(key, node) ?? (reading.IsDocumenting ? new SourceMap(map.Origin, []) : null);
        return inner is null ? null : Enter(new Setting(SettingKind.Section, key, At(key), doc) { IsOptional = true, Origin = node?.Origin }, declared, inner, read);
    }

    public override IReadOnlyList<T> List<T>(string key, Func<Section, T> read, string doc)
    {
        var node = Ask(key);
        var list = new Setting(SettingKind.List, key, At(key), doc) { IsOptional = true, Origin = node?.Origin };
        Declare(list);
        if (reading.IsDocumenting)
        {
            return [Enter(new Setting(SettingKind.Section, "-", $"{At(key)}[]", doc), list, new SourceMap(map.Origin, []), read)];
        }

        var items = node switch
        {
            null => [],
            SourceList written => written.Items,
            // One mapping stands for a list of one.
            SourceMap single => [single],
            _ => Wrong(key, node, "a list of mappings") is null ? [] : (IReadOnlyList<SourceNode>)[],
        };
        return [.. items.Select((item, i) => (Item: AsMap($"{key}[{i}]", item), Index: i)).Where(pair => pair.Item is not null)
            .Select(pair => Enter(
                new Setting(SettingKind.Section, "-", $"{At(key)}[{pair.Index}]", doc) { Origin = pair.Item!.Origin }, list, pair.Item, read))];
    }

    public override IReadOnlyList<T> Map<T>(string key, Func<string, Section, T> read, string doc)
    {
        var node = Ask(key);
        var named = new Setting(SettingKind.Map, key, At(key), doc) { IsOptional = true, Origin = node?.Origin };
        Declare(named);
        if (reading.IsDocumenting)
        {
            return [Enter(new Setting(SettingKind.Section, "NAME", $"{At(key)}.NAME", doc), named, new SourceMap(map.Origin, []), inner => read("NAME", inner))];
        }

        var values = new List<T>();
        foreach (var entry in AsMap(key, node)?.Entries ?? [])
        {
            // A name with nothing behind it (backup:) is an item at its defaults.
            var item = entry.Value is SourceScalar { IsNull: true } ? new SourceMap(entry.Origin, []) : AsMap($"{key}.{entry.Key}", entry.Value);
            if (item is not null)
            {
                var setting = new Setting(SettingKind.Section, entry.Key, $"{At(key)}.{entry.Key}", doc) { Origin = entry.Origin };
                values.Add(Enter(setting, named, item, inner => read(entry.Key, inner)));
            }
        }

        return values;
    }

    private T Enter<T>(Setting setting, Setting parent, SourceMap inner, Func<Section, T> read)
    {
        parent.Children.Add(setting);
        var section = new SourceSection(reading, inner, setting.Path, setting);
        var value = read(section);
        section.Finish();
        return value;
    }

    private SourceMap? AsMap(string key, SourceNode? node)
    {
        if (node is not (null or SourceMap))
        {
            Wrong(key, node, "a mapping");
        }

        return node as SourceMap;
    }

    private string? SecretOf(string key, SourceNode node) => node switch
    {
        SourceScalar scalar => scalar.Text,
        SourceMap { Entries: [{ Key: "file", Value: SourceScalar file }] } => FromFile(key, file),
        SourceMap { Entries: [{ Key: "env", Value: SourceScalar variable }] } => FromEnvironment(key, variable),
        _ => Wrong(key, node, SecretForms),
    };

    private string? FromFile(string key, SourceScalar file)
    {
        try
        {
            using var reader = File.OpenRead(file.Text);
            var bytes = new byte[LargestSecret + 1];
            var length = reader.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length <= LargestSecret)
            {
                return System.Text.Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\r', '\n');
            }

            Note(file.Origin, At(key), $"the file {file.Text} is larger than 64 KiB, which no secret is");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var why = e is UnauthorizedAccessException ? "may not be read by this user" : File.Exists(file.Text) ? "cannot be read" : "does not exist";
            Note(file.Origin, At(key), $"the file {file.Kind} of this secret {why}");
        }

        return null;
    }

    private string? FromEnvironment(string key, SourceScalar variable)
    {
        if (reading.Environment.TryGetValue(variable.Text, out var value))
        {
            return value;
        }

        Note(variable.Origin, At(key), $"the environment variable {variable.Kind} of this secret is not set");
        return null;
    }

    private string? Wrong(string key, SourceNode node, string expected)
    {
        Note(node.Origin, At(key), $"expected {expected}, not {node.Kind}");
        return null;
    }
}
