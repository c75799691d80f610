using System.Globalization;

namespace Watchkeeper.Watches.Conditions;

/// <summary>A number as a source wrote it. Two whole numbers compare exactly, however large; anything else compares as doubles do.</summary>
internal readonly struct Quantity : IComparable<Quantity>, IEquatable<Quantity>
{
    private readonly Int128 _whole;
    private readonly double _approximate;

    private Quantity(Int128 whole) => (_whole, _approximate, IsWhole) = (whole, (double)whole, true);

    private Quantity(double number) => _approximate = number;

    public bool IsWhole { get; }

    public double ToDouble() => _approximate;

    public static Quantity Of(long number) => new((Int128)number);

    /// <summary>False for NaN and the infinities: they are not numbers that anything can be compared with.</summary>
    public static bool TryFrom(double number, out Quantity quantity)
    {
        quantity = Math.Abs(number) < 1e15 && Math.Floor(number) == number ? new Quantity((Int128)number) : new Quantity(number);
        return double.IsFinite(number);
    }

    /// <summary>Reads <c>-12</c>, <c>0.5</c>, <c>1e3</c>; spaces around it do not matter. Words, units, NaN and what overflows are no number.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity)
    {
        text = text.Trim();
        if (Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            quantity = new Quantity(whole);
            return true;
        }

        const NumberStyles Fraction = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        quantity = default;
        return double.TryParse(text, Fraction, CultureInfo.InvariantCulture, out var number) && TryFrom(number, out quantity);
    }

    public Quantity Plus(double number) => number == 0 ? this
        : IsWhole && Math.Floor(number) == number && Math.Abs(number) < 1e15 ? new Quantity(_whole + (Int128)number)
        : new Quantity(_approximate + number);

    public Quantity Minus(Quantity other) => IsWhole && other.IsWhole ? new Quantity(_whole - other._whole) : new Quantity(_approximate - other._approximate);

    public int CompareTo(Quantity other) => IsWhole && other.IsWhole ? _whole.CompareTo(other._whole) : _approximate.CompareTo(other._approximate);

    public bool Equals(Quantity other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    public override int GetHashCode() => _approximate.GetHashCode();

    public override string ToString() => IsWhole ? _whole.ToString(CultureInfo.InvariantCulture) : _approximate.ToString("R", CultureInfo.InvariantCulture);

    public static bool operator ==(Quantity left, Quantity right) => left.Equals(right);

    public static bool operator !=(Quantity left, Quantity right) => !left.Equals(right);

    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;

    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;

    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;
}
