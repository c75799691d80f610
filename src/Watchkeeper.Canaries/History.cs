namespace Watchkeeper.Canaries;

/// <summary>How much of a history is kept and shown.</summary>
internal static class History
{
    /// <summary>Whatever its age, so much is shown.</summary>
    private const int AlwaysShown = 100;

    private static readonly TimeSpan ShownFor = TimeSpan.FromDays(7);

    /// <summary>
    /// Coal Mine's rule, which it applies at each new entry: at most a thousand, and beyond a hundred only those of the last seven days (counted back from
    /// the newest one). Entries of the newer kinds that its clients would not understand are left out.
    /// </summary>
    /// <param name="entries">The newest first.</param>
    public static List<Entry> Public(IReadOnlyList<Entry> entries)
    {
        var shown = entries.Where(entry => entry.IsPublic).Take(CanaryStore.KeptEntries).ToList();
        while (shown.Count > AlwaysShown && shown[0].Time.Wall - shown[^1].Time.Wall > ShownFor)
        {
            shown.RemoveAt(shown.Count - 1);
        }

        return shown;
    }
}
