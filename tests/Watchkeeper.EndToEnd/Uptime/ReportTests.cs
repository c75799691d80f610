namespace Watchkeeper.EndToEnd.Uptime;

/// <summary><c>uptime report</c> on a flight-recorder's database, and all that its own report does wrong.</summary>
public sealed class ReportTests
{
    [Theory]
    [InlineData("UTC", 11)]
    [InlineData("Europe/Paris", 12)]
    [InlineData("America/St_Johns", 13)]
    public async Task It_prints_what_the_reference_prints(string zone, int seed)
    {
        using var flights = await Flights.MakeAsync(seed, 5_000);

        var finished = await Shell.RunAsync($"TZ={zone} $W uptime report --database {flights.File}");

        Assert.Equal(await Flights.ReportAsync(flights.File, zone), finished.Output);
        Assert.Equal((0, ""), (finished.ExitCode, finished.Error));
    }

    [Fact]
    public async Task A_bare_file_name_is_a_file_here()
    {
        using var flights = await Flights.MakeAsync(1, 3);

        Assert.Equal(0, (await Shell.RunAsync("$W uptime report --database flight.db", flights.Folder)).ExitCode);
    }

    [Theory]
    [InlineData("report")]
    [InlineData("list")]
    [InlineData("summary")]
    [InlineData("at now")]
    public async Task A_missing_file_is_one_sentence_and_is_not_made(string verb)
    {
        using var flights = new Flights();

        var finished = await Shell.RunAsync($"$W uptime {verb} --database none.db", flights.Folder);

        Assert.Equal((1, ""), (finished.ExitCode, finished.Output));
        Assert.Equal("watchkeeper: There is no file none.db.\n", finished.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(flights.Folder));
    }

    [Theory]
    [InlineData(".", "is a folder")]
    [InlineData("text.db", "is not an SQLite database")]
    [InlineData("empty.db", "has no table")]
    public async Task What_cannot_be_read_is_one_sentence_and_exit_code_1(string file, string sentence)
    {
        using var flights = new Flights();
        await File.WriteAllTextAsync(Path.Combine(flights.Folder, "text.db"), new string('x', 5000));
        await File.WriteAllTextAsync(Path.Combine(flights.Folder, "empty.db"), "");

        var finished = await Shell.RunAsync($"$W uptime report --database {file}", flights.Folder);

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains(sentence, finished.Error, StringComparison.Ordinal);
        Assert.Single(finished.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_reader_that_has_had_enough_is_no_error()
    {
        using var flights = await Flights.MakeAsync(2, 20_000);

        var finished = await Shell.RunAsync($"$W uptime report --database {flights.File} | head -1; echo ${{PIPESTATUS[0]}}");

        Assert.StartsWith("DOWNTIME #1: -INF", finished.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n0\n", finished.Output, StringComparison.Ordinal);
        Assert.Empty(finished.Error);
    }

    [Fact, Trait("Needs", "root")]
    public async Task A_user_who_may_not_write_there_reads_it_also_after_the_recorder_has_stopped()
    {
        using var flights = await Flights.MakeAsync(3, 50);
        using var program = await PublicProgram.CopyAsync();
        Assert.Equal(0, (await Shell.RunAsync($"chown -R root {flights.Folder} && chmod 0644 {flights.File} && chmod 0755 {flights.Folder}")).ExitCode);

        var finished = await Shell.RunAsync($"TZ=UTC setpriv --reuid=nobody --regid=nogroup --clear-groups {program.Path} uptime report --database {flights.File}");

        Assert.Equal(await Flights.ReportAsync(flights.File, "UTC"), finished.Output);
        Assert.Equal((0, ""), (finished.ExitCode, finished.Error));
        Assert.Equal([flights.File], Directory.EnumerateFileSystemEntries(flights.Folder));
    }

    [Fact]
    public async Task A_full_disk_under_the_output_is_an_error()
    {
        using var flights = await Flights.MakeAsync(4, 100);

        var finished = await Shell.RunAsync($"$W uptime report --database {flights.File} > /dev/full");

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("cannot be written", finished.Error, StringComparison.Ordinal);
    }
}
