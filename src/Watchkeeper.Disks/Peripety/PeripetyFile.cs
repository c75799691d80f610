using Watchkeeper.Core.Configuration;
using Watchkeeper.Disks.Peripety.Toml;

namespace Watchkeeper.Disks.Peripety;

/// <summary>What stands in a peripetyd.conf, and what of it could not be used.</summary>
internal sealed class PeripetyFile
{
    private readonly List<string> _leftOut = [];

    /// <exception cref="Core.ProblemException">It is no TOML.</exception>
    public PeripetyFile(string text)
    {
        var file = TomlReader.Parse(text);
        NoOther(file, "", "main", "collector");
        var main = Value<TomlTable>(file, "", "main", "a table");
        var collector = Value<TomlTable>(file, "", "collector", "a table");
        if (main is not null)
        {
            NoOther(main, "main.", "save_to_journald", "notify_stdout", "dump_blk_info_at_start");
            SavesToJournal = Flag(main, "save_to_journald") ?? true;
            NotifiesStandardOutput = Flag(main, "notify_stdout") ?? false;
            DumpsAtStart = Flag(main, "dump_blk_info_at_start") ?? true;
        }

        if (collector is not null)
        {
            NoOther(collector, "collector.", "regexs");
            Patterns = [.. Tables(collector).Select((table, index) => Pattern(table, $"collector.regexs[{index + 1}]."))];
        }
    }

    public bool SavesToJournal { get; } = true;

    public bool NotifiesStandardOutput { get; }

    public bool DumpsAtStart { get; } = true;

    public IReadOnlyList<PeripetyPattern> Patterns { get; } = [];

    /// <summary>One sentence for each key that peripety does not know, or whose value it cannot have.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    private PeripetyPattern Pattern(TomlTable table, string place)
    {
        NoOther(table, place, "starts_with", "regex", "sub_system", "event_type");
        string? Text(string key) => Value<string>(table, place, key, "a string");
        return new PeripetyPattern(Text("starts_with") ?? "", Text("regex") ?? "", Text("sub_system") ?? "", Text("event_type") ?? "CUSTOM");
    }

    private IEnumerable<TomlTable> Tables(TomlTable collector)
    {
        if (collector["regexs"] is not (null or List<TomlTable>) && !(collector["regexs"] is List<object> values && values.All(value => value is TomlTable)))
        {
            _leftOut.Add("collector.regexs holds something other than tables");
        }

        return collector.Tables("regexs");
    }

    private bool? Flag(TomlTable table, string key) => Value<object>(table, "main.", key, "true or false", value => value is bool) as bool?;

    private T? Value<T>(TomlTable table, string place, string key, string kind, Func<object, bool>? isRight = null)
        where T : class
    {
        if (table[key] is { } other && !(other is T && isRight?.Invoke(other) is not false))
        {
            _leftOut.Add($"{place}{key} is not {kind}");
            return null;
        }

        return table[key] as T;
    }

    private void NoOther(TomlTable table, string place, params string[] known) =>
        _leftOut.AddRange(table.Keys.Except(known, StringComparer.Ordinal).Select(key => $"{place}{Yaml.Write(key)} is no key of peripety's"));
}

/// <summary>An entry of <c>[[collector.regexs]]</c>.</summary>
internal sealed record PeripetyPattern(string StartsWith, string Regex, string SubSystem, string EventType);
