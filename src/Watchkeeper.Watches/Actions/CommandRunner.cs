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

    private static long _number;

    public async Task<StepResult> RunAsync(CommandStep step, Trigger trigger, CancellationToken cancellation)
    {
        var facts = new TriggerFacts(trigger);
        IReadOnlyList<string> argv = step.Shell is { } text ? ["/bin/sh", "-c", text] : [.. step.Argv.Select(argument => argument.Fill(facts))];
        var environment = Variables(trigger);
        foreach (var (name, value) in step.Environment)
        {
            environment[name] = value.Fill(facts);
        }

        if (IsUnderSystemd)
        {
            return await RunAsUnitAsync(step, trigger.Watch.Name, argv, environment, cancellation);
        }

        if (step.User is { } user && user != Environment.UserName)
        {
            if (await GroupOfAsync(user, cancellation) is not { } group)
            {
                return new StepResult($"there is no user {user} on this host");
            }

            argv = ["setpriv", $"--reuid={user}", $"--regid={group}", "--init-groups", "--", .. argv];
        }

        return await ChildProcess.RunAsync(
            new ChildOptions(argv) { Environment = environment, Folder = step.Folder, Timeout = step.Timeout, KillAfter = step.KillAfter }, clock, cancellation);
    }

    /// <summary>What a command finds in its environment: <c>WATCH</c>, <c>WATCH_KEY</c>, <c>WATCH_LINE</c>, <c>WATCH_WHY</c>, <c>WATCH_EDGE</c> and <c>CAPTURE_NAME</c>.</summary>
    public static Dictionary<string, string> Variables(Trigger trigger)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["WATCH"] = trigger.Watch.Name,
            ["WATCH_KEY"] = trigger.Key,
            ["WATCH_LINE"] = trigger.Text,
            ["WATCH_WHY"] = trigger.Why,
            ["WATCH_EDGE"] = trigger.Kind.ToString().ToLowerInvariant(),
        };
        foreach (var (name, value) in trigger.Captures)
        {
            variables["CAPTURE_" + string.Concat(name.ToUpperInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'))] = value;
        }

        return variables;
    }

    /// <summary>The arguments of systemd-run; the unit is collected whatever its end, and its whole group ends with it.</summary>
    internal static IReadOnlyList<string> SystemdRun(
        CommandStep step, string unit, IReadOnlyList<string> argv, IReadOnlyDictionary<string, string> environment) =>
    [
        "systemd-run", "--quiet", "--wait", "--pipe", "--collect", "--no-ask-password", $"--unit={unit}", "--service-type=exec",
        .. step.User is { } user ? [$"--uid={user}"] : (IReadOnlyList<string>)[],
        .. step.Folder is { } folder ? [$"--working-directory={folder}"] : (IReadOnlyList<string>)[],
        $"--property=RuntimeMaxSec={Seconds(step.Timeout)}", $"--property=TimeoutStopSec={Seconds(step.KillAfter)}", "--property=KillMode=control-group",
        .. environment.Select(pair => $"--setenv={pair.Key}={pair.Value.Replace('\n', ' ')}"),
        "--", .. argv,
    ];

    private async Task<StepResult> RunAsUnitAsync(
        CommandStep step, string watch, IReadOnlyList<string> argv, Dictionary<string, string> environment, CancellationToken cancellation)
    {
        var name = string.Concat(watch.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' ? letter : '_'));
        var unit = string.Create(CultureInfo.InvariantCulture, $"watchkeeper-action-{name}-{Environment.ProcessId}-{Interlocked.Increment(ref _number)}");
        var run = new ChildOptions(SystemdRun(step, unit, argv, environment)) { Timeout = step.Timeout + step.KillAfter + TimeSpan.FromSeconds(5), KillAfter = TimeSpan.FromSeconds(1) };
        try
        {
            var started = clock.Uptime;
            var result = await ChildProcess.RunAsync(run, clock, cancellation);
            return result.Exit != 0 && clock.Uptime - started >= step.Timeout
                ? result with { Error = $"it did not end within {Seconds(step.Timeout)} s" }
                : result;
        }
        catch (OperationCanceledException)
        {
            await ChildProcess.RunAsync(new ChildOptions(["systemctl", "--no-block", "--no-ask-password", "stop", unit]) { Timeout = TimeSpan.FromSeconds(2) }, clock, CancellationToken.None);
            throw;
        }
    }

    private async Task<string?> GroupOfAsync(string user, CancellationToken cancellation)
    {
        var answer = await ChildProcess.RunAsync(new ChildOptions(["getent", "passwd", user]) { Timeout = TimeSpan.FromSeconds(10) }, clock, cancellation);
        return answer.Output.Split(':') is [_, _, _, var group, ..] && answer.Succeeded ? group : null;
    }

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
