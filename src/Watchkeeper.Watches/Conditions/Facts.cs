namespace Watchkeeper.Watches.Conditions;

/// <summary>Facts that are already apart.</summary>
internal sealed class Facts(IReadOnlyDictionary<string, string> values) : IFacts
{
    public static Facts None { get; } = new(new Dictionary<string, string>());

    public string? this[string name] => values.GetValueOrDefault(name);

    public IReadOnlyDictionary<string, string> Copy() => values;

    /// <summary>Writes facts so that <see cref="Load"/> reads them back; null as none.</summary>
    public static void Save(IFacts? facts, BinaryWriter writer)
    {
        var values = facts?.Copy() ?? None.Copy();
        writer.Write7BitEncodedInt(values.Count);
        foreach (var (name, value) in values)
        {
            writer.Write(name);
            writer.Write(value);
        }
    }

    public static Facts Load(BinaryReader reader)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            values[reader.ReadString()] = reader.ReadString();
        }

        return new Facts(values);
    }
}
