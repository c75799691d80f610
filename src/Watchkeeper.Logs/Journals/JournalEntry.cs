using Watchkeeper.Core.Time;

namespace Watchkeeper.Logs.Journals;

/// <summary>One entry of a journal, copied out of it.</summary>
/// <param name="Cursor">Where it stands, for <see cref="Journal.SeekAfter"/>; stable over restarts and rotations.</param>
/// <param name="Time">The wall clock when journald received it.</param>
/// <param name="Monotonic">CLOCK_MONOTONIC when journald received it.</param>
/// <param name="Fields">Every field as text, invalid UTF-8 replaced; a field that occurs several times keeps its first value.</param>
public sealed record JournalEntry(
    string Cursor, Instant Time, TimeSpan Monotonic, Guid BootId, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>The field <c>MESSAGE</c>; empty when there is none.</summary>
    public string Message => this["MESSAGE"] ?? "";

    /// <summary>A field's value, or null when the entry lacks it.</summary>
    public string? this[string field] => Fields.GetValueOrDefault(field);
}
