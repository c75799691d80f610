using System.Diagnostics;
using System.Text.Json.Nodes;
using Watchkeeper.Tests;
using Watchkeeper.Tests.Notifications;

namespace Watchkeeper.EndToEnd.Notifications;

/// <summary><c>watchkeeper setup</c>, answered through a pipe and at a terminal.</summary>
public sealed class SetupTests
{
    [Fact]
    public async Task It_asks_for_a_channel_tries_it_writes_the_file_and_the_daemon_takes_it_up()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var daemon = await Daemon.StartAsync("# kept as it is");

        var (code, output) = await SetupAsync(daemon, "webhook", $"{receiver.Url}/hook", "s3cret", "y");

        Assert.True(code == 0, output);
        Assert.Contains("It was taken.", output, StringComparison.Ordinal);
        Assert.Contains("The running daemon has taken it up.", output, StringComparison.Ordinal);
        Assert.StartsWith("# kept as it is\n", await File.ReadAllTextAsync(daemon.ConfigurationFile), StringComparison.Ordinal);
        Assert.Contains("default  webhook", await daemon.OutputOfAsync("notifications", "channels"), StringComparison.Ordinal);
        await daemon.OutputOfAsync("notifications", "test", "default");
        Assert.Equal(["/hook", "/hook"], receiver.Others().Where(IsTrial).Select(request => request.Path));
        var again = await SetupAsync(daemon, "1");
        Assert.Equal(1, again.Code);
        Assert.Contains("has a section notifications already", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_that_does_not_work_is_not_written_unless_one_insists()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = static context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        await using var daemon = Daemon.Prepare();
        var before = await File.ReadAllTextAsync(daemon.ConfigurationFile);

        var (code, output) = await SetupAsync(daemon, "2", $"{receiver.Url}/topic", "");

        Assert.Equal(1, code);
        Assert.Contains("answered 404", output, StringComparison.Ordinal);
        Assert.Contains("Nothing was written.", output, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(daemon.ConfigurationFile));
    }

    [Fact]
    public async Task A_wrong_answer_is_asked_for_again_and_no_other()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var daemon = Daemon.Prepare();

        var (code, output) = await SetupAsync(daemon, "webhook", "not an address", "s3cret", $"{receiver.Url}/hook", "y");

        Assert.True(code == 0, output);
        Assert.Contains("notifications.channels.default.webhook.url: expected url: an address that begins with http://", output, StringComparison.Ordinal);
        Assert.DoesNotContain("/tmp/tmp", output, StringComparison.Ordinal);
        Assert.Equal("/hook", (await receiver.NextAsync()).Path);
        Assert.Contains("secret: s3cret", await File.ReadAllTextAsync(daemon.ConfigurationFile), StringComparison.Ordinal);
        Assert.Contains("(hidden)", await daemon.OutputOfAsync("config", "show"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_input_that_ends_early_writes_nothing_and_says_so()
    {
        await using var daemon = Daemon.Prepare();

        var (code, output) = await SetupAsync(daemon, "mail");

        Assert.Equal(2, code);
        Assert.Contains("The input ended before all was answered", output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "python3-aiosmtpd")]
    public async Task At_a_terminal_a_password_is_not_shown_and_the_mail_arrives_from_the_running_daemon()
    {
        using var server = new SmtpServer("login");
        await using var daemon = await Daemon.StartAsync();

        var (code, screen) = await AtTerminalAsync(
            daemon,
            ("Number or name [1]:", "mail"),
            ("Your address:", "ada@example.org"),
            ("The sender's address [ada@example.org]:", "watchkeeper@example.org"),
            ("The mail server [localhost]:", "127.0.0.1"),
            ("Its port [587]:", $"{server.Port}"),
            ("User name, empty for none:", "ada"),
            ("Password (it is not shown):", "sexret\u007f\u007f\u007f\u007fcret"),
            ("Did it arrive, and shall this be written? [Y/n]:", "y"));

        Assert.True(code == 0, screen);
        Assert.DoesNotContain("cret", screen, StringComparison.Ordinal);
        Assert.Contains("The running daemon has taken it up.", screen, StringComparison.Ordinal);
        Assert.Contains("password: secret", await File.ReadAllTextAsync(daemon.ConfigurationFile), StringComparison.Ordinal);
        await server.NextAsync();
        await daemon.OutputOfAsync("notifications", "test", "default");
        Assert.Equal("ada@example.org", (await server.NextAsync())["to"]!.AsArray().Single()!.GetValue<string>());
    }

    [Fact]
    public async Task A_command_is_split_as_a_shell_would()
    {
        await using var daemon = await Daemon.StartAsync();
        var file = Path.Combine(daemon.Folder, "my messages");

        var (code, output) = await SetupAsync(daemon, "command", "sh -c 'open", $"sh -c 'cat > \"{file}\"'", "y");

        Assert.True(code == 0, output);
        Assert.Contains("A quote in it is not closed.", output, StringComparison.Ordinal);
        Assert.Contains("\"subject\"", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        await daemon.OutputOfAsync("notifications", "test", "default");
    }

    /// <summary>The daemon may have something to tell of the host on which the tests run.</summary>
    private static bool IsTrial(Received request) => request.Body.Contains("\"notifications.test\"", StringComparison.Ordinal);

    private static async Task<(int Code, string Screen)> AtTerminalAsync(Daemon daemon, params (string Expected, string Typed)[] steps)
    {
        var script = Path.Combine(Repository.Root, "tests/Watchkeeper.EndToEnd/Notifications/Fixtures/terminal.py");
        var json = new JsonArray([.. steps.Select(step => new JsonArray(step.Expected, step.Typed))]).ToJsonString();
        var start = new ProcessStartInfo("/usr/bin/python3", [script, json, WatchkeeperProgram.Path, "--config", daemon.ConfigurationFile, "setup"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["HOME"], start.Environment["TERM"]) = (daemon.Folder, "xterm");
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync();
        var screen = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        return (python.ExitCode, screen + await errors);
    }

    private static async Task<(int Code, string Output)> SetupAsync(Daemon daemon, params string[] answers)
    {
        using var setup = Process.Start(WatchkeeperProgram.StartInfo(new Dictionary<string, string> { ["HOME"] = daemon.Folder }, "--config", daemon.ConfigurationFile, "setup"))!;
        await setup.StandardInput.WriteAsync(string.Concat(answers.Select(answer => answer + "\n")));
        setup.StandardInput.Close();
        var errors = setup.StandardError.ReadToEndAsync();
        var output = await setup.StandardOutput.ReadToEndAsync();
        await setup.WaitForExitAsync();
        return (setup.ExitCode, output + await errors);
    }
}
