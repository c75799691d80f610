using System.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Configuration;

/// <summary><c>watchkeeper config check|show|init|convert|reload</c>.</summary>
internal static class ConfigurationCommands
{
    /// <param name="modules">The capabilities.</param>
    /// <param name="source">Where <c>--config</c> and the environment of an invocation point to.</param>
    internal static Command Create(IReadOnlyList<Module> modules, Func<Invocation, ConfigurationSource> source)
    {
        return new Command("config", "Checks, shows and writes the configuration.")
        {
            Check(modules, source),
            Show(modules, source),
            Init(modules, source),
            ConvertCommand.Make(modules),
            new Verb("reload", "Makes the daemon read its configuration anew.", ReloadAsync),
        };
    }

    private static Verb Check(IReadOnlyList<Module> modules, Func<Invocation, ConfigurationSource> source)
    {
        var file = new Argument<string?>("FILE") { Description = "The file to check instead of the one in force.", Arity = ArgumentArity.ZeroOrOne };
        return new Verb("check", "Reads the configuration and says all that is wrong with it.", invocation =>
        {
            var place = source(invocation);
            var result = ConfigurationCheck.Run(invocation.Get(file) is { } chosen ? place with { Chosen = chosen } : place, modules, SystemdUnits.OfHost);
            if (invocation.Json)
            {
                invocation.PrintJson(result, ConfigurationJson.Default.ConfigurationCheckResult);
            }
            else
            {
                Print(result, invocation);
            }

            return Task.FromResult(result.Ok ? 0 : 1);
        })
        {
            file,
        };
    }

    private static void Print(ConfigurationCheckResult result, Invocation invocation)
    {
        foreach (var error in result.Errors)
        {
            invocation.Error.WriteLine(error);
        }

        foreach (var warning in result.Warnings)
        {
            invocation.Out.WriteLine($"warning: {warning}");
        }

        foreach (var missing in result.Missing)
        {
            invocation.Out.WriteLine($"warning: {missing.Sentence}");
        }

        if (result.Ok)
        {
            invocation.Out.WriteLine(result.File is null ? "There is no file; everything is at its default." : $"{result.File} is correct.");
        }
    }

    private static Verb Show(IReadOnlyList<Module> modules, Func<Invocation, ConfigurationSource> source)
    {
        var running = new Option<bool>("--running") { Description = "What the running daemon has in force, instead of what the file says now." };
        return new Verb("show", "Prints the configuration with all defaults and the origin of each value; secrets are hidden.", async invocation =>
        {
            if (invocation.Get(running))
            {
                return await ShowRunningAsync(invocation);
            }

            var configuration = WatchkeeperConfiguration.Load(source(invocation), modules);
            if (invocation.Json)
            {
                invocation.PrintJson(ConfigurationAnswer.Of(configuration), ConfigurationJson.Default.ConfigurationAnswer);
            }
            else
            {
                await invocation.Out.WriteAsync(EffectiveConfiguration.ToYaml(configuration.Settings));
            }

            return 0;
        })
        {
            running,
        };
    }

    private static async Task<int> ShowRunningAsync(Invocation invocation)
    {
        if (invocation.Json)
        {
            var answer = await invocation.Daemon.GetAsync("/api/v1/configuration", ConfigurationJson.Default.ConfigurationAnswer, invocation.Cancellation);
            invocation.PrintJson(answer, ConfigurationJson.Default.ConfigurationAnswer);
            return 0;
        }

        using var text = new StreamReader(await invocation.Daemon.OpenAsync("/api/v1/configuration.yaml", invocation.Cancellation));
        await invocation.Out.WriteAsync(await text.ReadToEndAsync(invocation.Cancellation));
        return 0;
    }

    private static Verb Init(IReadOnlyList<Module> modules, Func<Invocation, ConfigurationSource> source)
    {
        var write = new Option<bool>("--write") { Description = "Write it to where the daemon looks for it, unless a file is there already." };
        return new Verb("init", "Prints a commented file with every key at its default.", async invocation =>
        {
            var place = source(invocation);
            var text = CommentedFile.Write(WatchkeeperConfiguration.Declare(place.Paths, modules));
            if (!invocation.Get(write))
            {
                await invocation.Out.WriteAsync(text);
                return 0;
            }

            ConfigurationFile.Create(place.File, text);
            await invocation.Out.WriteLineAsync($"Wrote {place.File}.");
            return 0;
        })
        {
            write,
        };
    }

    private static async Task<int> ReloadAsync(Invocation invocation)
    {
        var answer = await invocation.Daemon.SendAsync(
            HttpMethod.Post,
            "/api/v1/configuration/reload",
            new ReloadRequest(),
            ConfigurationJson.Default.ReloadRequest,
            ConfigurationJson.Default.ReloadAnswer,
            invocation.Cancellation);
        await invocation.Out.WriteLineAsync(answer.WaitingForRestart.Count == 0
            ? "The configuration was read anew and is in force."
            : $"The configuration was read anew; these keys wait for a restart: {string.Join(", ", answer.WaitingForRestart)}.");
        return 0;
    }
}
