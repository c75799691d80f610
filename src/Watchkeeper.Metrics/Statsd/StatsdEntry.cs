using System.Text;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>One metric that came: what has gathered of it since the last flush, and for counters and gauges what stays.</summary>
internal sealed class StatsdEntry(string key, Labels labels, StatsdType type, NumberPieces pieces)
{
    /// <summary>What a value takes until the next flush, in numbers of eight bytes.</summary>
    private const int TimerCost = 1;
    private const int DatedCost = 2;
    private const int MemberCost = 40;

    /// <summary>As the reference server names it: <c>name;tag=value</c>; of several spellings that mean the same the first one.</summary>
    public string Key => key;

    /// <summary>The name that its figures' names begin with, and its labels.</summary>
    public Labels Labels => labels;

    public StatsdType Type => type;

    /// <summary>Values since the last flush; of a counter their sum, of a gauge the present value.</summary>
    public double Value { get; private set; }

    /// <summary>Of a counter, all that ever came; of a timer, how many events its values stand for since the last flush.</summary>
    public double Total { get; private set; }

    public GatheredNumbers Times { get; } = new(pieces);

    public HashSet<string>? Members { get; private set; }

    /// <summary>Of a gauge, values that came with a time of their own (milliseconds) since the last flush.</summary>
    public List<(long Time, double Value)> Dated { get; } = [];

    /// <summary>Whether anything came since the last flush.</summary>
    public bool IsTouched { get; private set; }

    /// <summary>Flushes since anything came.</summary>
    public int IdleFlushes { get; private set; }

    public bool IsGaugeSet { get; private set; }

    /// <summary>The series that its figures go to, by the figure's suffix.</summary>
    public Dictionary<string, LiveSeries> Series { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a value takes memory until the next flush, and does not go into a sum.</summary>
    public bool Keeps(in StatsdValue value) => type is StatsdType.Timer or StatsdType.Set || value.Time != 0;

    /// <summary>Takes a value, and returns how much more is kept now (see <see cref="Keeps"/>), in numbers of eight bytes.</summary>
    public int Take(in StatsdValue value)
    {
        IsTouched = true;
        switch (type)
        {
            case StatsdType.Counter:
                Value = Bounded(Value + (value.Number / value.Rate));
                return 0;
            case StatsdType.Timer:
                Times.Add(value.Number);
                Total = Bounded(Total + (1 / value.Rate));
                return TimerCost;
            case StatsdType.Gauge when value.Time != 0:
                Dated.Add((value.Time, value.Number));
                return DatedCost;
            case StatsdType.Gauge:
                Value = IsGaugeSet && value.Text is [(byte)'+' or (byte)'-', ..] ? Bounded(Value + value.Number) : value.Number;
                IsGaugeSet = true;
                return 0;
            default:
                return (Members ??= new(StringComparer.Ordinal)).Add(value.Text.IsEmpty ? "0" : Encoding.UTF8.GetString(value.Text)) ? MemberCost : 0;
        }
    }

    /// <summary>
    /// Adds what came since the last flush to a counter's total, which only rises: a sum below zero would be read as a restart, and shows in the rate alone.
    /// </summary>
    public void Settle() => Total = Bounded(Total + Math.Max(0, Value));

    /// <summary>Begins the next interval: gauges and a counter's total stay.</summary>
    public void Reset()
    {
        IdleFlushes = IsTouched ? 0 : IdleFlushes + 1;
        IsTouched = false;
        Value = type == StatsdType.Gauge ? Value : 0;
        Total = type == StatsdType.Counter ? Total : 0;
        Members = Members is { Count: <= 1024 } ? Members : null;
        Members?.Clear();
        Dated.Clear();
        Times.Clear();
    }

    /// <summary>A sum that reaches infinity would never come back.</summary>
    private static double Bounded(double sum) => Math.Clamp(sum, double.MinValue, double.MaxValue);
}
