namespace Watchkeeper.Logs.Journals;

/// <summary>Which journal: this host's, the files of one folder, or files by name.</summary>
public abstract record JournalLocation
{
    private JournalLocation()
    {
    }

    /// <summary>Every journal file of this host that the caller may read.</summary>
    public static JournalLocation Local { get; } = new ThisHost();

    /// <summary>Whether this user may read the messages of the whole host; true where it keeps no journal.</summary>
    public static bool IsReadable => Array.TrueForAll(["/var/log/journal", "/run/log/journal"], CanList);

    /// <summary>The files in a folder, also those that appear there later.</summary>
    public static JournalLocation InFolder(string path) => new Folder(path);

    public static JournalLocation OfFiles(params IReadOnlyList<string> paths) => new Files(paths);

    /// <summary>The journal's folders are open to its readers alone (<c>systemd-journald.service(8)</c>, "Access control").</summary>
    private static bool CanList(string folder)
    {
        try
        {
            foreach (var machine in Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
            {
                foreach (var file in Directory.EnumerateFiles(machine, "system*.journal").Take(1))
                {
                    using var journal = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
                }
            }

            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

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
