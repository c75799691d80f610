using System.Globalization;
using System.Text;

namespace Watchkeeper.Core.Configuration;

/// <summary>The tables of <c>docs/configuration.md</c>, printed from the declarations themselves.</summary>
internal static class ReferencePage
{
    public static string Write(IReadOnlyList<Setting> settings)
    {
        var text = new StringBuilder();
        text.Append("### The program itself\n\n");
        Table(text, settings.Where(setting => !IsModule(setting)));
        foreach (var module in settings.Where(IsModule))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### `{module.Key}`\n\n{module.Doc}\n\n");
            Table(text, module.Children);
        }

        return text.ToString();

        // The program's own sections stand among its keys; what comes after its last key are the capabilities.
        bool IsModule(Setting setting) => settings.ToList().IndexOf(setting) > settings.ToList().FindIndex(other => other.Key == "base_path");
    }

    private static void Table(StringBuilder text, IEnumerable<Setting> settings)
    {
        var rows = settings.SelectMany(Flat).ToList();
        if (rows.Count == 0)
        {
            text.Append("It has no keys.\n");
            return;
        }

        text.Append("| key | value | default | |\n|---|---|---|---|\n");
        foreach (var setting in rows)
        {
            var standard = setting.Default is { Length: > 0 } value ? $"`{value}`" : "";
            text.Append(CultureInfo.InvariantCulture, $"| `{setting.Path}` | {Cell(setting.Accepts)} | {Cell(standard)} | {Cell(setting.Doc)} |\n");
        }
    }

    private static IEnumerable<Setting> Flat(Setting setting) => setting.Kind switch
    {
        SettingKind.Value => [setting],
        SettingKind.Section when setting.Key == "-" => setting.Children.SelectMany(Flat),
        _ => [new Setting(SettingKind.Value, setting.Key, setting.Path, setting.Doc) { Accepts = Name(setting.Kind) }, .. setting.Children.SelectMany(Flat)],
    };

    private static string Name(SettingKind kind) => kind switch
    {
        SettingKind.List => "list of mappings",
        SettingKind.Map => "mapping of names to mappings",
        _ => "mapping",
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
