namespace Watchkeeper.Logs.Journals;

/// <summary>Which journal: this host's, the files of one folder, or files by name.</summary>
public abstract record JournalLocation
{
    private JournalLocation()
    {
    }

    /// <summary>Every journal file of this host that the caller may read.</summary>
    public static JournalLocation Local { get; } = new ThisHost();

    /// <summary>The files in a folder, also those that appear there later.</summary>
    public static JournalLocation InFolder(string path) => new Folder(path);

    public static JournalLocation OfFiles(params IReadOnlyList<string> paths) => new Files(paths);

    internal sealed record ThisHost : JournalLocation
    {
        public override string ToString() => "the journal";
    }

    internal sealed record Folder(string Path) : JournalLocation
    {
        public override string ToString() => $"the journal in {Path}";
    }

    internal sealed record Files(IReadOnlyList<string> Paths) : JournalLocation
    {
        public override string ToString() => $"the journal {string.Join(", ", Paths)}";
    }
}
