namespace Watchkeeper.Canaries.CoalMine;

/// <summary>A request of Coal Mine's clients after the checks that all endpoints share, in the original's order: required, booleans, unexpected.</summary>
internal sealed class CoalMineRequest
{
    private static readonly Dictionary<string, (string[] Required, string[] Booleans, string[] Allowed)> Endpoints = new(StringComparer.Ordinal)
    {
        ["create"] = (["name", "periodicity"], ["paused"], ["name", "periodicity", "description", "email", "paused"]),
        ["delete"] = ([], [], ["id", "name", "slug"]),
        ["get"] = ([], [], ["id", "name", "slug"]),
        ["update"] = ([], [], ["id", "name", "slug", "periodicity", "description", "email"]),
        ["list"] = ([], ["verbose", "paused", "late"], ["verbose", "paused", "late", "search"]),
        ["trigger"] = ([], [], ["id", "name", "slug", "comment", "m"]),
        ["pause"] = ([], [], ["id", "name", "slug", "comment"]),
        ["unpause"] = ([], [], ["id", "name", "slug", "comment"]),
    };

    private readonly PythonQuery _query;
    private readonly Dictionary<string, bool> _flags = new(StringComparer.Ordinal);

    private CoalMineRequest(PythonQuery query) => _query = query;

    public static bool Knows(string endpoint) => Endpoints.ContainsKey(endpoint);

    /// <summary>Checks the parameters; the error is Coal Mine's.</summary>
    public static CoalMineRequest? Read(string endpoint, PythonQuery query, out string? error)
    {
        var (required, booleans, allowed) = Endpoints[endpoint];
        var request = new CoalMineRequest(query);
        error = required.FirstOrDefault(name => query.Last(name) is null) is { } missing ? Plain($"Missing argument \"{missing}\"") : null;
        foreach (var name in booleans)
        {
            error ??= request.ReadFlag(name);
        }

        error ??= query.Names.FirstOrDefault(name => !allowed.Contains(name, StringComparer.Ordinal)) is { } stranger
            ? Plain($"Unexpected argument \"{stranger}\"")
            : null;
        return error is null ? request : null;
    }

    public string? this[string name] => _query.Last(name);

    public string[] Emails => _query.All("email");

    public string Comment => _query.Last("comment") ?? _query.Last("m") ?? "";

    public bool? Flag(string name) => _flags.TryGetValue(name, out var value) ? value : null;

    /// <summary>The canary that is meant: id before slug before name.</summary>
    public CanaryName? Canary(out string? error)
    {
        error = null;
        if (this["id"] is { } id)
        {
            return new CanaryName(id);
        }

        if ((this["slug"] ?? this["name"]) is not null)
        {
            return new CanaryName(null, this["slug"], this["name"]);
        }

        error = Plain("Must specify id, slug, or name");
        return null;
    }

    public static string Plain(string message) => PythonText.Exception("Exception", message);

    private string? ReadFlag(string name)
    {
        switch (_query.Last(name)?.ToLowerInvariant())
        {
            case null:
                return null;
            case "true" or "yes" or "1":
                _flags[name] = true;
                return null;
            case "false" or "no" or "0":
                _flags[name] = false;
                return null;
            default:
                return Plain($"Bad boolean value \"{_query.Last(name)}\" for parameter \"{name}\"");
        }
    }
}
