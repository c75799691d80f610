using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Watchkeeper.Core.Configuration;

/// <summary>
/// Makes <see cref="SourceNode"/>s of YAML text, from the parser's events: nothing recurses without bound, aliases cannot unfold without bound, a key
/// that stands twice is an error, and every value knows its place. Merge keys (<c>&lt;&lt;: *defaults</c>) are followed.
/// </summary>
internal sealed class YamlSource
{
    private const int DeepestNesting = 50;
    private const long MostValues = 100_000;

    private readonly string _name;
    private readonly bool _isEnvironment;
    private readonly List<ConfigurationError> _errors;
    private readonly Dictionary<string, SourceNode> _anchors = new(StringComparer.Ordinal);
    private readonly Parser _parser;

    private YamlSource(string text, string name, bool isEnvironment, List<ConfigurationError> errors)
    {
        (_name, _isEnvironment, _errors) = (name, isEnvironment, errors);
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>The document's root, or null when it is empty or cannot be read; what is wrong is added to <paramref name="errors"/>.</summary>
    public static SourceNode? Parse(string text, string name, bool isEnvironment, List<ConfigurationError> errors)
    {
        text = text.TrimStart('\uFEFF');
        var source = new YamlSource(text, name, isEnvironment, errors);
        try
        {
            return source.Document();
        }
        catch (YamlException e)
        {
            var (place, message) = YamlProblem.Describe(e, text);
            errors.Add(new ConfigurationError(source.At(place), "", message));
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet fails so, and not with a YamlException, on some texts ("- é&a\n--- x", "!!]jobs! é").
            errors.Add(new ConfigurationError(source.At(source._parser.Current?.End ?? Mark.Empty), "", "this is not YAML from here on"));
            return null;
        }
    }

    private SourceNode? Document()
    {
        Next<StreamStart>();
        if (Peek() is StreamEnd)
        {
            return null;
        }

        Next<DocumentStart>();
        var root = Node(depth: 0);
        Next<DocumentEnd>();
        if (Peek() is DocumentStart second)
        {
            Error(second.Start, "a second document begins here; one file holds one configuration, so remove the line \"---\"");
        }

        return root;
    }

    private SourceNode Node(int depth)
    {
        var start = Peek();
        if (depth > DeepestNesting)
        {
            throw new YamlException(start.Start, start.End, YamlProblem.TooDeep);
        }

        if (start is AnchorAlias alias)
        {
            return Alias(alias);
        }

        var anchor = (start as NodeEvent)?.Anchor ?? AnchorName.Empty;
        SourceNode node = start switch
        {
            MappingStart => Map(depth),
            SequenceStart => List(depth),
            _ => Scalar(),
        };
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = node;
        }

        return node.Weight <= MostValues ? node : throw new YamlException(start.Start, start.End, YamlProblem.TooMany);
    }

    private SourceNode Alias(AnchorAlias alias)
    {
        Next<AnchorAlias>();
        if (_anchors.TryGetValue(alias.Value.Value, out var node))
        {
            return node;
        }

        Error(alias.Start, $"the alias *{alias.Value.Value} names no anchor before it; write &{alias.Value.Value} where the value stands first");
        return new SourceScalar(At(alias.Start), "", IsPlain: true);
    }

    private SourceScalar Scalar()
    {
        var scalar = Next<Scalar>();
        return new SourceScalar(At(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    private SourceList List(int depth)
    {
        var start = Next<SequenceStart>();
        var items = new List<SourceNode>();
        while (Peek() is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
        }

        Next<SequenceEnd>();
        return new SourceList(At(start.Start), items);
    }

    private SourceMap Map(int depth)
    {
        var start = Next<MappingStart>();
        var entries = new Dictionary<string, SourceEntry>(StringComparer.Ordinal);
        var merged = new List<SourceNode>();
        while (Peek() is not MappingEnd)
        {
            var place = Peek().Start;
            var key = Node(depth + 1);
            var value = Node(depth + 1);
            if (key is not SourceScalar { Text: var name })
            {
                Error(place, $"a key must be a text, not {key.Kind}");
            }
            else if (name == "<<")
            {
                merged.Add(value);
            }
            else if (!entries.TryAdd(name, new SourceEntry(name, At(place), value)))
            {
                Error(place, $"the key \"{name}\" stands twice in this mapping, first in line {entries[name].Origin.Line}; remove one");
            }
        }

        Next<MappingEnd>();
        Merge(merged, entries);
        return new SourceMap(At(start.Start), [.. entries.Values]);
    }

    private static void Merge(List<SourceNode> merged, Dictionary<string, SourceEntry> entries)
    {
        var maps = merged.SelectMany(node => node is SourceList list ? list.Items : [node]).OfType<SourceMap>();
        foreach (var entry in maps.SelectMany(map => map.Entries))
        {
            entries.TryAdd(entry.Key, entry);
        }
    }

    private ParsingEvent Peek()
    {
        if (_parser.Current is null)
        {
            _parser.MoveNext();
        }

        return _parser.Current!;
    }

    private T Next<T>()
        where T : ParsingEvent
    {
        // The parser ends a mapping early after some stray colons ("- :") where YAML has an empty value.
        var current = Peek() as T ?? throw new YamlException(Peek().Start, Peek().End, "a value is missing before this.");
        _parser.MoveNext();
        return current;
    }

    private Origin At(Mark mark) => _isEnvironment ? new Origin(_name, 0, 0) : new Origin(_name, mark.Line, mark.Column);

    private void Error(Mark mark, string message) => _errors.Add(new ConfigurationError(At(mark), "", message));
}
