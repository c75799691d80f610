using System.Diagnostics;

namespace Watchkeeper.EndToEnd.Host;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("status", "--help")]
    [InlineData("tokens", "create", "--help")]
    [InlineData("version")]
    [InlineData("--version")]
    public async Task Help_and_version_succeed(params string[] arguments)
    {
        var finished = await WatchkeeperProgram.RunAsync(arguments);

        Assert.Equal(0, finished.ExitCode);
        Assert.NotEmpty(finished.Output);
        Assert.Empty(finished.Error);
    }

    [Theory]
    [InlineData("Did you mean 'status'?", "stauts")]
    [InlineData("Did you mean '--severity'?", "events", "--severty", "error")]
    [InlineData("takes a verb", "tokens")]
    [InlineData("'king' is not a role", "tokens", "create", "x", "--role", "king")]
    [InlineData("'soon' is not a duration", "tokens", "create", "x", "--expires", "soon")]
    [InlineData("is not the address of a daemon", "--server", "nonsense", "status")]
    [InlineData("There is no completion for 'tcsh'", "completion", "tcsh")]
    public async Task A_command_line_that_is_wrong_gets_one_sentence_and_2(string part, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("watchkeeper-");
        var finished = await WatchkeeperProgram.RunAsync(
            new Dictionary<string, string> { ["HOME"] = folder.FullName, ["WATCHKEEPER_DATABASE"] = $"sqlite:{folder.FullName}/w.db", ["WATCHKEEPER_SOCKET"] = $"{folder.FullName}/w.sock" },
            arguments);
        folder.Delete(recursive: true);

        Assert.Equal(2, finished.ExitCode);
        Assert.Empty(finished.Output);
        Assert.StartsWith("watchkeeper: ", finished.Error, StringComparison.Ordinal);
        Assert.Contains(part, finished.Error, StringComparison.Ordinal);
        Assert.Single(finished.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Without_a_daemon_it_says_how_to_start_one()
    {
        await using var daemon = Daemon.Prepare();

        var finished = await daemon.RunAsync("status");

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("nothing listens on", finished.Error, StringComparison.Ordinal);
        Assert.Contains("watchkeeper run", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_daemon_elsewhere_that_does_not_answer_is_not_to_be_started_here()
    {
        var finished = await WatchkeeperProgram.RunAsync("--server", "http://127.0.0.1:1", "status");

        Assert.Equal(1, finished.ExitCode);
        Assert.Equal(
            "watchkeeper: http://127.0.0.1:1/ does not answer: Connection refused. See that the daemon there runs and that its 'listen' lets this host reach it.\n",
            finished.Error);
    }

    [Fact]
    public async Task A_reader_that_has_seen_enough_ends_it_quietly()
    {
        // The reader has left for good before the first line is written.
        var start = new ProcessStartInfo("bash", ["-c", $"{{ sleep 0.3; '{WatchkeeperProgram.Path}' man; }} | true; echo codes ${{PIPESTATUS[@]}}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var shell = Process.Start(start)!;

        var output = await shell.StandardOutput.ReadToEndAsync();
        var error = await shell.StandardError.ReadToEndAsync();

        Assert.Contains("codes 0 0", output, StringComparison.Ordinal);
        Assert.Empty(error);
    }

    [Fact]
    public async Task Output_that_cannot_be_written_is_a_failure()
    {
        var start = new ProcessStartInfo("bash", ["-c", $"'{WatchkeeperProgram.Path}' man > /dev/full"]) { UseShellExecute = false, RedirectStandardError = true };
        using var shell = Process.Start(start)!;

        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.Equal(1, shell.ExitCode);
        Assert.Contains("No space left on device", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_object_and_the_same_as_over_http()
    {
        await using var daemon = await Daemon.StartAsync();

        var printed = System.Text.Json.JsonDocument.Parse(await daemon.OutputOfAsync("status", "--json")).RootElement;

        Assert.Equal(Environment.MachineName, printed.GetProperty("host").GetProperty("name").GetString());
        foreach (var key in (string[])["boot", "uptime", "load", "memory", "filesystems", "lines"])
        {
            Assert.True(printed.TryGetProperty(key, out _), $"The status has no \"{key}\".");
        }
    }

    [Fact]
    public async Task Login_remembers_a_daemon_privately_and_logout_forgets_it()
    {
        await using var daemon = await Daemon.StartAsync();
        var secret = (await daemon.OutputOfAsync("tokens", "create", "laptop")).Trim();
        var home = Directory.CreateTempSubdirectory("watchkeeper-home-");
        var environment = new Dictionary<string, string> { ["HOME"] = home.FullName };

        var wrong = await WatchkeeperProgram.RunAsync(environment, "login", daemon.Url.ToString(), "--token", "wk_wrong");
        var login = await WatchkeeperProgram.RunAsync(environment, "login", daemon.Url.ToString(), "--token", secret);
        var file = Path.Combine(home.FullName, ".config", "watchkeeper", "login.json");
        var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file);
        var status = await WatchkeeperProgram.RunAsync(environment, "status");
        var logout = await WatchkeeperProgram.RunAsync(environment, "logout");
        var isForgotten = !File.Exists(file);
        home.Delete(recursive: true);

        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("The token is wrong", wrong.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (login.ExitCode, login.Error));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        Assert.StartsWith(Environment.MachineName, status.Output, StringComparison.Ordinal);
        Assert.Equal(0, logout.ExitCode);
        Assert.True(isForgotten);
    }

    [Fact]
    public async Task Bash_completes_verbs_and_options()
    {
        var script = """
            source <("$PROGRAM" completion bash)
            try() { COMP_WORDS=("$PROGRAM" "$@"); COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 )); COMP_LINE="watchkeeper $*"; COMP_POINT=${#COMP_LINE}; _watchkeeper; echo "${COMPREPLY[@]}"; }
            try sta
            try tokens c
            try events --sev
            """;
        Assert.Equal(["status", "create", "--severity"], await LinesOfAsync("bash", "-c", script));
    }

    [Fact]
    [Trait("Needs", "zsh")]
    public async Task Zsh_completes_verbs_and_options()
    {
        // compadd works inside of completion only; here it prints what it would offer for the word that was begun.
        const string Script = """
            compdef() { }; compadd() { for each in "${@:2}"; do [[ $each == $PREFIX* ]] && print -r -- $each; done; true; }; _files() { print files; }
            source <($PROGRAM completion zsh)
            try() { words=($PROGRAM); PREFIX=${@[-1]}; BUFFER="watchkeeper $*"; RBUFFER=""; _watchkeeper; }
            try sta
            try tokens c
            try events --sev
            """;

        Assert.Equal(["status", "create", "--severity"], await LinesOfAsync("zsh", "-f", "-c", Script));
    }

    [Fact]
    [Trait("Needs", "fish")]
    public async Task Fish_completes_verbs_and_options()
    {
        const string Script = """
            set PATH (dirname $PROGRAM) $PATH
            watchkeeper completion fish | source
            complete -C "watchkeeper sta"
            complete -C "watchkeeper tokens c"
            complete -C "watchkeeper events --sev"
            """;

        Assert.Equal(["status", "create", "--severity"], await LinesOfAsync("fish", "--no-config", "-c", Script));
    }

    [Fact]
    public async Task Man_formats_every_page_without_a_complaint()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/man"), "man is not installed; 'make test' installs man-db where it may");
        var folder = Directory.CreateTempSubdirectory("watchkeeper-man-");
        await WatchkeeperProgram.RunAsync("man", "--output", folder.FullName);

        foreach (var page in folder.GetFiles())
        {
            var start = new ProcessStartInfo("man", ["--warnings", "-l", page.FullName]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["MANWIDTH"] = "80";
            start.Environment["LC_ALL"] = "C.UTF-8";
            using var man = Process.Start(start)!;
            var text = man.StandardOutput.ReadToEndAsync();
            Assert.Equal("", await man.StandardError.ReadToEndAsync());
            await man.WaitForExitAsync();
            Assert.Equal(0, man.ExitCode);
            Assert.Contains("EXIT STATUS", await text, StringComparison.Ordinal);
        }

        Assert.Contains("watchkeeper.1", folder.GetFiles().Select(file => file.Name));
        Assert.Contains("watchkeeper-events.1", folder.GetFiles().Select(file => file.Name));
        folder.Delete(recursive: true);
    }

    private static async Task<string[]> LinesOfAsync(string shell, params string[] arguments)
    {
        var start = new ProcessStartInfo(shell, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["PROGRAM"] = WatchkeeperProgram.Path;
        using var process = Process.Start(start)!;
        return (await process.StandardOutput.ReadToEndAsync()).TrimEnd().Split('\n');
    }
}
