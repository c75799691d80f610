using System.Diagnostics;
using System.Text.Json;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>A daemon with watches, the log they look at, and a file that their actions write to.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly string? _database;

    private Scene(Daemon daemon, string? database) => (Daemon, _database) = (daemon, database);

    public Daemon Daemon { get; }

    public string Log => Path.Combine(Daemon.Folder, "app.log");

    public string Out => Path.Combine(Daemon.Folder, "out");

    /// <param name="rules">The mapping under <c>rules:</c>; LOG and OUT stand for the files.</param>
    /// <param name="further">Further keys of <c>watches:</c>.</param>
    /// <param name="database">Its database, where that is to be elsewhere.</param>
    public static async Task<Scene> StartAsync(string rules, string further = "", IReadOnlyDictionary<string, string>? environment = null, string? database = null)
    {
        var daemon = Daemon.Prepare(environment: environment);
        var scene = new Scene(daemon, database);
        scene.Configure(rules, further);
        await File.WriteAllTextAsync(scene.Log, "");
        await daemon.StartAgainAsync();
        await scene.ReadyAsync();
        return scene;
    }

    public void Configure(string rules, string further = "")
    {
        var database = _database is null ? "" : $"database: sqlite:{_database}\nuptime: {{ interval: 1s }}\n";
        var yaml = $"{database}watches:\n  safe_defaults: false\n{Indented(further, 2)}\n  rules:\n{Indented(rules, 4)}\n";
        Daemon.Configure(yaml.Replace("LOG", Log, StringComparison.Ordinal).Replace("OUT", Out, StringComparison.Ordinal));
    }

    /// <summary>The first position is kept: from here on nothing is lost, whatever happens.</summary>
    public async Task ReadyAsync()
    {
        await Daemon.WaitForLogAsync(" sources.");
        await Task.Delay(2500);
    }

    public void Write(params IEnumerable<string> lines) => File.AppendAllLines(Log, lines);

    public IReadOnlyList<string> Written() => File.Exists(Out) ? File.ReadAllLines(Out) : [];

    public async Task<IReadOnlyList<string>> WrittenAsync(int count)
    {
        await UntilAsync(() => Written().Count >= count, () => $"{Written().Count} of {count} lines in {Out}; the daemon says:\n{Daemon.Log}");
        return Written();
    }

    /// <summary>The lines of a command's <c>--json</c>.</summary>
    public async Task<IReadOnlyList<JsonElement>> JsonAsync(params string[] arguments)
    {
        var output = await Daemon.OutputOfAsync([.. arguments, "--json"]);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>A file beside <see cref="Out"/>, which a rule names <c>OUT.name</c>, is there from now on.</summary>
    public void Put(string name) => File.WriteAllText($"{Out}.{name}", "");

    public void Remove(string name) => File.Delete($"{Out}.{name}");

    /// <summary>The newest run, or one without a status where there is none.</summary>
    public JsonElement LastRun() => JsonAsync("watches", "history").Result is [.., var last] ? last : JsonDocument.Parse("""{"status":""}""").RootElement;

    /// <summary>How many runs ended how, or go on: <c>interrupted 16, succeeded 8</c>.</summary>
    public string Statuses() => string.Join(", ", JsonAsync("watches", "history").Result
        .CountBy(run => run.GetProperty("status").GetString()!).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key} {one.Value}"));

    /// <summary>Waits until no condition is active.</summary>
    public Task UntilQuietAsync() => UntilAsync(() => Active().Length == 0, Active);

    /// <summary>The active conditions, the highest priority first, each with what explains it: <c>cause , symptom cause</c>.</summary>
    public string Active() => string.Join(", ", JsonAsync("watches", "conditions").Result
        .Select(one => $"{one.GetProperty("condition").GetString()} {one.GetProperty("inhibited_by").GetString()}"));

    public static async Task UntilAsync(Func<bool> condition, Func<string> otherwise)
    {
        var since = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(since.Elapsed < TimeSpan.FromMinutes(1), condition() ? "" : otherwise());
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync() => await Daemon.DisposeAsync();

    private static string Indented(string text, int by) => string.Join('\n', text.Split('\n').Select(line => new string(' ', by) + line));
}
