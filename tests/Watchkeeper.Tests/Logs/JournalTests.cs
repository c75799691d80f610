using Watchkeeper.Core;
using Watchkeeper.Core.Time;
using Watchkeeper.Logs.Journals;

namespace Watchkeeper.Tests.Logs;

/// <summary>Real journal files, made by systemd-journal-remote of the captured export.</summary>
[Trait("Needs", "systemd-journal-remote")]
public sealed class JournalTests : IClassFixture<JournalTests.Files>
{
    private static readonly Guid Boot = Guid.Parse("92c94c794f2c4c01b8fad0e984582c68");
    private readonly Files _files;

    public JournalTests(Files files) => _files = files;

    [Fact]
    public void Entries_come_forwards_and_backwards_with_their_fields()
    {
        using var journal = Journal.Open(JournalLocation.OfFiles(_files.Journal));

        var forwards = journal.Forwards().ToList();
        var backwards = journal.Backwards().ToList();

        Assert.Equal(1044, forwards.Count);
        Assert.Equal(forwards.Select(entry => entry.Cursor), backwards.Select(entry => entry.Cursor).Reverse());
        Assert.StartsWith("Linux version 6.1.0-50-amd64", forwards[0].Message, StringComparison.Ordinal);
        Assert.Equal(new Instant(1795156852655467), forwards[0].Time);
        Assert.Equal(TimeSpan.FromMicroseconds(27302938), forwards[0].Monotonic);
        Assert.Equal(Boot, forwards[0].BootId);
        Assert.Equal("kernel", forwards[0]["SYSLOG_IDENTIFIER"]);
        Assert.Null(forwards[0]["NO_SUCH_FIELD"]);
    }

    [Fact]
    public void Matches_restrict_to_a_boot_and_to_fields()
    {
        using var kernel = Journal.Open(JournalLocation.OfFiles(_files.Journal)).OfBoot(Boot).Where("SYSLOG_IDENTIFIER", "kernel");
        using var multipath = Journal.Open(JournalLocation.InFolder(_files.Folder))
            .Where("SYSLOG_IDENTIFIER", "multipathd").Where("SYSLOG_IDENTIFIER", "mdadm");
        using var otherBoot = Journal.Open(JournalLocation.OfFiles(_files.Journal)).OfBoot(Guid.NewGuid());

        Assert.Equal(763, kernel.Forwards().Count());
        Assert.Equal(69 + 5, multipath.Forwards().Count());
        Assert.Empty(otherBoot.Backwards());
    }

    [Fact]
    public void A_cursor_resumes_after_its_entry()
    {
        using var journal = Journal.Open(JournalLocation.OfFiles(_files.Journal));
        var all = journal.Forwards().ToList();

        Assert.True(journal.SeekAfter(all[499].Cursor));
        Assert.True(journal.Next());
        Assert.Equal(all[500].Cursor, journal.Cursor);

        Assert.True(journal.SeekAfter(all[^1].Cursor));
        Assert.False(journal.Next());

        Assert.False(journal.SeekAfter("not a cursor"));
    }

    [Fact]
    public void A_time_finds_the_first_entry_at_or_after_it()
    {
        using var journal = Journal.Open(JournalLocation.OfFiles(_files.Journal));
        var all = journal.Forwards().ToList();

        journal.Seek(all[700].Time);

        Assert.True(journal.Next());
        Assert.Equal(all[700].Time, journal.Time);
    }

    [Fact]
    public void A_field_is_read_without_copying_the_entry()
    {
        using var journal = Journal.Open(JournalLocation.OfFiles(_files.Journal));

        Assert.True(journal.Next());
        Assert.Equal("kernel"u8, journal.Field("SYSLOG_IDENTIFIER\0"u8));
        Assert.True(journal.Field("NO_SUCH_FIELD\0"u8).IsEmpty);
    }

    [Fact]
    public void Entries_that_are_appended_later_are_found()
    {
        var export = Captures.JournalExport();
        var half = export.AsSpan(0, export.Length / 2).LastIndexOf("\n\n__CURSOR"u8) + 2;
        using var folder = new TemporaryFolder();
        Captures.MakeJournal(export[..half], folder.File("first.journal"));
        using var journal = Journal.Open(JournalLocation.InFolder(folder.Path));
        var before = journal.Forwards().Count();
        journal.Watch();

        Captures.MakeJournal(export[half..], folder.File("second.journal"));
        journal.Refresh();

        Assert.Equal(1044 - before, journal.Forwards().Count());
    }

    [Theory]
    [InlineData("/nonexistent/x.journal", "No such file or directory")]
    [InlineData("/etc/hostname", "")]
    public void What_cannot_be_read_is_said_in_a_sentence(string path, string reason)
    {
        var problem = Assert.Throws<ProblemException>(() => Journal.Open(JournalLocation.OfFiles(path)));

        Assert.Contains(path, problem.Message, StringComparison.Ordinal);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    /// <summary>The captured journal as a file, made once for all these tests.</summary>
    public sealed class Files : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Files() => Captures.MakeJournal(Captures.JournalExport(), Journal);

        public string Folder => _folder.Path;

        public string Journal => _folder.File("faults.journal");

        public void Dispose() => _folder.Dispose();
    }
}
