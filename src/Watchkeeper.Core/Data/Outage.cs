namespace Watchkeeper.Core.Data;

/// <summary>A time during which the database was away: told once when it begins and once when it ends.</summary>
internal sealed class Outage(DatabaseOptions options, DatabaseCounters counters)
{
    private volatile string? _sentence;
    private long _began;
    private long _dropped;

    /// <summary>Why the database is away; null while it is not.</summary>
    public string? Sentence => _sentence;

    /// <summary>Raised when it ends, on the writer's thread: why it was, how long it lasted, and how many periodic records were lost.</summary>
    public event Action<string, TimeSpan, long>? Ended;

    public void Begin(string sentence)
    {
        if (_sentence is null)
        {
            _began = options.Clock.GetTimestamp();
            _dropped = counters.Dropped.Raw;
            DataLog.Away(options.Logger, sentence);
        }

        _sentence = sentence;
    }

    public void End()
    {
        if (_sentence is { } sentence)
        {
            _sentence = null;
            var (lasted, dropped) = (options.Clock.GetElapsedTime(_began), counters.Dropped.Raw - _dropped);
            DataLog.Back(options.Logger, Math.Round(lasted.TotalSeconds, 1), dropped);
            Ended?.Invoke(sentence, lasted, dropped);
        }
    }
}
