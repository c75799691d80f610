using System.Numerics;

namespace Watchkeeper.Logs.Matching;

/// <summary>A set of expression numbers, as bits in memory that the caller lends.</summary>
internal readonly ref struct Candidates(Span<ulong> bits)
{
    private readonly Span<ulong> _bits = bits;

    public static int Words(int count) => (count + 63) / 64;

    public void Add(int number) => _bits[number >> 6] |= 1UL << number;

    public void Remove(int number) => _bits[number >> 6] &= ~(1UL << number);

    public void Clear() => _bits.Clear();

    /// <summary>Writes the numbers, ascending, and returns how many there are.</summary>
    public int CopyTo(Span<int> numbers)
    {
        var count = 0;
        foreach (var number in this)
        {
            numbers[count++] = number;
        }

        return count;
    }

    public Enumerator GetEnumerator() => new(_bits);

    /// <summary>Goes up through the numbers; the present one may be removed meanwhile.</summary>
    public ref struct Enumerator(ReadOnlySpan<ulong> bits)
    {
        private readonly ReadOnlySpan<ulong> _bits = bits;
        private ulong _left = bits.IsEmpty ? 0 : bits[0];
        private int _word;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            while (_left == 0)
            {
                if (++_word >= _bits.Length)
                {
                    return false;
                }

                _left = _bits[_word];
            }

            Current = (_word << 6) + BitOperations.TrailingZeroCount(_left);
            _left &= _left - 1;
            return true;
        }
    }
}
