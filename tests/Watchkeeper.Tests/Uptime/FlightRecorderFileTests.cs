using System.Diagnostics;
using Watchkeeper.Core;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Tests.Uptime;

/// <summary>Reading, writing and not breaking a flight-recorder's database.</summary>
public sealed class FlightRecorderFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("watchkeeper-flights").FullName;

    private string File => Path.Combine(_folder, "flight.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_missing_file_is_named_and_not_made()
    {
        var problem = Assert.Throws<ProblemException>(() => FlightRecorderFile.Read(File));

        Assert.Contains(File, problem.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public void A_file_of_something_else_is_a_sentence()
    {
        System.IO.File.WriteAllText(File, "This is no database, though it is long enough to look like something at a glance.");
        Assert.Contains("not an SQLite database", Assert.Throws<ProblemException>(() => FlightRecorderFile.Read(File)).Message, StringComparison.Ordinal);

        System.IO.File.Delete(File);
        Sqlite3("CREATE TABLE other (id INTEGER)");
        Assert.Contains("no table \"flight\"", Assert.Throws<ProblemException>(() => FlightRecorderFile.Read(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bare_file_name_is_a_file_here()
    {
        var flights = new[] { new RecordedFlight(1, 10, 1000) };
        var name = $"watchkeeper-bare-{Environment.ProcessId}.db";
        try
        {
            FlightRecorderFile.Write(name, flights);
            Assert.Equal(1, FlightRecorderFile.Read(name).Count);
        }
        finally
        {
            System.IO.File.Delete(name);
        }
    }

    [Fact]
    public void What_stands_only_in_the_log_of_a_recorder_that_was_killed_is_read_too()
    {
        Reference.Make(File, 1, 10);
        using var killed = Process.Start(new ProcessStartInfo("python3", [
            "-c",
            $"import sqlite3, os; c = sqlite3.connect('{File}'); c.execute('PRAGMA wal_autocheckpoint=0'); "
            + "c.execute('INSERT INTO flight (duration, last_ts) VALUES (5, 1e9)'); c.commit(); os._exit(9)"]))!;
        killed.WaitForExit();

        Assert.Equal(9, killed.ExitCode);
        Assert.True(new FileInfo(File + "-wal").Length > 0);
        Assert.Equal(11, FlightRecorderFile.Read(File).Count);
    }

    [Fact]
    public void What_is_written_has_the_schema_of_the_original_and_can_be_appended_to()
    {
        FlightRecorderFile.Write(File, [new RecordedFlight(7, 13.916614, 1_795_157_821.5), new RecordedFlight(9, 0, 1_795_157_900)]);

        Assert.Equal("wal", Sqlite3("PRAGMA journal_mode"));
        Assert.Equal("idx_flight_begin,idx_flight_last_ts", Sqlite3("SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name)"));
        Assert.Equal("id:INTEGER:1,duration:REAL:0,last_ts:REAL:0", Sqlite3("SELECT group_concat(name || ':' || type || ':' || pk) FROM pragma_table_info('flight')"));
        Assert.Equal("10", Sqlite3("INSERT INTO flight (duration, last_ts) VALUES (1, 2); SELECT max(id) FROM flight"));
        Assert.Equal("7|13.916614|1795157821.5", Sqlite3("SELECT id, duration, last_ts FROM flight WHERE id = 7"));
        Assert.Contains(
            "USING INDEX idx_flight_begin",
            Sqlite3("EXPLAIN QUERY PLAN SELECT id, last_ts - duration AS ts FROM flight ORDER BY ts"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_existing_file_is_not_written_over()
    {
        System.IO.File.WriteAllText(File, "mine");

        Assert.Equal(ProblemKind.Conflict, Assert.Throws<ProblemException>(() => FlightRecorderFile.Write(File, [])).Kind);
        Assert.Equal("mine", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_sentence()
    {
        var problem = Assert.Throws<ProblemException>(() => FlightRecorderFile.Write(Path.Combine(_folder, "none/flight.db"), []));
        Assert.Contains("cannot be made", problem.Message, StringComparison.Ordinal);
    }

    private string Sqlite3(string sql)
    {
        using var process = Process.Start(new ProcessStartInfo("python3", [
            "-c",
            "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nfor s in sys.argv[2].split('; '):\n  rows = c.execute(s).fetchall()\nc.commit()\n"
            + "print('\\n'.join('|'.join(map(str, row)) for row in rows))",
            File, sql])
        { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
