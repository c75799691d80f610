using Watchkeeper.Authentication;
using Watchkeeper.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Diagnostics;
using Watchkeeper.Http;
using Watchkeeper.Logging;

namespace Watchkeeper.Hosting;

/// <summary>Builds the daemon of its modules, starts it, and stops it when asked.</summary>
internal static class Daemon
{
    /// <summary>What systemd and an impatient user wait for.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(4.5);

    /// <exception cref="ProblemException">It cannot start, with the reason.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<Module> modules, ConfigurationSource source, HostClock clock, TextWriter output)
    {
        FileDescriptors.RequireEnough();
        using var notifier = SystemdNotifier.OfThisProcess();
        using var signals = new Signals();
        var configuration = WatchkeeperConfiguration.Load(source, modules);
        var core = configuration.Core;
        using var listening = new Listening(core);
        listening.Bind();
        StateFolder.Prepare(core.Database, source.Paths);
        using var logs = new LogProvider(LogTarget.Open(core.Log.File, core.Log.MaxSize, core.Log.Keep), clock) { Level = LogLevels.Of(core.Log.Level) };
        var app = Build(modules, source, configuration, listening, clock, logs);
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Watchkeeper.Hosting.Daemon");
        var usable = UsableAsync(app, listening);
        try
        {
            await StartAsync(app, listening, usable);
            await AnnounceAsync(app, configuration, output, log);
            notifier.Ready($"Listening on {string.Join(", ", Listening.Bound(app))}");
            using var watchdog = Watchdog.Start(notifier, clock);
            using var memory = new MemoryRelease(clock);
            await LiveAsync(app, usable, signals, notifier, clock, log);
            return 0;
        }
        finally
        {
            notifier.Stopping();
            await StopAsync(app, clock, log);
        }
    }

    private static WebApplication Build(
        IReadOnlyList<Module> modules, ConfigurationSource source, WatchkeeperConfiguration configuration, Listening listening, HostClock clock, LogProvider logs)
    {
        var host = HostIdentity.Of(configuration.Core.Host);
        var counters = new Counters();
        var built = new TaskCompletionSource<IServiceProvider>();

        // The database is opened beside all that follows, on its own thread; whoever needs it waits until it is ready.
        var database = Database.Open(new DatabaseOptions(configuration.Core.Database, clock, host, modules)
        {
            Subscribers = () => built.Task.Result.GetServices<IEventSubscriber>(),
            Logger = logs.CreateLogger("Watchkeeper.Core.Data.Database"),
            Counters = counters,
        });
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "watchkeeper", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs);

