using System.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Notifications;

namespace Watchkeeper.Configuration;

/// <summary><c>watchkeeper setup</c>: asks for one channel, tries it, and writes the file.</summary>
internal static class SetupCommands
{
    internal static Command Create(IReadOnlyList<Module> modules, Func<Invocation, ConfigurationSource> source) =>
        new Verb("setup", "Asks how you want to be told when something goes wrong, tries it, and writes the configuration.", invocation => RunAsync(modules, source(invocation), invocation));

    private static async Task<int> RunAsync(IReadOnlyList<Module> modules, ConfigurationSource source, Invocation invocation)
    {
        var dialogue = new Dialogue(Console.In, invocation.Out, isTerminal: !Console.IsInputRedirected);
        var before = File.Exists(source.File) ? await File.ReadAllTextAsync(source.File, invocation.Cancellation) : "";
        if (before.Length > 0 && WatchkeeperConfiguration.Load(source, modules).Settings.Any(setting => setting is { Key: "notifications", Origin: not null }))
        {
            throw new ProblemException(
                ProblemKind.Conflict, $"{source.File} has a section notifications already; edit it there (watchkeeper config check says whether it is right), and try it with: watchkeeper notifications test CHANNEL");
        }

        var (text, configuration) = Ask(before.Length == 0 || before.EndsWith('\n') ? before : before + "\n", dialogue, source, modules);
        dialogue.Say("Sending a test message …");
        var options = (NotificationsOptions)configuration.Sections["notifications"];
        var failure = await ChannelTrial.RunAsync(options, configuration.Core, NotificationsOptions.DefaultChannel, invocation.Clock, invocation.Cancellation);
        dialogue.Say(failure is null ? "It was taken." : $"It was not sent: {failure.TrimEnd('.')}.");
        if (!dialogue.Confirm(failure is null ? "Did it arrive, and shall this be written" : "Shall this be written all the same", standard: failure is null))
        {
            dialogue.Say("Nothing was written.");
            return 1;
        }

        ConfigurationFile.Replace(source.File, text);
        dialogue.Say($"Wrote {source.File}. You are told of every event of severity error or worse.");
        await ReloadAsync(dialogue, invocation);
        return 0;
    }

    /// <summary>Asks until the daemon could take the file: of several answers only the wrong ones are asked for again.</summary>
    private static (string Text, WatchkeeperConfiguration Configuration) Ask(
        string before, Dialogue dialogue, ConfigurationSource source, IReadOnlyList<Module> modules)
    {
        var ask = ChannelQuestions.Choose(dialogue);
        var answers = new Answers(dialogue);
        while (true)
        {
            var text = before + ask(answers);
            var configuration = WatchkeeperConfiguration.Read(source, text, modules, out var errors);
            if (errors.Count == 0)
            {
                return (text, configuration);
            }

            foreach (var wrong in errors.GroupBy(error => error.Path))
            {
                if (!answers.Forget(wrong.Key))
                {
                    throw new ProblemException(ProblemKind.Failed, string.Join('\n', wrong));
                }

                dialogue.Say($"{wrong.Key}: {string.Join("; ", wrong.Select(error => error.Message))}.");
            }
        }
    }

    private static async Task ReloadAsync(Dialogue dialogue, Invocation invocation)
    {
        try
        {
            await invocation.Daemon.SendAsync(
                HttpMethod.Post,
                "/api/v1/configuration/reload",
                new ReloadRequest(),
                ConfigurationJson.Default.ReloadRequest,
                ConfigurationJson.Default.ReloadAnswer,
                invocation.Cancellation);
            dialogue.Say("The running daemon has taken it up.");
        }
        catch (ProblemException problem)
        {
            dialogue.Say($"No daemon has taken it up yet. {problem.Message}");
            dialogue.Say("It is taken up when a daemon starts, or with: watchkeeper config reload");
        }
    }
}
