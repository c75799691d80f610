using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches;

/// <summary>The last lines or values of a watch's source, the last that counted among them, and what came of each.</summary>
internal static class Explanation
{
    /// <param name="live">Its lane's gate is held.</param>
    /// <param name="onWatch">The wall time of a time on the watch's own axis.</param>
    /// <param name="onArrival">The wall time of an arrival.</param>
    public static IReadOnlyList<SeenView> Of(LiveWatch live, Func<long, Instant> onWatch, Func<long, Instant> onArrival)
    {
        var (evaluator, match) = (live.Evaluator, live.Watch.Match);
        var seen = new Stack<Seen>(evaluator.LastSeen());
        var told = new List<SeenView>();
        foreach (var (at, text) in live.Lane?.Recent(evaluator).Reverse() ?? [])
        {
            if (match?.WhyNot(text) is { } whyNot)
            {
                told.Add(new SeenView(onArrival(at), "", text, $"no: {whyNot}"));
                continue;
            }

            // What is on top was said to this line, or to the time that passed after it.
            for (var line = -1L; seen.TryPeek(out var next) && (line < 0 || next.Origin.Line == line); told.Add(View(seen.Pop())))
            {
                line = next.Origin.Line == 0 ? -1 : next.Origin.Line;
            }
        }

        told.AddRange(seen.Select(View));
        told.Reverse();
        return told;

        SeenView View(Seen one) => new(onWatch(one.At), evaluator.KeyOf(one), one.Text, one.Outcome);
    }
}
