using System.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Watches.Verbs;

/// <summary><c>watches silence NAME 2h</c> and <c>watches reset NAME</c>.</summary>
internal static class ControlVerbs
{
    public static Verb MakeSilence()
    {
        var name = new Argument<string>("name") { Description = "The watch." };
        var span = new Argument<string>("duration") { Description = "For how long, as in 2h; 0 ends the silence." };
        var verb = new Verb("silence", "Silence a watch: it goes on watching and counting, and does and announces nothing.", async invocation =>
        {
            var (watch, text) = (invocation.Get(name)!, invocation.Get(span)!);
            if (!Durations.TryParse(text, out var length))
            {
                throw new ProblemException(ProblemKind.BadRequest, $"“{text}” is no duration: {Durations.Forms}, or 0 to end the silence.");
            }

            await invocation.Daemon.SendAsync(HttpMethod.Post, $"/api/v1/watches/{Uri.EscapeDataString(watch)}/silence?for={Uri.EscapeDataString(text)}", invocation.Cancellation);
            if (!invocation.Json)
            {
                invocation.Out.WriteLine(length == TimeSpan.Zero ? $"{watch} is no longer silenced." : $"{watch} is silenced for {Durations.Format(length)}.");
            }

            return 0;
        });
        verb.Arguments.Add(name);
        verb.Arguments.Add(span);
        return verb;
    }

    public static Verb MakeReset()
    {
        var name = new Argument<string>("name") { Description = "The watch." };
        var verb = new Verb("reset", "Make a watch forget its windows, last values and cooldowns, and that it gave up.", async invocation =>
        {
            var watch = invocation.Get(name)!;
            await invocation.Daemon.SendAsync(HttpMethod.Post, $"/api/v1/watches/{Uri.EscapeDataString(watch)}/reset", invocation.Cancellation);
            if (!invocation.Json)
            {
                invocation.Out.WriteLine($"{watch} was reset.");
            }

            return 0;
        });
        verb.Arguments.Add(name);
        return verb;
    }
}
