using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Watchkeeper.Core;
using Watchkeeper.Hosting;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;

namespace Watchkeeper.CommandLine;

/// <summary>One run of a verb from a shell. Everything is made when it is first asked for, because most verbs need little of it.</summary>
internal sealed class TerminalInvocation(ParseResult arguments, GlobalOptions options, ModuleList modules) : Invocation, IDisposable
{
    private readonly Lazy<Screen> _screen = new(Screen.OfOutput);
    private readonly Lazy<HostClock> _clock = new(HostClock.Open);
    private readonly DaemonAddress _address = new(arguments.GetValue(options.Config), arguments.GetValue(options.Server), arguments.GetValue(options.Token));
    private StreamWriter? _out;
    private DaemonClient? _daemon;

    public override ParseResult Arguments => arguments;

    public override bool Json => arguments.GetValue(options.Json);

    public override TextWriter Out => _out ??=
        new StreamWriter(StandardOutput.Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024) { AutoFlush = _screen.Value.IsTerminal };

    public override Stream RawOut => ((StreamWriter)Out).BaseStream;

    public override TextWriter Error => Console.Error;

    public override HostClock Clock => _clock.Value;

    public override CancellationToken Cancellation => CancellationToken.None;

    public override IDaemonClient Daemon => _daemon ??= new DaemonClient(_address.Connect(), () => Clock);

    /// <summary>Where the configuration and the daemon are.</summary>
    public DaemonAddress Address => _address;

    public override Screen Screen => _screen.Value;

    public ModuleList Modules => modules;

    public override T Configured<T>(string module) =>
        (T)WatchkeeperConfiguration.Load(ConfigurationSource.OfProcess(arguments.GetValue(options.Config)), modules).Sections[module];

    public override bool IsRemote => _address.IsRemote;

    public override string? ChosenDaemon => _address.Chosen;

    public override Database OpenDatabase() => Database.OpenReadOnly(_address.Core.Database, modules);

    public override async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, Func<Database, T>? offline = null)
    {
        if (offline is null || _address.IsRemote)
        {
            return await Daemon.GetAsync(path, type, Cancellation);
        }

        try
        {
            return await Daemon.GetAsync(path, type, Cancellation);
        }
        catch (ProblemException problem) when (problem.InnerException is DaemonAwayException)
        {
            await using var database = OpenDatabase();
            return offline(database);
        }
    }

    public override void PrintJson<T>(T value, JsonTypeInfo<T> type)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Indented = Screen.IsTerminal, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        Out.Write(Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length));
        Out.Write('\n');
    }

    public override void PrintTable(Table table) => TableWriter.Write(table, Out, Screen);

    public void Dispose()
    {
        if (_clock is { IsValueCreated: true, Value: IDisposable clock })
        {
            clock.Dispose();
        }
    }
}
