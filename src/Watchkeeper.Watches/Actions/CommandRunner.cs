using System.Globalization;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches.Actions;

/// <summary>
/// Runs commands of the configuration. Under systemd each is a transient unit of its own (<c>systemd-run</c>), so that neither the daemon's sandbox nor its
/// end binds it; elsewhere a child in a process group of its own, as another user through <c>setpriv</c>.
/// </summary>
internal sealed class CommandRunner(HostClock clock)
{
    /// <summary>Whether the daemon is a unit of a running systemd.</summary>
    private static readonly bool IsUnderSystemd =
        Directory.Exists("/run/systemd/system") && Environment.GetEnvironmentVariable("INVOCATION_ID") is { Length: > 0 };

    /// <summary>The kernel takes no longer argument or variable than 128 kB, and 2 MB of them all; whatever a line holds, its command must start.</summary>
    private const int LongestText = 32 * 1024;
    private const int MostText = 256 * 1024;

    private static long _number;

    /// <param name="began">Gets what the step runs as: see <see cref="Running.Run.Process"/>.</param>
    public async Task<StepResult> RunAsync(CommandStep step, Trigger trigger, Action<string> began, CancellationToken cancellation)
    {
        var facts = new TriggerFacts(trigger);
        IReadOnlyList<string> argv = step.Shell is { } text ? ["/bin/sh", "-c", text] : [.. step.Argv.Select(argument => Cut(argument.Fill(facts)))];
        var environment = Variables(trigger);
        foreach (var (name, value) in step.Environment)
        {
            environment[name] = value.Fill(facts);
        }

        if (IsUnderSystemd)
        {
            return await RunAsUnitAsync(step, trigger.Watch.Name, argv, environment, began, cancellation);
        }

        if (step.User is { } user && user != Environment.UserName)
        {
            if (await AccountOfAsync(user, cancellation) is not var (group, home))
            {
                return new StepResult($"there is no user {user} on this host");
            }

            foreach (var (name, value) in new[] { ("HOME", home), ("USER", user), ("LOGNAME", user) })
            {
                environment.TryAdd(name, value);
            }

            argv = ["setpriv", $"--reuid={user}", $"--regid={group}", "--init-groups", "--", .. argv];
        }

        return await ChildProcess.RunAsync(
            new ChildOptions(argv) { Environment = environment, Folder = step.Folder, Timeout = step.Timeout, KillAfter = step.KillAfter, Began = began }, clock, cancellation);
    }

    /// <summary>What a command finds in its environment: <c>WATCH</c>, <c>WATCH_KEY</c>, <c>WATCH_LINE</c>, <c>WATCH_WHY</c>, <c>WATCH_EDGE</c> and <c>CAPTURE_NAME</c>.</summary>
    public static Dictionary<string, string> Variables(Trigger trigger)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["WATCH"] = trigger.Watch.Name,
            ["WATCH_KEY"] = Cut(trigger.Key),
            ["WATCH_LINE"] = Cut(trigger.Text),
            ["WATCH_WHY"] = trigger.Why,
            ["WATCH_EDGE"] = trigger.Kind.ToString().ToLowerInvariant(),
        };
        var room = MostText;
        foreach (var (name, value) in trigger.Captures)
        {
            if ((room -= name.Length + Math.Min(value.Length, LongestText)) > 0)
            {
                variables["CAPTURE_" + string.Concat(name.ToUpperInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'))] = Cut(value);
            }
        }

        return variables;
    }

    /// <summary>
    /// The arguments of systemd-run; the unit is collected whatever its end, and its whole group ends with it. systemd would fill in <c>${NAME}</c> in arguments
    /// before the program sees them, a capture within a shell's text too: each dollar sign is doubled, which it takes for one. It refuses variables with
    /// control characters.
    /// </summary>
    internal static IReadOnlyList<string> SystemdRun(
        CommandStep step, string unit, IReadOnlyList<string> argv, IReadOnlyDictionary<string, string> environment) =>
    [
        "systemd-run", "--quiet", "--wait", "--pipe", "--collect", "--no-ask-password", $"--unit={unit}", "--service-type=exec",
        .. step.User is { } user ? [$"--uid={user}"] : (IReadOnlyList<string>)[],
        .. step.Folder is { } folder ? [$"--working-directory={folder}"] : (IReadOnlyList<string>)[],
        $"--property=RuntimeMaxSec={Seconds(step.Timeout)}", $"--property=TimeoutStopSec={Seconds(step.KillAfter)}", "--property=KillMode=control-group",
        .. environment.Select(pair => $"--setenv={pair.Key}={Printable(pair.Value)}"),
        "--", .. argv.Select(argument => argument.Replace("$", "$$", StringComparison.Ordinal)),
    ];

    private async Task<StepResult> RunAsUnitAsync(
        CommandStep step, string watch, IReadOnlyList<string> argv, Dictionary<string, string> environment, Action<string> began, CancellationToken cancellation)
    {
        var name = string.Concat(watch.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' ? letter : '_'));
        var unit = string.Create(CultureInfo.InvariantCulture, $"watchkeeper-action-{name}-{Environment.ProcessId}-{Interlocked.Increment(ref _number)}");
        var run = new ChildOptions(SystemdRun(step, unit, argv, environment)) { Name = argv[0], Timeout = step.Timeout + step.KillAfter + TimeSpan.FromSeconds(5), KillAfter = TimeSpan.FromSeconds(1) };
        began($"{unit}.service");
        try
        {
            var started = clock.Uptime;
            var result = await ChildProcess.RunAsync(run, clock, cancellation);
            return result.Exit != 0 && clock.Uptime - started >= step.Timeout ? result with { Error = $"it did not end within {Seconds(step.Timeout)} s" }
                : result.Output.StartsWith("Failed to start transient", StringComparison.Ordinal) ? UnitRunner.Refused(result)
                : result;
        }
        catch (OperationCanceledException)
        {
            await ChildProcess.RunAsync(new ChildOptions(["systemctl", "--no-block", "--no-ask-password", "stop", unit]) { Timeout = TimeSpan.FromSeconds(2) }, clock, CancellationToken.None);
            throw;
        }
    }

    private async Task<(string Group, string Home)?> AccountOfAsync(string user, CancellationToken cancellation)
    {
        var answer = await ChildProcess.RunAsync(new ChildOptions(["getent", "passwd", user]) { Timeout = TimeSpan.FromSeconds(10) }, clock, cancellation);
        return answer.Output.Split(':') is [_, _, _, var group, _, var home, ..] && answer.Succeeded ? (group, home) : null;
    }

    private static string Cut(string text) => text.Length > LongestText ? text[..LongestText] : text;

    private static string Printable(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)) : text;

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
