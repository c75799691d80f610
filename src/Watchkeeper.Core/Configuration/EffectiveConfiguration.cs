using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Watchkeeper.Core.Configuration;

/// <summary>The configuration in force with the origin of each value, for people (YAML that could be a file again) and for programs.</summary>
internal static class EffectiveConfiguration
{
    private const int OriginColumn = 48;

    public static string ToYaml(IReadOnlyList<Setting> settings)
    {
        var text = new StringBuilder();
        foreach (var setting in settings)
        {
            Write(text, setting, indent: 0, first: false);
        }

        return text.ToString();
    }

    public static JsonObject ToJson(IReadOnlyList<Setting> settings)
    {
        var values = new JsonObject();
        foreach (var setting in settings)
        {
            values[setting.Key] = Json(setting);
        }

        return values;
    }

    /// <summary>The path and origin of every value that is not at its default.</summary>
    public static JsonObject Origins(IReadOnlyList<Setting> settings)
    {
        var origins = new JsonObject();
        foreach (var setting in settings.SelectMany(Values).Where(setting => setting.Origin is not null))
        {
            origins[setting.Path] = setting.Origin!.ToString();
        }

        return origins;
    }

    private static JsonNode? Json(Setting setting) => setting.Kind switch
    {
        SettingKind.Value => setting.Json?.DeepClone(),
        SettingKind.List => new JsonArray([.. setting.Children.Select(Json)]),
        _ => ToJson(setting.Children),
    };

    private static IEnumerable<Setting> Values(Setting setting) =>
        setting.Kind == SettingKind.Value ? [setting] : setting.Children.SelectMany(Values);

    private static void Write(StringBuilder text, Setting setting, int indent, bool first)
    {
        var lead = first ? new string(' ', indent - 2) + "- " : new string(' ', indent);
        if (setting.Kind == SettingKind.Value)
        {
            var line = $"{lead}{setting.Key}: {setting.Value ?? "null"}";
            text.Append(CultureInfo.InvariantCulture, $"{line.PadRight(OriginColumn)} # {setting.Origin?.ToString() ?? "default"}\n");
            return;
        }

        if (setting.Key != "-")
        {
            var empty = setting.Children.Count > 0 ? "" : setting.Kind == SettingKind.List ? " []" : " {}";
            text.Append(CultureInfo.InvariantCulture, $"{lead}{setting.Key}:{empty}\n");
        }

        for (var i = 0; i < setting.Children.Count; i++)
        {
            Write(text, setting.Children[i], indent + 2, first: setting.Key == "-" && i == 0);
        }
    }
}
