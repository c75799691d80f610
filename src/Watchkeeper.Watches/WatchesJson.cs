using System.Text.Json.Serialization;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Json;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Verbs;

namespace Watchkeeper.Watches;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters = [typeof(InstantConverter), typeof(SecondsConverter), typeof(SeverityConverter)])]
[JsonSerializable(typeof(WatchList))]
[JsonSerializable(typeof(WatchExplanation))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(ConditionList))]
[JsonSerializable(typeof(WatchView))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(ConditionView))]
[JsonSerializable(typeof(ReplayLine))]
[JsonSerializable(typeof(DryRun))]
[JsonSerializable(typeof(SamplesAnswer))]
internal sealed partial class WatchesJson : JsonSerializerContext;

internal sealed record WatchList(IReadOnlyList<WatchView> Watches);

/// <summary>A watch as <c>list</c> shows it.</summary>
/// <param name="State">off, silenced, trouble, raised, unknown, given-up, held or watching.</param>
/// <param name="Keys">How many things it remembers something of.</param>
/// <param name="LastAction">When the last run began, or was triggered where it has not begun.</param>
/// <param name="LastAttempts">How often it was tried.</param>
/// <param name="LastError">Why its last try failed.</param>
/// <param name="NextTry">When it is tried again.</param>
/// <param name="Suppressed">Triggers that started nothing.</param>
/// <param name="NextAction">When an action is possible again; null: now.</param>
internal sealed record WatchView(
    string Name, string State, string Source, string Condition, string Why, Severity Severity, bool IsDefault, int Keys, long Matches, Instant? LastMatch,
    Instant? LastAction, string? LastResult, long Suppressed, Instant? NextAction, Instant? SilencedUntil, string? Trouble, string? HeldBy,
    int LastAttempts, string? LastError, Instant? NextTry);

/// <summary>A watch with what it saw last.</summary>
internal sealed record WatchExplanation(WatchView Watch, IReadOnlyList<KeyView> Keys, IReadOnlyList<SeenView> Seen, IReadOnlyList<string> Then, IReadOnlyList<string> After);

internal sealed record KeyView(string Key, bool IsRaised, string State, bool GaveUp, long Suppressed);

/// <param name="Key">What it is about; empty where the watch has no key, and for a line that does not count.</param>
/// <param name="Text">The line, or the value; empty where time passed.</param>
internal sealed record SeenView(Instant Time, string Key, string Text, string Outcome);

internal sealed record RunList(IReadOnlyList<RunView> Runs);

/// <param name="Time">When it was triggered.</param>
/// <param name="Started">When it began first; null: it has not.</param>
/// <param name="NextTry">When it is tried again; null: it does not wait for that.</param>
internal sealed record RunView(
    Guid Id, string Watch, string Key, string Edge, Severity Severity, string Message, string Why, string Line, IReadOnlyDictionary<string, string> Captures, Instant Time,
    string Status, Instant? Started, TimeSpan? Duration, int Attempts, Instant? NextTry, int? Exit, string Output, string Error);

/// <param name="Top">The one that counts: the highest priority among those that nothing inhibits.</param>
internal sealed record ConditionList(ConditionView? Top, IReadOnlyList<ConditionView> Conditions);

internal sealed record ConditionView(
    string Condition, string Key, int Priority, Severity Severity, string Message, Instant Since, string Watch, string? InhibitedBy);

/// <summary>One line of <c>watches test --json</c>: a match, or what would have fired.</summary>
internal sealed record ReplayLine(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ReplayMatch? Match,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ReplayFire? Fire);

internal sealed record ReplayMatch(long Line, Instant Time, string Key, string Text, IReadOnlyDictionary<string, string> Captures, string Outcome);

/// <param name="Edge">fire, raise or clear.</param>
/// <param name="Actions">What would have been done.</param>
internal sealed record ReplayFire(
    long Line, Instant Time, string Key, string Edge, Severity Severity, string Why, string Message, IReadOnlyList<string> Actions);

/// <summary>What <c>run --dry-run</c> shows.</summary>
/// <param name="Failure">Why its source, asked, said nothing; null: it said something, or is not one that is asked.</param>
internal sealed record DryRun(
    string Watch, string Source, string Condition, IReadOnlyList<DryRunSample> Samples, IReadOnlyList<string> Then, IReadOnlyList<string> After, string? Failure);

/// <param name="Verdict">yes, no or unknown, where the condition is a test; empty where it needs time.</param>
internal sealed record DryRunSample(string Key, string Value, string Verdict, IReadOnlyDictionary<string, string> Facts);
