using System.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.Commands;

/// <summary>The verbs that do one thing to one canary: delete, trigger, pause, unpause, snooze.</summary>
internal static class OneCanaryVerbs
{
    public static Verb Delete()
    {
        var choice = new CanaryChoice();
        var verb = new Verb("delete", "Delete a canary and its history.", async invocation =>
        {
            var path = choice.Path(invocation);
            await invocation.Daemon.SendAsync(HttpMethod.Delete, path, invocation.Cancellation);
            if (invocation.Json)
            {
                invocation.PrintJson(new DeletedView(CanaryChoice.CanaryOf(path)), CanariesJson.Default.DeletedView);
            }
            else
            {
                await invocation.Out.WriteLineAsync("Deleted.");
            }

            return 0;
        });
        choice.AddTo(verb);
        return verb;
    }

    public static Verb Trigger()
    {
        var choice = new CanaryChoice();
        var comment = Comment();
        var kind = new Option<string?>("--kind") { Description = "What is reported: success (the default), start, fail or log.", HelpName = "KIND" };
        var status = new Option<int?>("--exit-status") { Description = "The exit status of the job: 0 is success.", HelpName = "N" };
        var verb = new Verb("trigger", "Report for a job.", async invocation =>
        {
            var body = new PingBody(invocation.Get(kind), invocation.Get(comment), invocation.Get(status));
            var answer = await invocation.Daemon.SendAsync(
                HttpMethod.Post, choice.Path(invocation) + "/pings", body, CanariesJson.Default.PingBody, CanariesJson.Default.PingAnswer, invocation.Cancellation);
            if (invocation.Json)
            {
                invocation.PrintJson(answer, CanariesJson.Default.PingAnswer);
                return 0;
            }

            var next = answer.Canary.Deadline is { } deadline ? $"the next report is due before {CanaryPrinter.Time(deadline)}" : "no report is due";
            await invocation.Out.WriteLineAsync(
                $"{answer.Canary.Slug}: {answer.Canary.State}{(answer.Recovered ? ", recovered" : "")}{(answer.Unpaused ? ", unpaused" : "")}; {next}.");
            return 0;
        })
        {
            comment, kind, status,
        };
        choice.AddTo(verb);
        return verb;
    }

    public static Verb Pause() => PauseVerb("pause", "Expect nothing of a canary until it is unpaused or reports.");

    public static Verb Unpause() => PauseVerb("unpause", "Expect reports of a canary again, from now on.");

    public static Verb Snooze()
    {
        var choice = new CanaryChoice();
        var ahead = new Argument<string?>("DURATION") { Description = "For how long.", Arity = ArgumentArity.ZeroOrOne };
        var length = new Option<string?>("--for") { Description = "For how long, as an option.", HelpName = "DURATION" };
        var until = new Option<string?>("--until") { Description = "Until when.", HelpName = "TIME" };
        var off = new Option<bool>("--off") { Description = "End the snooze." };
        var verb = new Verb("snooze", "Say nothing about a canary for a while.", async invocation =>
        {
            var end = (invocation.Get(ahead) ?? invocation.Get(length), invocation.Get(until), invocation.Get(off)) switch
            {
                ({ } text, null, false) when invocation.Get(ahead) is null || invocation.Get(length) is null => After(invocation, text),
                (null, { } text, false) when Durations.TryParse(text, out var span) => invocation.Clock.Now + span,
                (null, { } text, false) => Times.Parse(text, invocation.Clock.Now, TimeZoneInfo.Local, "--until"),
                (null, null, true) => default(Instant?),
                _ => throw new ProblemException(ProblemKind.BadRequest, "Say one of DURATION, --for DURATION, --until TIME and --off."),
            };
            var canary = await invocation.Daemon.SendAsync(
                HttpMethod.Post, choice.Path(invocation) + "/snooze", new SnoozeBody(end), CanariesJson.Default.SnoozeBody, CanariesJson.Default.CanaryView,
                invocation.Cancellation);
            CanaryPrinter.Print(invocation, canary, history: false);
            return 0;
        })
        {
            length, until, off,
        };
        choice.AddTo(verb);
        verb.Arguments.Add(ahead);
        return verb;
    }

    private static Instant After(Invocation invocation, string text) => Durations.TryParse(text, out var length)
        ? invocation.Clock.Now + length
        : throw new ProblemException(ProblemKind.BadRequest, $"'{text}' is not a duration; {Durations.Forms}.");

    private static Verb PauseVerb(string name, string description)
    {
        var choice = new CanaryChoice();
        var comment = Comment();
        var terse = new Option<bool>("--terse", "--no-history") { Description = "Without the history." };
        var verb = new Verb(name, description, async invocation =>
        {
            var canary = await invocation.Daemon.SendAsync(
                HttpMethod.Post, $"{choice.Path(invocation)}/{name}", new CommentBody(invocation.Get(comment)), CanariesJson.Default.CommentBody,
                CanariesJson.Default.CanaryView, invocation.Cancellation);
            CanaryPrinter.Print(invocation, canary, !invocation.Get(terse));
            return 0;
        })
        {
            comment, terse,
        };
        choice.AddTo(verb);
        return verb;
    }

    private static Option<string?> Comment() => new("--comment") { Description = "A few words for the history.", HelpName = "TEXT" };
}
