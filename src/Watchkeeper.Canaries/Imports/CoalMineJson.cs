using System.Text.Json;
using Watchkeeper.Canaries.CoalMine;

namespace Watchkeeper.Canaries.Imports;

/// <summary>Canaries as Coal Mine writes them: its list over HTTP, or the documents of its MongoDB as <c>mongoexport</c> prints them, which have the same keys.</summary>
internal static class CoalMineJson
{
    /// <exception cref="FormatException">Something is missing, or is not what it should be.</exception>
    public static ImportedView Read(JsonElement element)
    {
        var canary = new Record(element);
        return new ImportedView(
            canary.Required("id"),
            canary.Required("name"),
            canary.IsNumber("periodicity") ? PythonFloat.Repr(canary.Number("periodicity")!.Value) : canary.Required("periodicity"),
            canary.Text("description"),
            canary.Texts("emails"),
            [],
            canary.Flag("paused"),
            canary.Flag("late"),
            canary.Time("deadline"),
            TimeSpan.Zero,
            [.. canary.Entries("history").Select(entry => new ImportedEntryView(entry.Time, entry.Text))],
            canary.Text("slug"));
    }
}
