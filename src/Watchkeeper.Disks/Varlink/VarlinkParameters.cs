using System.Text.Json;
using System.Text.Json.Nodes;

namespace Watchkeeper.Disks.Varlink;

/// <summary>The parameters of a call, each read by its name. One of the wrong form, and one that the method does not have, is a mistake: it must not be taken for none.</summary>
internal sealed class VarlinkParameters
{
    private readonly JsonObject _given;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <param name="call">The whole call.</param>
    /// <exception cref="VarlinkMistake">The parameters are no object.</exception>
    public VarlinkParameters(JsonObject call) => _given = call["parameters"] switch
    {
        null => [],
        JsonObject parameters => parameters,
        _ => throw new VarlinkMistake("parameters"),
    };

    public string? Text(string name) => Read(name) switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw new VarlinkMistake(name),
    };

    public int? Number(string name) => Read(name) switch
    {
        null => null,
        JsonValue value when value.TryGetValue<int>(out var number) => number,
        _ => throw new VarlinkMistake(name),
    };

    public bool Flag(string name) => Read(name)?.GetValueKind() switch
    {
        null or JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw new VarlinkMistake(name),
    };

    /// <summary>All parameters of the method have been read.</summary>
    /// <exception cref="VarlinkMistake">There is another one.</exception>
    public void End()
    {
        if (_given.FirstOrDefault(parameter => !_read.Contains(parameter.Key)) is { Key: { } unknown })
        {
            throw new VarlinkMistake(unknown);
        }
    }

    private JsonNode? Read(string name)
    {
        _read.Add(name);
        return _given[name];
    }
}

/// <summary>A parameter that is wrong; the protocol's error <c>InvalidParameter</c> names it.</summary>
internal sealed class VarlinkMistake(string parameter) : Exception($"The parameter {parameter} is wrong.")
{
    public string Parameter => parameter;
}
