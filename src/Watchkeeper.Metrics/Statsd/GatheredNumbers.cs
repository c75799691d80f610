using System.Collections;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>
/// Pieces of 4 KiB for numbers that gather until the next flush. Lists would grow by doubling, each for itself, and keep for good what a busy moment
/// needed; pieces go from whoever is flushed to whoever gathers.
/// </summary>
internal sealed class NumberPieces
{
    public const int Length = 512;

    private readonly Stack<double[]> _free = [];
    private int _taken;

    public double[] Take()
    {
        _taken++;
        return _free.TryPop(out var piece) ? piece : new double[Length];
    }

    public void Give(double[] piece) => _free.Push(piece);

    /// <summary>Lets go of what the last interval did not need.</summary>
    public void Trim()
    {
        while (_free.Count > _taken)
        {
            _free.Pop();
        }

        _taken = 0;
    }
}

/// <summary>Numbers in the order in which they came. A few take a small array; more take pieces.</summary>
internal sealed class GatheredNumbers(NumberPieces pieces) : IReadOnlyCollection<double>
{
    private const int Few = 8;

    private readonly List<double[]> _full = [];
    private double[] _open = [];
    private int _used;

    public int Count => (_full.Count * NumberPieces.Length) + _used;

    public void Add(double number)
    {
        if (_used == _open.Length)
        {
            Grow();
        }

        _open[_used++] = number;
    }

    public void CopyTo(Span<double> numbers)
    {
        foreach (var piece in _full)
        {
            piece.CopyTo(numbers);
            numbers = numbers[piece.Length..];
        }

        _open.AsSpan(0, _used).CopyTo(numbers);
    }

    public void Clear()
    {
        _full.ForEach(pieces.Give);
        _full.Clear();
        if (_open.Length == NumberPieces.Length)
        {
            pieces.Give(_open);
            _open = [];
        }

        _used = 0;
    }

    public IEnumerator<double> GetEnumerator() => _full.SelectMany(static piece => piece).Concat(_open.Take(_used)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Grow()
    {
        if (_open.Length == NumberPieces.Length)
        {
            _full.Add(_open);
            (_open, _used) = (pieces.Take(), 0);
            return;
        }

        var larger = _open.Length * 2 < NumberPieces.Length ? new double[Math.Max(Few, _open.Length * 2)] : pieces.Take();
        _open.CopyTo(larger, 0);
        _open = larger;
    }
}