        // What comes from a socket is handled where it is read, and answers are sent where they are made: two changes of threads a request less.
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        listening.Configure(builder);
        var services = builder.Services;
        services.AddSingleton(clock).AddSingleton<TimeProvider>(clock).AddSingleton(host).AddSingleton(counters);
        services.AddSingleton(_ => database).AddSingleton(database.Journal).AddSingleton(new SharedClock(clock, database));
        services.AddHostedService(provider => Upkeep(provider, modules));
        AddModules(services, modules, source, configuration, logs);
        FirstAnswer.Add(services, configuration.Core);
        HostServices.Add(services, listening, LongestStop);
        var app = builder.Build();
        built.SetResult(app.Services);
        HttpPipeline.Configure(app, modules, configuration.Core);
        return app;
    }

    private static DatabaseUpkeep Upkeep(IServiceProvider provider, IReadOnlyList<Module> modules) => new(
        provider.GetRequiredService<Database>(), modules, provider, provider.GetRequiredService<HostClock>(),
        () => provider.GetRequiredService<LiveOptions<CoreOptions>>().Current.Events.Retention);

    /// <summary>The modules' services and options, and what sets the options again on a reload.</summary>
    private static void AddModules(
        IServiceCollection services, IReadOnlyList<Module> modules, ConfigurationSource source, WatchkeeperConfiguration configuration, LogProvider logs)
    {
        var setters = new Dictionary<string, Action<object>>(StringComparer.Ordinal);
        foreach (var module in modules)
        {
            if (configuration.Sections.TryGetValue(module.Name, out var options))
            {
                setters.Add(module.Name, module.Options.Register(services, options));
            }

            module.Services(services);
        }

        var core = new LiveOptions<CoreOptions>(configuration.Core);
        core.Changed += changed => logs.Level = LogLevels.Of(changed.Log.Level);
        services.AddSingleton(core).AddSingleton(new Reload(source, modules, configuration, core, setters));
    }

    /// <summary>Completes when nothing prevents the daemon from doing its work for good; while the database is away that is not known yet.</summary>
    /// <exception cref="ProblemException">Something does, and the daemon has to end.</exception>
    private static async Task UsableAsync(WebApplication app, Listening listening)
    {
        try
        {
            await app.Services.GetRequiredService<Database>().Ready;
        }
        catch (Exception failure) when (failure is not ProblemException)
        {
            throw new ProblemException(ProblemKind.Failed, $"The database cannot be used: {failure.Message}", failure);
        }

        listening.RequireToken(app.Services.GetRequiredService<TokenVault>());
    }

    /// <summary>Serves as soon as it may, while the database is being opened; beyond loopback only once that has been tried.</summary>
    private static async Task StartAsync(WebApplication app, Listening listening, Task usable)
    {
        var database = app.Services.GetRequiredService<Database>();
        async Task TryDatabaseAsync()
        {
            await Task.WhenAny(database.FirstAttempt);
            await (database.Ready.IsCompleted ? usable : Task.CompletedTask);
        }

        if (listening.IsOpen)
        {
            await TryDatabaseAsync();
        }

        await app.StartAsync();
        ServiceWatch.Start(app.Services);
        await TryDatabaseAsync();
    }

    /// <summary>A line in the log; somebody at a terminal gets a few words of greeting instead.</summary>
    private static async Task AnnounceAsync(WebApplication app, WatchkeeperConfiguration configuration, TextWriter output, ILogger log)
    {
        var addresses = string.Join(", ", Listening.Bound(app));
        var place = DatabasePlace.Of(configuration.Core.Database);
        var isSeen = !Console.IsOutputRedirected;
        if (!isSeen || Console.IsErrorRedirected || configuration.Core.Log.File is not null)
        {
            HostLog.Started(log, VersionCommand.Version, addresses, place);
        }

        if (isSeen)
        {
            await output.WriteLineAsync(
                $"""
                Watchkeeper {VersionCommand.Version} keeps watch; Ctrl-C stops it.
                  listens on     {addresses}
                  data           {place}
                  configuration  {configuration.File ?? "all defaults"}
                """);
        }

        foreach (var warning in configuration.Warnings.Concat(configuration.Failures))
        {
            HostLog.ConfigurationWarning(log, warning);
        }
    }

    /// <summary>Until a signal.</summary>
    /// <exception cref="ProblemException">The daemon cannot do its work, as was found out only now.</exception>
    private static async Task LiveAsync(WebApplication app, Task usable, Signals signals, SystemdNotifier notifier, HostClock clock, ILogger log)
    {
        var unusable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = usable.ContinueWith(_ => unusable.TrySetResult(), TaskContinuationOptions.OnlyOnFaulted);
        while (true)
        {
            var signal = signals.NextAsync();
            if (await Task.WhenAny(signal, unusable.Task) == unusable.Task)
            {
                await usable;
            }

            if (await signal is not Signal.Reload)
            {
                HostLog.Stopping(log, (await signal).ToString());
                return;
            }

            notifier.Reloading(clock);
            ReloadConfiguration(app, log);
            notifier.Ready("The configuration was read again");
        }
    }

    private static void ReloadConfiguration(WebApplication app, ILogger log)
    {
        try
        {
            var waiting = app.Services.GetRequiredService<Reload>().Run();
            HostLog.Reloaded(log);
            if (waiting.Count > 0)
            {
                HostLog.RestartNeeded(log, string.Join(", ", waiting));
            }
        }
        catch (ProblemException problem)
        {
            HostLog.ReloadRefused(log, problem.Message);
        }
    }

    /// <summary>The services first, then what they stand on (the database writes out what it holds); whoever hangs is left behind.</summary>
    private static async Task StopAsync(WebApplication app, HostClock clock, ILogger log)
    {
        async Task StopAllAsync()
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        var stopping = StopAllAsync();
        if (await Task.WhenAny(stopping, Task.Delay(LongestStop, clock)) != stopping)
        {
            HostLog.StoppedLate(log, LongestStop.TotalSeconds);
            return;
        }

        await stopping;
    }
}
