using System.Collections;

namespace Watchkeeper.Metrics;

/// <summary>A list of a configuration that equals another one with the same items, so that a reload can tell which parts changed.</summary>
internal sealed class OptionList<T>(IEnumerable<T> items) : IReadOnlyList<T>
{
    private readonly T[] _items = [.. items];

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? other) => other is OptionList<T> list && _items.AsSpan().SequenceEqual(list._items);

    public override int GetHashCode() => _items.Length;
}
