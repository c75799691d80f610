using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Watchkeeper.EndToEnd.Canaries;

/// <summary>Moving over from Coal Mine and healthchecks.</summary>
public sealed class ImportTests
{
    [Fact]
    public async Task From_a_running_server_that_speaks_coal_mine()
    {
        await using var old = await Daemon.StartAsync("canaries: { coal_mine: { auth_key: k } }");
        await using var fresh = await Daemon.StartAsync();
        await old.Http.GetAsync("/coal-mine/v1/canary/create?auth_key=k&name=One&periodicity=3600&email=a@b.c&description=d");
        await old.Http.GetAsync("/coal-mine/v1/canary/trigger?name=One&comment=c");
        await old.Http.GetAsync("/coal-mine/v1/canary/create?auth_key=k&name=Two&periodicity=*+9-16+*+*+*+900&paused=1");
        await old.Http.GetAsync("/coal-mine/v1/canary/create?auth_key=k&name=Late&periodicity=.1");
        await Task.Delay(500);

        Assert.Equal("Took over 3 of 3 canaries.\n", await fresh.OutputOfAsync("canaries", "import", "--coal-mine", old.Url.ToString(), "--auth-key", "k"));

        foreach (var name in (string[])["One", "Two", "Late"])
        {
            var before = await old.Http.GetStringAsync($"/coal-mine/v1/canary/get?auth_key=k&name={name}");
            var after = await fresh.Http.GetStringAsync($"/coal-mine/v1/canary/get?name={name}");
            Assert.Equal(WithoutSchedule(before), WithoutSchedule(after));
        }

        Assert.Contains("Left alone", await fresh.OutputOfAsync("canaries", "import", "--coal-mine", old.Url.ToString(), "--auth-key", "k"), StringComparison.Ordinal);
        Assert.Equal(1, (await fresh.RunAsync("canaries", "import", "--coal-mine", old.Url.ToString(), "--auth-key", "wrong")).ExitCode);
    }

