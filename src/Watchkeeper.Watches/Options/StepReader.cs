using System.Text.RegularExpressions;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Watches.Actions;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Options;

/// <summary>Reads one step: a mapping with exactly one of the steps' keys.</summary>
internal static partial class StepReader
{
    private static readonly string[] Kinds =
        ["run", "shell", "restart", "start", "stop", "reload", "notify", "raise", "clear", "event", "canary", "webhook"];

    public static ActionStep Read(Section section)
    {
        var given = Kinds.Where(section.Has).ToList();
        if (given.Count != 1)
        {
            section.Error(null, given.Count == 0
                ? $"A step needs exactly one of the keys {string.Join(", ", Kinds)}."
                : $"A step does one thing, and this one has {string.Join(" and ", given)}: make two steps of it.");
        }

        var timeout = section.Duration("timeout", TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), "The step is ended after so long.");
        var message = Template.Parse(section.Text("message", "", "One sentence for people (notify, event); the watch's own where none is given."));
        var severity = ReadSeverity(section);
        var step = ReadRun(section) ?? ReadUnit(section) ?? ReadWebhook(section) ?? ReadTold(section, message, severity);
        return step with
        {
            Timeout = timeout,
            OnlyIf = section.OptionalNested("only_if", ReadGuard, "The step is passed over unless this holds."),
            Require = section.OptionalNested("require", ReadGuard, "The run fails, and is tried again, unless this holds."),
        };
    }

    private static Guard ReadGuard(Section section)
    {
        var source = SourceReader.ReadPolled(section);
        var value = section.OptionalText("value", "The label or field that is looked at.", "seconds");
        var test = TestReader.Read(section);
        if (test.IsEmpty)
        {
            section.Error(null, "It needs a test: above, below, is, is_not or matches. Without a source it is asked of the watch's own value.");
        }

        return new Guard(source, value, test);
    }

    private static CommandStep? ReadRun(Section section)
    {
        var argv = section.Texts("run", [], "A program and its arguments, run without a shell; {names} are filled in, each within its argument.");
        var shell = section.OptionalText("shell", "A text for /bin/sh. Nothing is filled in: captures are in the environment as CAPTURE_NAME.", "echo \"$CAPTURE_IP\" >> /tmp/list");
        var user = section.OptionalText("user", "Who runs it.", "nobody");
        var folder = section.OptionalText("folder", "Where it runs.", "/");
        var environment = section.TextMap("env", "Its environment besides the captures.");
        var killAfter = section.Duration("kill_after", TimeSpan.FromSeconds(5), TimeSpan.Zero, TimeSpan.FromMinutes(10), "Between asking it to end and killing its whole process group.");
        if (argv.Count == 0 && shell is null)
        {
            return null;
        }

        SourceReader.Argv(section, "run", argv);
        if (argv.Count > 0 && Template.Parse(argv[0]).Names.Any())
        {
            section.Error("run", "The program itself cannot come from a capture.");
        }

        if (ShellText.NameIn(argv) is { } name)
        {
            section.Error(
                "run", $"{{{name}}} would become part of a shell's text, which would run whatever the line holds: write \"$0\" there and {{{name}}} as the next argument, or use the variable CAPTURE_….");
        }

        return new CommandStep([.. argv.Select(Template.Parse)], shell)
        {
            User = user,
            Folder = folder,
            Environment = environment.ToDictionary(pair => pair.Key, pair => Template.Parse(pair.Value), StringComparer.Ordinal),
            KillAfter = killAfter,
        };
    }

    private static UnitStep? ReadUnit(Section section)
    {
        UnitStep? found = null;
        foreach (var verb in Enum.GetValues<UnitVerb>())
        {
            var key = verb.ToString().ToLowerInvariant();
            if (section.OptionalText(key, $"A systemd unit to {key}.", "nginx") is not { } unit)
            {
                continue;
            }

            found = new UnitStep(verb, Template.Parse(unit));

            // What a capture gives is looked at when it is there.
            if (!(found.Unit.Names.Any() ? UnitNames().IsMatch(unit) : UnitName.IsOne(UnitName.Complete(unit))))
            {
                section.Error(key, $"“{unit}” is no name of a unit.");
            }
        }

        return found;
    }

    private static WebhookStep? ReadWebhook(Section section)
    {
        var method = section.Text("method", "POST", "The method of a webhook.");
        var body = section.Text("body", "", "The body of a webhook; without one, the trigger as JSON.");
        var headers = new Dictionary<string, string>(section.SecretMap("headers", "Headers of a webhook."), StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            FillsNothing(section, "headers", value, $"the header {name} is sent as it is written; what the trigger says goes into `body:`");
        }

        if (section.Secret("bearer", "A token that a webhook sends.") is { } bearer)
        {
            headers["Authorization"] = $"Bearer {bearer}";
        }

        var url = section.OptionalText("webhook", "A URL that is sent the trigger.", "https://example.org/hook");
        FillsNothing(section, "webhook", url, "a URL is written whole; what the trigger says goes into `body:`");
        return url is not null
            ? new WebhookStep(SourceReader.Url(section, "webhook", url), method, headers, Template.Parse(body))
            : null;
    }

    private static ActionStep ReadTold(Section section, Template message, Severity? severity)
    {
        var notify = section.Texts("notify", [], "Who is told, as URIs (mailto:ops@example.org); an empty list: by the routes.");
        var raise = section.OptionalText("raise", "A condition to raise.", "update-failed");
        var clear = section.OptionalText("clear", "A condition to clear.", "update-failed");
        var type = section.OptionalText("event", "An event to publish: its type.", "site.backup-small");
        var canary = section.OptionalText("canary", "A canary to ping, by its slug.", "nightly-backup");
        var schedule = section.OptionalText("schedule", "The canary is made with this schedule when it is not there.", "1d");
        foreach (var to in notify)
        {
            section.Check("notify", "notifications.recipient", to);
        }

        if (schedule is not null)
        {
            section.Check("schedule", "canaries.schedule", schedule);
        }

        FillsNothing(section, "canary", canary, "a canary is named as it is");
        if (type is not null && !EventTypes().IsMatch(type))
        {
            section.Error("event", $"“{type}” is no type of an event: write lower-case words with hyphens, a point between, as in site.backup-small.");
        }

        return raise is not null ? new RaiseStep(raise)
            : clear is not null ? new ClearStep(clear)
            : type is not null ? new EventStep(type, severity, message)
            : canary is not null ? new CanaryStep(canary, schedule)
            : new NotifyStep(notify, message, severity);
    }

    /// <summary>Notes names in a text that is taken as it is written: nothing would ever fill them in.</summary>
    private static void FillsNothing(Section section, string key, string? text, string rule)
    {
        if (Template.Parse(text ?? "").Names.FirstOrDefault() is { } name)
        {
            section.Error(key, $"Nothing is filled in for {{{name}}} here: {rule}.");
        }
    }

    private static Severity? ReadSeverity(Section section)
    {
        var text = section.OptionalText("severity", "How bad it is (notify, event); the watch's own where none is given.", "error");
        if (Severities.TryParse(text, out var severity))
        {
            return severity;
        }

        if (text is not null)
        {
            section.Error("severity", Severities.Forms + ".");
        }

        return null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9:_.@\\{}-]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UnitNames();

    [GeneratedRegex(@"^[a-z0-9-]+(\.[a-z0-9-]+)+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EventTypes();
}
