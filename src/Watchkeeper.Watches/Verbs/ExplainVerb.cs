using System.CommandLine;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches.Verbs;

/// <summary><c>watches explain NAME</c>: what a watch waits for, what it saw last, and why it did or did not fire.</summary>
internal sealed class ExplainVerb
{
    private readonly Argument<string> _name = new("name") { Description = "The watch." };

    public static Verb Make()
    {
        var made = new ExplainVerb();
        var verb = new Verb("explain", "Show what a watch waits for, the last 20 lines or values it saw, and what came of each.", made.RunAsync);
        verb.Arguments.Add(made._name);
        return verb;
    }

    private async Task<int> RunAsync(Invocation invocation)
    {
        var explained = await invocation.GetAsync($"/api/v1/watches/{Uri.EscapeDataString(invocation.Get(_name)!)}", WatchesJson.Default.WatchExplanation);
        if (invocation.Json)
        {
            invocation.PrintJson(explained, WatchesJson.Default.WatchExplanation);
            return 0;
        }

        Print(invocation.Out, explained, invocation.Clock.Now);
        return 0;
    }

    private static string Shown(string text) => text.Length == 0 ? "(time passed)" : text.Length > 200 ? text[..200] + "…" : text;

    private static void Print(TextWriter output, WatchExplanation explained, Instant now)
    {
        var watch = explained.Watch;
        output.WriteLine($"{watch.Name}: {watch.State}");
        Line("why", watch.Why);
        Line("watches", watch.Source);
        Line("waits for", watch.Condition);
        Line("then", string.Join("; ", explained.Then));
        Line("after", string.Join("; ", explained.After));
        Line("cannot see", watch.Trouble ?? "");
        Line("does nothing now", watch.HeldBy ?? "");
        Line("last match", ListVerb.Ago(watch.LastMatch, now));
        Line("last action", ListVerb.LastAction(watch, now));
        Line("which failed", watch.LastError ?? "");
        Line("tries again", watch.NextTry is { } next ? $"in {Durations.Format(next > now ? next - now : TimeSpan.Zero)}" : "");
        Line("suppressed", $"{watch.Suppressed}");
        foreach (var key in explained.Keys)
        {
            var label = key.Key.Length == 0 ? "state" : key.Key;
            Line(label, $"{key.State}{(key.GaveUp ? "; it gave up" : "")}{(key.Suppressed > 0 ? $"; {key.Suppressed} suppressed" : "")}");
        }

        output.WriteLine(explained.Seen.Count == 0 ? "Its source has said nothing since the daemon started." : "Its source said last:");
        foreach (var seen in explained.Seen)
        {
            output.WriteLine($"  {seen.Time.ToDateTimeOffset().ToLocalTime():yyyy-MM-dd HH:mm:ss}  {Screen.CleanLines((seen.Key.Length > 0 ? $"[{seen.Key}] " : "") + Shown(seen.Text))}");
            output.WriteLine($"                       → {Screen.CleanLines(seen.Outcome)}");
        }

        void Line(string label, string text)
        {
            if (text.Length > 0)
            {
                output.WriteLine(Screen.CleanLines($"  {label + ":",-18} {text}"));
            }
        }
    }
}
