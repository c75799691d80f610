using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Watchkeeper.EndToEnd;

/// <summary>
/// A real daemon for one test, in a temporary folder, on a port that the kernel chose:
/// <code>
/// await using var daemon = await Daemon.StartAsync("canaries: { grace: 1s }");
/// var answer = await daemon.Http.GetStringAsync("/api/v1/status");
/// var listed = await daemon.RunAsync("canaries", "list");     // the command line, on this daemon's socket
/// await daemon.KillAsync();                                   // SIGKILL, as in a crash
/// await daemon.StartAgainAsync();                             // on the same folder
/// </code>
/// Everything it wrote to standard error is in <see cref="Log"/>. Disposing stops it with SIGTERM and removes the folder.
/// </summary>
public sealed partial class Daemon : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _log = new();
    private readonly Dictionary<string, string> _environment;
    private Process? _process;
    private string? _address;
    private volatile bool _listens;

    private Daemon(string yaml, IReadOnlyDictionary<string, string>? environment)
    {
        Folder = Directory.CreateTempSubdirectory("watchkeeper-").FullName;
        ConfigurationFile = Path.Combine(Folder, "watchkeeper.yaml");
        _environment = new Dictionary<string, string>(environment ?? new Dictionary<string, string>()) { ["HOME"] = Folder };
        Configure(yaml);
    }

    /// <summary>Its own folder: configuration, database and socket are in it, and it is the HOME of its processes.</summary>
    public string Folder { get; }

    public string ConfigurationFile { get; }

    public string DatabaseFile => Path.Combine(Folder, "watchkeeper.db");

    public string SocketFile => Path.Combine(Folder, "watchkeeper.sock");

    /// <summary>Requests over TCP; paths are relative to the daemon. A new client after each start, because the port changes.</summary>
    public HttpClient Http { get; private set; } = new();

    /// <summary>Requests over the unix socket, as root, or whoever runs the tests: an administrator.</summary>
    public HttpClient LocalHttp { get; private set; } = new();

    /// <summary>http://127.0.0.1:PORT</summary>
    public Uri Url => new(_address ?? throw new InvalidOperationException("The daemon listens on no TCP address."));

    public int ProcessId => _process!.Id;

    /// <summary>What it has written to standard error so far.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>Starts a daemon and waits until it is healthy.</summary>
    /// <param name="yaml">Further configuration; <c>listen</c>, <c>socket</c> and <c>database</c> are set unless it sets them.</param>
    /// <param name="environment">Further environment variables.</param>
    public static async Task<Daemon> StartAsync(string yaml = "", IReadOnlyDictionary<string, string>? environment = null)
    {
        var daemon = new Daemon(yaml, environment);
        try
        {
            await daemon.StartAgainAsync();
            return daemon;
        }
        catch
        {
            await daemon.DisposeAsync();
            throw;
        }
    }

    /// <summary>A folder and a configuration, without starting anything.</summary>
    public static Daemon Prepare(string yaml = "", IReadOnlyDictionary<string, string>? environment = null) => new(yaml, environment);

    /// <summary>Writes the configuration anew; a running daemon sees it after <see cref="SignalAsync"/> with HUP.</summary>
    public void Configure(string yaml)
    {
        var text = yaml + "\n";
        text += HasKey(yaml, "listen") ? "" : "listen: 127.0.0.1:0\n";
        text += HasKey(yaml, "socket") ? "" : $"socket: {SocketFile}\n";
        text += HasKey(yaml, "database") ? "" : $"database: sqlite:{DatabaseFile}\n";
        File.WriteAllText(ConfigurationFile, text);
    }

    /// <param name="healthy">Whether to wait until its database is there too, and not only until it listens.</param>
    public async Task StartAgainAsync(bool healthy = true)
    {
        (_address, _listens) = (null, false);
        _process = Process.Start(WatchkeeperProgram.StartInfo(_environment, "--config", ConfigurationFile, "run"))!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilAsync(() => _process.HasExited || _listens, LongestStart);
        if (!_process.HasExited)
        {
            Http = new HttpClient { BaseAddress = _address is null ? null : new Uri(_address), Timeout = LongestStart };
            LocalHttp = UnixHttp.Open(SocketFile);
            await WaitUntilAsync(() => _process.HasExited || !healthy || IsHealthy().GetAwaiter().GetResult(), LongestStart);
        }

        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The daemon ended with {_process.ExitCode}:\n{Log}");
        }
    }

    /// <summary>Runs the command line on this daemon.</summary>
    public Task<Finished> RunAsync(params string[] arguments) => WatchkeeperProgram.RunAsync(_environment, ["--config", ConfigurationFile, .. arguments]);

    /// <summary>Runs the command line on this daemon, and expects it to succeed.</summary>
    public async Task<string> OutputOfAsync(params string[] arguments)
    {
        var finished = await RunAsync(arguments);
        return finished.ExitCode == 0
            ? finished.Output
            : throw new InvalidOperationException($"watchkeeper {string.Join(' ', arguments)} ended with {finished.ExitCode}: {finished.Error}");
    }

    /// <summary>The status screen as soon as it is as expected: without a database, a room that a busy machine keeps for longer than a second is left out.</summary>
    public async Task<string> StatusWhenAsync(Func<string, bool> expected)
    {
        var status = "";
        var since = Stopwatch.StartNew();
        while (!expected(status = await OutputOfAsync("status")))
        {
            if (since.Elapsed > TimeSpan.FromSeconds(60))
            {
                throw new TimeoutException($"The status stays:\n{status}");
            }

            await Task.Delay(200);
        }

        return status;
    }

    /// <summary>Sends a signal by its name: HUP, TERM, QUIT.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)])!;
        await kill.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, and returns its exit code.</summary>
    public async Task<int> StopAsync(string signal = "TERM")
    {
        await SignalAsync(signal);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process!.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: what the daemon did not write is lost.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until the log has a line that matches, for at most 60 s.</summary>
    public Task WaitForLogAsync(string part) => WaitUntilAsync(() => Log.Contains(part, StringComparison.Ordinal), TimeSpan.FromSeconds(60), () => $"no line with \"{part}\" in:\n{Log}");

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await StopAsync();
        }

        _process?.Dispose();
        Http.Dispose();
        LocalHttp.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task WaitUntilAsync(Func<bool> condition, TimeSpan limit, Func<string>? otherwise = null)
    {
        var since = Stopwatch.StartNew();
        while (!condition())
        {
            if (since.Elapsed > limit)
            {
                throw new TimeoutException(otherwise?.Invoke() ?? "It did not come true in time.");
            }

            await Task.Delay(20);
        }
    }

    private static bool HasKey(string yaml, string key) => yaml.Split('\n').Any(line => line.StartsWith(key + ":", StringComparison.Ordinal));

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _log.Enqueue(line);
        if (Listens().Match(line) is { Success: true } match)
        {
            _address = match.Groups["address"].Success ? match.Groups["address"].Value : _address;
            _listens = true;
        }
    }

    private async Task<bool> IsHealthy()
    {
        try
        {
            return (await LocalHttp.GetAsync("/healthz")).StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    [GeneratedRegex(@" listens on (?:.*?(?<address>https?://(?!unix)[^\s,;]+))?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listens();
}
