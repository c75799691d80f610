using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Core.Data;

/// <summary>A time during which the database was away: told once when it begins and once when it ends.</summary>
internal sealed class Outage(DatabaseOptions options, DatabaseCounters counters)
{
    private volatile string? _sentence;
    private EventDraft? _told;
    private long _began;
    private long _dropped;
    private long _refused;

    /// <summary>Why the database is away; null while it is not.</summary>
    public string? Sentence => _sentence;

    /// <summary>Raised once when it has lasted so long that callers feel it, on the writer's thread.</summary>
    public event Action<EventDraft>? IsFelt;

    /// <summary>Raised when it ends, on the writer's thread.</summary>
    public event Action<PastOutage>? Ended;

    public void Begin(string sentence)
    {
        if (_sentence is null)
        {
            _began = options.Clock.GetTimestamp();
            _dropped = counters.Dropped.Raw;
            _refused = counters.Refused.Raw;
            DataLog.Away(options.Logger, sentence);
        }

        _sentence = sentence;
    }

    /// <summary>It goes on.</summary>
    public void Last()
    {
        if (_told is null && _sentence is { } sentence && options.Clock.GetElapsedTime(_began) >= GroupCommit.Patience)
        {
            _told = new EventDraft("watchkeeper.database-away", Severity.Error, "", $"Nothing is recorded now: {sentence}")
            {
                Id = Guid.CreateVersion7(options.Clock.GetUtcNow()),
                At = options.Clock.Read(),
            };
            IsFelt?.Invoke(_told);
        }
    }

    public void End()
    {
        if (_sentence is { } sentence)
        {
            _sentence = null;
            var past = new PastOutage(
                sentence, options.Clock.GetElapsedTime(_began), counters.Refused.Raw - _refused, counters.Dropped.Raw - _dropped, _told);
            _told = null;
            DataLog.Back(options.Logger, Math.Round(past.Lasted.TotalSeconds, 1), past.Consequence);
            Ended?.Invoke(past);
        }
    }
}

/// <summary>An outage that is over: why it was, how long it lasted, how many durable writes were refused and periodic records dropped.</summary>
/// <param name="Told">What was told of it while it lasted.</param>
internal sealed record PastOutage(string Why, TimeSpan Lasted, long Refused, long Dropped, EventDraft? Told)
{
    /// <summary>Whether anybody noticed.</summary>
    public bool WasFelt => Lasted >= GroupCommit.Patience || Refused > 0 || Dropped > 0;

    /// <summary>What it is known to have cost, as the end of a sentence; empty where that is nothing.</summary>
    public string Consequence => (Refused, Dropped) switch
    {
        (0, 0) => "",
        (_, 0) => $"; {Writes}",
        (0, _) => $"; {Records}",
        _ => $"; {Writes} and {Records}",
    };

    private string Writes => Refused == 1 ? "1 write was refused" : $"{Refused} writes were refused";

    private string Records => Dropped == 1 ? "1 periodic record was dropped" : $"{Dropped} periodic records were dropped";

    /// <summary>That it is over; who was told that it had begun is told that, too.</summary>
    public EventDraft ToEvent() => new(
        "watchkeeper.database-recovered",
        Refused > 0 || Dropped > 0 ? Severity.Warning : Severity.Notice,
        "",
        $"The database was away for {Lasted.TotalSeconds:0.#} s{Consequence}. {Why}")
    {
        Fields = new JsonObject { ["seconds"] = Math.Round(Lasted.TotalSeconds, 3), ["refused"] = Refused, ["dropped"] = Dropped, ["resolves"] = Told is not null },
    };
}
