using Watchkeeper.Core.Events;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Actions;

/// <summary>A question asked just before a step.</summary>
/// <param name="Source">Asked once; null: the watch's own value.</param>
internal sealed record Guard(PolledSource? Source, string? Value, Test Test)
{
    /// <summary>A clause for people: <c>prometheus bitcoin_blocks above 595999</c>.</summary>
    public string Describe() => $"{(Source is null ? Value ?? "the value" : Value is null ? Source.Identity : $"{Value} of {Source.Identity}")} {Test.Describe()}";
}

/// <summary>One thing to do. The steps of a watch run in order; the first that fails ends the run, which is then tried again from the start.</summary>
internal abstract record ActionStep
{
    /// <summary>Passed over unless this holds; unknown fails the run.</summary>
    public Guard? OnlyIf { get; init; }

    /// <summary>Fails the run unless this holds.</summary>
    public Guard? Require { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The step with what it is bound to, for people.</summary>
    public string DescribeWhole() => Describe() + (OnlyIf is null ? "" : $", only if {OnlyIf.Describe()}") + (Require is null ? "" : $", which needs {Require.Describe()}");

    /// <summary>One line for people: <c>restart electrs.service</c>.</summary>
    public abstract string Describe();
}

/// <summary>Runs a program: each argument is passed as it is, through no shell.</summary>
/// <param name="Shell">With a shell instead: its text, in which nothing is filled in; the captures are in its environment.</param>
internal sealed record CommandStep(IReadOnlyList<Template> Argv, string? Shell) : ActionStep
{
    public string? User { get; init; }

    public string? Folder { get; init; }

    public IReadOnlyDictionary<string, Template> Environment { get; init; } = new Dictionary<string, Template>();

    /// <summary>Between asking the process group to end and killing it.</summary>
    public TimeSpan KillAfter { get; init; } = TimeSpan.FromSeconds(5);

    public override string Describe() => Shell is null ? $"run {string.Join(' ', Argv)}" : $"run in a shell: {Shell}";
}

internal enum UnitVerb
{
    Restart,
    Start,
    Stop,
    Reload,
}

/// <param name="Unit">Its name, which may say no type; it is made whole only when the captures are filled in, since a capture may say one.</param>
internal sealed record UnitStep(UnitVerb Verb, Template Unit) : ActionStep
{
    /// <summary>The unit that is meant with these captures; perhaps no unit's name.</summary>
    public string NameOf(IFacts facts) => UnitName.Complete(Unit.Fill(facts));

    public override string Describe() => $"{Verb.ToString().ToLowerInvariant()} {(Unit.Names.Any() ? Unit.ToString() : UnitName.Complete(Unit.ToString()))}";
}

/// <summary>Tells somebody: an event with recipients.</summary>
internal sealed record NotifyStep(IReadOnlyList<string> To, Template Message, Severity? Severity) : ActionStep
{
    public override string Describe() => $"notify {(To.Count == 0 ? "by the routes" : string.Join(", ", To))}";
}

internal sealed record RaiseStep(string Condition) : ActionStep
{
    public override string Describe() => $"raise {Condition}";
}

internal sealed record ClearStep(string Condition) : ActionStep
{
    public override string Describe() => $"clear {Condition}";
}

internal sealed record EventStep(string Type, Severity? Severity, Template Message) : ActionStep
{
    public override string Describe() => $"event {Type}";
}

/// <summary>Triggers a canary, made first with this schedule where one is given.</summary>
internal sealed record CanaryStep(string Slug, string? Schedule) : ActionStep
{
    public override string Describe() => $"ping canary {Slug}";
}

internal sealed record WebhookStep(string Url, string Method, IReadOnlyDictionary<string, string> Headers, Template Body) : ActionStep
{
    /// <summary>Whether its body is the fields of a form, by the header that it is sent with.</summary>
    public bool IsForm => Headers.Any(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
        && header.Value.AsSpan().TrimStart().StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase));

    public override string Describe() => $"{Method} {Url}";
}
