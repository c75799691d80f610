using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Probes;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Lanes;

/// <summary>The watches on one source that is asked every so often: the first time at once, then in step, however long an answer takes.</summary>
internal sealed class PolledLane(LaneServices services, PolledSource source, Prober prober, IReadOnlyList<LiveWatch> watches) : Lane(services, source.Identity, watches)
{
    /// <summary>So many answers in a row that say nothing are trouble.</summary>
    private const int Patience = 3;

    /// <summary>What the last answer said something about.</summary>
    private readonly List<(Evaluator Evaluator, string Key)> _heard = [];
    private int _silent;

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        for (var next = Services.Clock.Uptime; ;)
        {
            var samples = await prober.AskAsync(source, cancellation);
            lock (Gate)
            {
                foreach (var live in Watches)
                {
                    Observe(live.Evaluator, samples);
                }
            }

            HandOn();
            _heard.ForEach(Hear);
            _heard.Clear();
            Services.Alarm.Ring();
            await JudgeAsync(samples);
            next += source.Every;
            next = next < Services.Clock.Uptime ? Services.Clock.Uptime : next;
            await Task.Delay(next - Services.Clock.Uptime, Services.Clock, cancellation);
        }
    }

    protected override void Advance()
    {
        foreach (var live in Watches)
        {
            live.Evaluator.Advance(Services.Axis.Now);
        }
    }

    public override TimeSpan NextIn() => Soonest(_ => Services.Axis.Now);

    private void Observe(Evaluator evaluator, IReadOnlyList<Sample> samples)
    {
        if (evaluator.Watch.Key.Count == 0)
        {
            Observe(evaluator, "", samples is [var only] ? only : Sample.Unknown($"{samples.Count} results where one is wanted")[0]);
            return;
        }

        if (source is UnitSource && samples.Any(sample => !sample.Reading.IsUnknown))
        {
            ObserveUnloaded(evaluator, samples);
        }

        foreach (var sample in samples)
        {
            if (!sample.Reading.IsUnknown || sample.Facts.Count > 0)
            {
                Observe(evaluator, evaluator.KeyOf(new Facts(sample.Facts)), sample);
                continue;
            }

            // Nothing is known of any of them.
            foreach (var key in evaluator.Main.Keys.Select(one => one.Key).Append("").Distinct(StringComparer.Ordinal).ToList())
            {
                Observe(evaluator, key, sample);
            }
        }
    }

    /// <summary>A unit that had failed and was put right is often not loaded any more, and so is not among the answers: it is inactive.</summary>
    private void ObserveUnloaded(Evaluator evaluator, IReadOnlyList<Sample> samples)
    {
        var loaded = samples.Select(sample => evaluator.KeyOf(new Facts(sample.Facts))).ToHashSet(StringComparer.Ordinal);
        foreach (var key in evaluator.Main.Keys.Where(one => one.State.IsRaised && !loaded.Contains(one.Key)).Select(one => one.Key).ToList())
        {
            Observe(evaluator, key, new Sample(Reading.Of("inactive"), new Dictionary<string, string> { ["unit"] = key, ["active"] = "inactive" }));
        }
    }

    private void Observe(Evaluator evaluator, string key, Sample sample)
    {
        var facts = new Facts(sample.Facts);
        var reading = evaluator.Watch.Value is null || (sample.Reading.IsUnknown && sample.Facts.Count == 0) ? sample.Reading : evaluator.ReadingOf(facts, "");
        var now = Services.Axis.Now;
        evaluator.Observe(key, new Observation(now, Part.Main, reading, facts), new LineOrigin(now, 0), TimeSpan.Zero);
        if (!reading.IsUnknown && !(evaluator.Watch.Condition is Holds holds && holds.Test.Ask(reading, default, out _) == Verdict.Unknown))
        {
            _heard.Add((evaluator, key));
        }
    }

    private void Hear((Evaluator Evaluator, string Key) heard) => Services.Queues.Hear(heard.Evaluator.Watch.Name, heard.Key, () =>
    {
        lock (Gate)
        {
            return heard.Evaluator.IsSeenToHold(heard.Key);
        }
    });

    private async Task JudgeAsync(IReadOnlyList<Sample> samples)
    {
        if (!samples.All(sample => sample.Reading.IsUnknown))
        {
            _silent = 0;
            await SayWellAsync();
        }
        else if (++_silent >= Patience)
        {
            await SayTroubleAsync(samples.Count > 0 ? samples[0].Reading.Text : "no answer");
        }
    }
}
