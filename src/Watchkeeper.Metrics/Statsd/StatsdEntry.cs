using System.Text;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>One metric that came: what has gathered of it since the last flush, and for counters and gauges what stays.</summary>
internal sealed class StatsdEntry(string key, StatsdType type)
{
    /// <summary>As the reference server names it: <c>name;tag=value</c>.</summary>
    public string Key => key;

    public StatsdType Type => type;

    /// <summary>Values since the last flush; of a counter their sum, of a gauge the present value.</summary>
    public double Value { get; private set; }

    /// <summary>Of a counter, all that ever came; of a timer, how many events its values stand for since the last flush.</summary>
    public double Total { get; private set; }

    public List<double> Times { get; } = [];

    public HashSet<string>? Members { get; private set; }

    /// <summary>Of a gauge, values that came with a time of their own (milliseconds) since the last flush.</summary>
    public List<(long Time, double Value)> Dated { get; } = [];

    /// <summary>Whether anything came since the last flush.</summary>
    public bool IsTouched { get; private set; }

    /// <summary>Flushes since anything came.</summary>
    public int IdleFlushes { get; private set; }

    public bool IsGaugeSet { get; private set; }

    /// <summary>The series that its figures go to, by the figure's suffix; null where the catalog refused one.</summary>
    public Dictionary<string, LiveSeries?> Series { get; } = new(StringComparer.Ordinal);

    public void Take(in StatsdValue value)
    {
        IsTouched = true;
        switch (type)
        {
            case StatsdType.Counter:
                Value += value.Number / value.Rate;
                Total += value.Number / value.Rate;
                break;
            case StatsdType.Timer:
                Times.Add(value.Number);
                Total += 1 / value.Rate;
                break;
            case StatsdType.Gauge when value.Time != 0:
                Dated.Add((value.Time, value.Number));
                break;
            case StatsdType.Gauge:
                Value = IsGaugeSet && value.Text is [(byte)'+' or (byte)'-', ..] ? Value + value.Number : value.Number;
                IsGaugeSet = true;
                break;
            default:
                (Members ??= new(StringComparer.Ordinal)).Add(value.Text.IsEmpty ? "0" : Encoding.UTF8.GetString(value.Text));
                break;
        }
    }

    /// <summary>Begins the next interval: gauges and a counter's total stay.</summary>
    public void Reset()
    {
        IdleFlushes = IsTouched ? 0 : IdleFlushes + 1;
        IsTouched = false;
        Value = type == StatsdType.Gauge ? Value : 0;
        Total = type == StatsdType.Counter ? Total : 0;
        Members?.Clear();
        Dated.Clear();
        if (Times.Capacity > 1024 && Times.Count < Times.Capacity / 4)
        {
            Times.Capacity = Times.Count;
        }

        Times.Clear();
    }
}
