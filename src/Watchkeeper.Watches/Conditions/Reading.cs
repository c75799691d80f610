using System.Globalization;

namespace Watchkeeper.Watches.Conditions;

/// <summary>
/// What a source says about one thing at one time: a value, or that it cannot say (a third state, never taken for zero). A value is text; it is a
/// number only where a condition asks for one, so a version "10" and a count 10 are both told apart and compared right.
/// </summary>
internal readonly record struct Reading
{
    private Reading(string text, bool isUnknown) => (Text, IsUnknown) = (text, isUnknown);

    /// <summary>The value, or why there is none.</summary>
    public string Text { get; }

    public bool IsUnknown { get; }

    public static Reading Of(string text) => new(text, isUnknown: false);

    public static Reading Of(double number) => Quantity.TryFrom(number, out var quantity)
        ? new Reading(quantity.ToString(), isUnknown: false)
        : Unknown($"the value is {number.ToString(CultureInfo.InvariantCulture)}");

    /// <param name="why">A clause: "the answer is empty".</param>
    public static Reading Unknown(string why) => new(why, isUnknown: true);

    public bool TryNumber(out Quantity number) => Quantity.TryParse(Text, out number) && !IsUnknown;

    public override string ToString() => IsUnknown ? $"unknown: {Text}" : Text;
}
