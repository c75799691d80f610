namespace Watchkeeper.EndToEnd.Web;

/// <summary>The real interface in a real browser on a real daemon; the checks themselves are in <c>web/tests</c>.</summary>
[Trait("Needs", "chromium")]
public sealed class PagesTests
{
    [Fact]
    public async Task Every_page_works_can_be_read_by_everybody_and_asks_no_other_host()
    {
        await using var daemon = await Daemon.StartAsync();

        var (exit, output) = await Scripts.RunAsync(daemon, "tests/pages.e2e.mjs", Address(daemon));

        Assert.True(exit == 0, output);
    }

    [Fact]
    public async Task What_goes_wrong_is_told_and_mends_itself()
    {
        await using var daemon = await Daemon.StartAsync();

        var (exit, output) = await Scripts.RunAsync(daemon, "tests/faults.e2e.mjs", Address(daemon));

        Assert.True(exit == 0, output);
    }

    [Fact]
    public async Task What_was_typed_and_done_is_kept_and_can_be_taken_back()
    {
        await using var daemon = await Daemon.StartAsync(
            """
            notifications:
              channels:
                heard: { command: { run: [cat] } }
                deaf: { command: { run: ["false"] } }
            """);

        var (exit, output) = await Scripts.RunAsync(daemon, "tests/forms.e2e.mjs", Address(daemon));

        Assert.True(exit == 0, output);
    }

    [Fact]
    public async Task Two_years_of_life_are_shown_on_every_page()
    {
        await using var daemon = Daemon.Prepare("host: atlas");
        await TwoYears.WriteAsync(daemon.DatabaseFile);
        await daemon.StartAgainAsync();

        var (exit, output) = await Scripts.RunAsync(daemon, "tests/years.e2e.mjs", Address(daemon));

        Assert.True(exit == 0, output);
    }

    [Fact]
    public async Task Full_pages_look_as_they_did()
    {
        await using var daemon = await Daemon.StartAsync();

        var (exit, output) = await Scripts.RunAsync(daemon, "tests/pictures.e2e.mjs", Address(daemon));

        Assert.True(exit == 0, output);
    }

    [Fact]
    public async Task The_types_of_the_api_are_those_of_its_document()
    {
        await using var daemon = await Daemon.StartAsync();

        var (exit, output) = await Scripts.RunAsync(daemon, "scripts/types.mjs", "--check", Address(daemon));

        Assert.True(exit == 0, output);
    }

    private static string Address(Daemon daemon) => daemon.Url.ToString().TrimEnd('/');
}
