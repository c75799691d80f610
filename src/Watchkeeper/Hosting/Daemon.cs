using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
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
        using var notifier = SystemdNotifier.OfThisProcess();
        using var signals = new Signals();
        var configuration = WatchkeeperConfiguration.Load(source, modules);
        var core = configuration.Core;
        StateFolder.Prepare(core.Database, source.Paths);
        using var logs = new LogProvider(LogTarget.Open(core.Log.File, core.Log.MaxSize, core.Log.Keep), clock) { Level = LogLevels.Of(core.Log.Level) };
        var listening = new Listening(core);
        var app = Build(modules, source, configuration, listening, clock, logs);
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Watchkeeper.Hosting.Daemon");
        var database = app.Services.GetRequiredService<Database>();
        await database.FirstAttempt;
        await StartAsync(app, listening);
        ServiceWatch.Start(app.Services);
        if (!database.Ready.IsFaulted)
        {
            await AnnounceAsync(app, configuration, output, log);
            notifier.Ready($"Listening on {string.Join(", ", Listening.Bound(app))}");
        }

        using var watchdog = Watchdog.Start(notifier, clock);
        using var memory = new MemoryRelease(clock);
        var problem = await LiveAsync(app, database, signals, notifier, clock, log);
        notifier.Stopping();
        await StopAsync(app, clock, log);
        return problem is null ? 0 : throw problem;
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
        builder.WebHost.UseKestrelCore();
        listening.Configure(builder);
        var services = builder.Services;
        services.AddSingleton(clock).AddSingleton<TimeProvider>(clock).AddSingleton(host).AddSingleton(counters);
        services.AddSingleton(_ => database).AddSingleton(database.Journal);
        services.AddHostedService(provider => Upkeep(provider, modules));
        AddModules(services, modules, source, configuration, logs);
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

    private static async Task StartAsync(WebApplication app, Listening listening)
    {
        try
        {
            await listening.PrepareAsync(app.Services);
            await app.StartAsync();
            listening.OpenSockets();
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException)
        {
            throw new ProblemException(ProblemKind.Failed, $"{listening.Named(failure)} is in use by another program; stop that one, or choose another address with 'listen'.", failure);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            throw new ProblemException(ProblemKind.Failed, $"It is not possible to listen on {listening}: {failure.GetBaseException().Message}", failure);
        }
    }

    private static async Task AnnounceAsync(WebApplication app, WatchkeeperConfiguration configuration, TextWriter output, ILogger log)
    {
        var addresses = string.Join(", ", Listening.Bound(app));
        var place = DatabasePlace.Of(configuration.Core.Database);
        HostLog.Started(log, VersionCommand.Version, addresses, place);
        if (!Console.IsOutputRedirected)
        {
            await output.WriteLineAsync($"Watchkeeper {VersionCommand.Version} keeps watch. It listens on {addresses}.\nIts data is in {place}; its configuration is {configuration.File ?? "all defaults"}.");
        }

        foreach (var warning in configuration.Warnings)
        {
            HostLog.ConfigurationWarning(log, warning);
        }
    }

    /// <summary>Until a signal; or until the database turns out to be unusable for good, then with the reason.</summary>
    private static async Task<ProblemException?> LiveAsync(
        WebApplication app, Database database, Signals signals, SystemdNotifier notifier, HostClock clock, ILogger log)
    {
        var unusable = new TaskCompletionSource<ProblemException>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = database.Ready.ContinueWith(
            ready => unusable.TrySetResult(ready.Exception!.InnerException as ProblemException
                ?? new ProblemException(ProblemKind.Failed, $"The database cannot be used: {ready.Exception.GetBaseException().Message}")),
            TaskContinuationOptions.OnlyOnFaulted);
        while (true)
        {
            var signal = signals.NextAsync();
            if (await Task.WhenAny(signal, unusable.Task) == unusable.Task)
            {
                return await unusable.Task;
            }

            if (await signal is not Signal.Reload)
            {
                HostLog.Stopping(log, (await signal).ToString());
                return null;
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
