using System.Globalization;
using System.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Export;

/// <summary>Draws series in a terminal with Braille characters, whose cells have two by four dots.</summary>
internal static class Plot
{
    private const int AxisWidth = 10;

    /// <summary>The bits of a cell's dots, by column and row (Unicode's block U+2800).</summary>
    private static readonly byte[,] Dots = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } };

    /// <summary>Colours that can be told apart on dark and light grounds, a series after the other.</summary>
    private static readonly int[] Colours = [36, 33, 35, 32, 34, 31];

    /// <summary>How many cells there are for the curve in a terminal of so many columns.</summary>
    public static int Columns(int width) => width - AxisWidth - 2;

    /// <param name="coloured">Whether several series are told apart by colours; without, they are told apart by their figures only.</param>
    /// <param name="endsNow">Whether a value at the end is the present one.</param>
    public static IEnumerable<string> Draw(
        IReadOnlyList<SeriesView> series, Instant from, Instant to, int width, int height, bool coloured = false, bool endsNow = true)
    {
        var values = series.SelectMany(one => one.Points).Select(point => point.Value).Where(double.IsFinite).ToArray();
        if (values.Length == 0)
        {
            yield return "There are no samples in this time.";
            yield break;
        }

        var (low, high) = Limits(values.Min(), values.Max());
        coloured &= series.Count > 1;
        for (var i = 0; i < series.Count; i++)
        {
            yield return (coloured ? Paint("━ ", i) : "") + Labels.Of(series[i].Labels) + Summary(series[i], endsNow ? to : null);
        }

        var cells = Cells(series, from, to, Columns(width), height, low, high);
        for (var row = 0; row < height; row++)
        {
            var label = row == 0 ? Short(high) : row == height - 1 ? Short(low) : row == height / 2 ? Short(high - ((high - low) * row / (height - 1))) : "";
            yield return label.PadLeft(AxisWidth) + " ┤" + Row(cells, row, coloured);
        }

        yield return new string(' ', AxisWidth + 1) + "└" + new string('─', Columns(width));
        var (left, right) = (Clock(from, to - from), Clock(to, to - from));
        yield return new string(' ', AxisWidth + 2) + left + right.PadLeft(Math.Max(right.Length + 1, Columns(width) - left.Length));
    }

    private static string Row((byte Dots, int Series)[,] cells, int row, bool coloured)
    {
        var text = new StringBuilder();
        for (var column = 0; column < cells.GetLength(1); column++)
        {
            var (dots, series) = cells[row, column];
            var cell = ((char)(0x2800 + dots)).ToString();
            text.Append(coloured && dots != 0 ? Paint(cell, series) : cell);
        }

        return text.ToString();
    }

    private static string Paint(string text, int series) => $"\e[{Colours[series % Colours.Length]}m{text}\e[0m";

    /// <summary>The dots of each cell, and the series that drew there last.</summary>
    private static (byte Dots, int Series)[,] Cells(IReadOnlyList<SeriesView> series, Instant from, Instant to, int columns, int height, double low, double high)
    {
        var cells = new (byte Dots, int Series)[height, columns];
        var (dotsAcross, dotsDown) = (columns * 2, height * 4);
        for (var i = 0; i < series.Count; i++)
        {
            var one = series[i];
            var gap = Gap(one, (to - from) / dotsAcross);
            (int X, int Y)? last = null;
            foreach (var point in one.Points.Where(point => double.IsFinite(point.Value)))
            {
                var x = (int)Math.Clamp((point.Time - from) / (to - from) * (dotsAcross - 1), 0, dotsAcross - 1);
                var y = (int)Math.Round(((high / 2) - (point.Value / 2)) / ((high / 2) - (low / 2)) * (dotsDown - 1));

                // Points that lie side by side are joined; a gap stays a gap.
                var start = last is { } before && x - before.X <= gap ? before.Y : y;
                for (var dot = Math.Min(start, y); dot <= Math.Max(start, y); dot++)
                {
                    ref var cell = ref cells[dot / 4, x / 2];
                    cell = ((byte)(cell.Dots | Dots[x % 2, dot % 4]), i);
                }

                last = (x, y);
            }
        }

        return cells;
    }

    /// <summary>The most dots that may lie between two neighbours: twice the usual distance.</summary>
    private static double Gap(SeriesView series, TimeSpan dot)
    {
        var distances = series.Points.Zip(series.Points.Skip(1), (left, right) => (right.Time - left.Time) / dot).Order().ToArray();
        return distances.Length == 0 ? 0 : Math.Max(2, 2 * distances[distances.Length / 2]);
    }

    /// <summary>From zero, where the values are not far from it.</summary>
    private static (double Low, double High) Limits(double least, double greatest)
    {
        var low = least >= 0 && least < greatest * 0.7 ? 0 : least;
        var margin = Math.Max(1, Math.Abs(low) * 1e-3);
        return low == greatest ? (Math.Max(low - margin, double.MinValue), Math.Min(greatest + margin, double.MaxValue)) : (low, greatest);
    }

    /// <param name="now">Null when nothing of this is of the present.</param>
    private static string Summary(SeriesView series, Instant? now)
    {
        var points = series.Points.Where(point => double.IsFinite(point.Value)).ToArray();
        if (points.Length == 0)
        {
            return "";
        }

        // A series that is not on the last step any more has ended.
        var values = Array.ConvertAll(points, point => point.Value);
        var last = now - points[^1].Time < TimeSpan.FromSeconds(1) ? "now" : "last";
        return $"  min {Short(values.Min())}  mean {Short(values.Sum(value => value / values.Length))}  max {Short(values.Max())}  {last} {Short(values[^1])}";
    }

    private static string Short(double value)
    {
        var size = Math.Abs(value);
        if (size >= 1e18)
        {
            return value.ToString("0.###e0", CultureInfo.InvariantCulture);
        }

        var (divisor, unit) = size switch
        {
            >= 1e15 => (1e15, "P"),
            >= 1e12 => (1e12, "T"),
            >= 1e9 => (1e9, "G"),
            >= 1e6 => (1e6, "M"),
            >= 1e4 => (1e3, "k"),
            _ => (1d, ""),
        };
        return (value / divisor).ToString(size is 0 or >= 100 ? "0.#" : size < 0.01 ? "0.0e0" : "0.###", CultureInfo.InvariantCulture) + unit;
    }

    private static string Clock(Instant time, TimeSpan length) => TimeZoneInfo.ConvertTime(time.ToDateTimeOffset(), TimeZoneInfo.Local)
        .ToString(length > TimeSpan.FromDays(1) ? "yyyy-MM-dd HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture);
}
