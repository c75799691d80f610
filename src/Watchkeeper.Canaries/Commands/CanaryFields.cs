using System.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Canaries.Commands;

/// <summary>The options that say what a canary is: the same for create and update.</summary>
internal sealed class CanaryFields
{
    private readonly Option<string?> _schedule = new("--schedule", "--periodicity", "-s")
    {
        Description = "When it reports: seconds (3600), a duration (1h30m), a cron expression ('30 2 * * * Europe/Paris'), a calendar expression "
            + "('Mon..Fri 02:30') or directives ('* 0-11 * * * 60; * 12-23 * * * 600').",
        HelpName = "SCHEDULE",
    };

    private readonly Option<string?> _description = new("--description") { Description = "What it is for.", HelpName = "TEXT" };

    private readonly Option<string[]> _email = new("--email")
    {
        Description = "Who gets its mails; may be given several times. A single '-' takes all addresses away.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string[]> _tag = new("--tag") { Description = "A word to group canaries by; may be given several times; '-' takes all away.", HelpName = "TAG" };

    private readonly Option<string[]> _maintenance = new("--maintenance")
    {
        Description = "When nothing is expected of it, as in 'Sun 02:00 for 3h'; may be given several times; '-' takes all away.",
        HelpName = "WINDOW",
    };

    private readonly Option<string?> _grace = new("--grace") { Description = "How long after its deadline it is late.", HelpName = "DURATION" };
    private readonly Option<string?> _maxDuration = new("--max-duration") { Description = "How long a run may take; 0 for any time.", HelpName = "DURATION" };
    private readonly Option<int?> _alertAfter = new("--alert-after") { Description = "After how many misses in a row it is late.", HelpName = "N" };
    private readonly Option<string?> _repeat = new("--repeat") { Description = "How often to say again that it is late; 0 for once.", HelpName = "DURATION" };

    public CanaryFields AddTo(Verb verb)
    {
        foreach (var option in (Option[])[_schedule, _description, _email, _tag, _maintenance, _grace, _maxDuration, _alertAfter, _repeat])
        {
            verb.Options.Add(option);
        }

        return this;
    }

    public CanaryBody Read(Invocation invocation, string? name) => new()
    {
        Name = name,
        Schedule = invocation.Get(_schedule),
        Description = invocation.Get(_description),
        Emails = Texts(invocation.Get(_email)),
        Tags = Texts(invocation.Get(_tag)),
        Maintenance = Texts(invocation.Get(_maintenance)),
        Grace = Length(invocation, _grace),
        MaxDuration = Length(invocation, _maxDuration),
        AlertAfter = invocation.Get(_alertAfter),
        Repeat = Length(invocation, _repeat),
    };

    public static TimeSpan? Length(Invocation invocation, Option<string?> option) => invocation.Get(option) switch
    {
        null => null,
        var text when Durations.TryParse(text, out var length) => length,
        var text => throw new ProblemException(ProblemKind.BadRequest, $"{option.Name}: '{text}' is not a duration; {Durations.Forms}."),
    };

    private static string[]? Texts(string[]? given) => given switch
    {
        null or [] => null,
        ["-"] => [],
        _ => given,
    };
}