    [Fact]
    public async Task From_an_export_of_its_database()
    {
        await using var daemon = await Daemon.StartAsync();
        var file = Path.Combine(AppContext.BaseDirectory, "Canaries", "Fixtures", "mongoexport.json");
        Assert.Equal("Took over 2 of 2 canaries.\n", await daemon.OutputOfAsync("canaries", "import", "--mongoexport", file));
        var shown = await daemon.Http.GetStringAsync("/coal-mine/v1/canary/get?id=abcdefgh");
        Assert.Contains("\"periodicity\": 86400.0", shown, StringComparison.Ordinal);
        Assert.Contains("\"late\": true", shown, StringComparison.Ordinal);
        Assert.Contains("\"deadline\": \"2026-11-19T02:00:00.123000+00:00\"", shown, StringComparison.Ordinal);
        Assert.Contains("\"Triggered (42 GB)\"", shown, StringComparison.Ordinal);
        Assert.Contains("\"2026-11-18T02:00:00.123000+00:00\"", shown, StringComparison.Ordinal);
        Assert.Contains("\"paused\": true", await daemon.Http.GetStringAsync("/coal-mine/v1/canary/get?id=ijklmnop"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_a_canary_is_named_and_the_others_come_over()
    {
        await using var daemon = await Daemon.StartAsync();
        var file = Path.Combine(daemon.Folder, "export.json");
        await File.WriteAllTextAsync(file, """
            {"id": "goodgood", "name": "Good", "periodicity": 60, "history": []}
            {"id": "overlaps", "name": "Overlaps", "periodicity": "* * * * * 60; 5 * * * * 6", "history": []}
            {"id": "not an id", "name": "Bad\u001bid", "periodicity": 60, "history": []}
            {"id": "nothing", "name": "Nothing", "history": []}
            {"id": "timetime", "name": "Time", "periodicity": 60, "history": [[{"$date": 1e300}, "Triggered"]]}
            not JSON
            {"id": "alsogood", "name": "Also good", "periodicity": 60}
            {"id": "samename", "name": "good", "periodicity": 60}
            """);

        var finished = await daemon.RunAsync("canaries", "import", "--mongoexport", file);

        Assert.Equal((1, ""), (finished.ExitCode, finished.Error));
        var lines = finished.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("Took over 2 of 8 canaries.", lines[0]);
        Assert.Equal(
            [file + ":6", "Bad\ufffdid", "Nothing", "Overlaps", "Time", "good"],
            lines[1..].Select(line => line["Refused: ".Length..line.IndexOf(": ", "Refused: ".Length, StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
        Assert.Contains($"Refused: Nothing: {file}:4: \"periodicity\" is missing.", lines);
        Assert.Contains($"Refused: Time: {file}:5: \"history[0]\" should be a time, not 1e300.", lines);
        Assert.Equal(["also-good", "good"], (await daemon.OutputOfAsync("canaries", "list", "--json")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("slug").GetString()).Order(StringComparer.Ordinal));

        var json = await daemon.RunAsync("canaries", "import", "--mongoexport", file, "--json");
        Assert.Equal(1, json.ExitCode);
        var answer = System.Text.Json.JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal((0, 2, 6), (answer.GetProperty("imported").GetInt32(), answer.GetProperty("skipped").GetArrayLength(), answer.GetProperty("refused").GetArrayLength()));
        Assert.Contains(answer.GetProperty("refused").EnumerateArray(), one => one.GetProperty("reason").GetString()!.Contains("overlap", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "There is no canary in it")]
    [InlineData("[]", "There is no canary in it")]
    [InlineData("not JSON", "export.json:1 is not JSON; mongoexport writes one document a line")]
    [InlineData("[{},\n{", "export.json:2 is not JSON")]
    [InlineData("[7, {\"id\": \"a\", \"name\": \"b\", \"periodicity\": 1, \"paused\": 3}]", "")]
    public async Task An_export_without_a_canary_is_said_to_be_one_and_fails(string text, string error)
    {
        await using var daemon = await Daemon.StartAsync();
        var file = Path.Combine(daemon.Folder, "export.json");
        await File.WriteAllTextAsync(file, text);

        var finished = await daemon.RunAsync("canaries", "import", "--mongoexport", file);

        Assert.NotEqual(0, finished.ExitCode);
        Assert.Contains(error, finished.Error, StringComparison.Ordinal);
        Assert.Equal(
            error.Length > 0 ? "" : $"Took over 0 of 2 canaries.\nRefused: {file}, record 1: an object is expected, not 7.\nRefused: b: {file}, record 2: \"paused\" should be true or false, not 3.\n",
            finished.Output);
    }

    [Fact]
    public async Task The_slug_of_an_export_stays_and_names_as_long_as_a_book_are_cut_for_people()
    {
        await using var daemon = await Daemon.StartAsync();
        var file = Path.Combine(daemon.Folder, "export.json");
        var name = new string('x', 30_000);
        await File.WriteAllTextAsync(file, $$"""
            {"id": "aaaaaaaa", "name": "Nightly backup", "slug": "backup-2019", "periodicity": 60}
            {"id": "bbbbbbbb", "name": "{{name}}", "periodicity": 60}
            {"id": "cccccccc", "name": "{{name}}", "periodicity": 60}
            {"id": "dddddddd", "name": "Bad", "slug": "a/b", "periodicity": 60}
            """);

        var finished = await daemon.RunAsync("canaries", "import", "--mongoexport", file);
        Assert.Contains("Took over 2 of 4 canaries.", finished.Output, StringComparison.Ordinal);
        Assert.Contains("its slug is \"a/b\"", finished.Output, StringComparison.Ordinal);
        Assert.Contains("name:          Nightly backup", await daemon.OutputOfAsync("canaries", "get", "backup-2019"), StringComparison.Ordinal);
        var again = await daemon.RunAsync("canaries", "import", "--mongoexport", file);
        Assert.All((finished.Output + again.Output + await daemon.OutputOfAsync("canaries", "list", "--verbose")).Split('\n'), line => Assert.InRange(line.Length, 0, 1_500));
        Assert.Contains(name, await daemon.OutputOfAsync("canaries", "list", "--json"), StringComparison.Ordinal);

        var folder = await daemon.RunAsync("canaries", "import", "--mongoexport", daemon.Folder);
        Assert.Equal($"watchkeeper: {daemon.Folder} is a folder; name the file in it that mongoexport wrote.\n", folder.Error);
    }

    [Fact]
    public async Task A_name_without_letters_is_named_when_it_is_here_already()
    {
        await using var daemon = await Daemon.StartAsync();
        var file = Path.Combine(daemon.Folder, "export.json");
        await File.WriteAllTextAsync(file, "{\"id\": \"aaaaaaaa\", \"name\": \"!!\", \"periodicity\": 60}\n{\"id\": \"bbbbbbbb\", \"name\": \"??\", \"periodicity\": 60}\n");

        var first = await daemon.RunAsync("canaries", "import", "--mongoexport", file);
        Assert.Contains("Refused: ??: The canary !! exists already, with the id aaaaaaaa.", first.Output, StringComparison.Ordinal);
        Assert.Contains("is here already: !!.", (await daemon.RunAsync("canaries", "import", "--mongoexport", file)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_a_project_of_healthchecks()
    {
        using var server = new HttpListener();
        var port = FreePort();
        server.Prefixes.Add($"http://127.0.0.1:{port}/");
        server.Start();
        var serving = Task.Run(async () =>
        {
            var context = await server.GetContextAsync();
            var allowed = context.Request.Headers["X-Api-Key"] == "rw";
            context.Response.StatusCode = allowed ? 200 : 401;
            context.Response.Close(
                Encoding.UTF8.GetBytes(
                    """
                    {"checks": [
                      {"name": "DB dump", "slug": "db-dump", "tags": "prod db", "desc": "x", "grace": 600, "n_pings": 5, "status": "up",
                       "last_ping": "2026-11-20T02:00:00+00:00", "next_ping": "2099-11-21T02:00:00+00:00", "schedule": "0 2 * * *", "tz": "Europe/Paris",
                       "ping_url": "https://hc.example/ping/5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278"},
                      {"name": "", "slug": "", "tags": "", "desc": "", "grace": 3600, "status": "paused", "last_ping": null, "next_ping": null, "timeout": 86400,
                       "ping_url": "https://hc.example/ping/0c8983c9-9d73-446f-adb5-0641fdacc9d4"}]}
                    """),
                willBlock: true);
        });
        await using var daemon = await Daemon.StartAsync();

        Assert.Equal("Took over 2 of 2 canaries.\n", await daemon.OutputOfAsync("canaries", "import", "--healthchecks", $"http://127.0.0.1:{port}", "--api-key", "rw"));
        await serving;

        var json = await daemon.OutputOfAsync("canaries", "get", "db-dump", "--json");
        Assert.Contains("\"schedule\":\"0 2 * * * Europe/Paris\"", json, StringComparison.Ordinal);
        Assert.Contains("\"grace\":600", json, StringComparison.Ordinal);
        Assert.Contains("\"tags\":[\"prod\",\"db\"]", json, StringComparison.Ordinal);
        Assert.Equal("OK", await daemon.Http.GetStringAsync("/ping/0c8983c9-9d73-446f-adb5-0641fdacc9d4/start"));
    }

    [Fact]
    public async Task The_configuration_is_converted_and_reads_back()
    {
        await using var daemon = Daemon.Prepare();
        var ini = Path.Combine(daemon.Folder, "coal-mine.ini");
        await File.WriteAllTextAsync(ini, "[mongodb]\nhosts = localhost\ndatabase = coal\n[email]\nsender = cm@example.org\nusername = u\npassword = p\n[wsgi]\nport = 8099\nauth_key = a%%b\"c\n[logging]\nfile = /tmp/coal.log\n");
        var yaml = await daemon.OutputOfAsync("config", "convert", ini);
        Assert.Contains("auth_key: \"a%b\\\"c\"", yaml, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:8099", yaml, StringComparison.Ordinal);
        Assert.Contains("cm@example.org", yaml, StringComparison.Ordinal);
        var converted = Path.Combine(daemon.Folder, "converted.yaml");
        await File.WriteAllTextAsync(converted, yaml);
        Assert.Contains("is correct", await daemon.OutputOfAsync("config", "check", converted), StringComparison.Ordinal);
        Assert.Equal(2, (await daemon.RunAsync("config", "convert", "/no/such/file")).ExitCode);
    }

    private static string WithoutSchedule(string answer) =>
        Regex.Replace(answer, "\"periodicity_schedule\".*", "", RegexOptions.Singleline, TimeSpan.FromSeconds(5));

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
