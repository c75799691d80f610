using System.Net.Mail;
using System.Text.Json.Serialization;
using Watchkeeper.Canaries.Commands;
using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core;
using Watchkeeper.Core.Json;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>A canary for programs.</summary>
/// <param name="State"><c>ok</c>, <c>running</c>, <c>late</c> or <c>paused</c>.</param>
/// <param name="LateBecause"><c>missed</c>: it has not reported; <c>failed</c>: it reported a failure; <c>overran</c>: a run takes too long. Null unless it is late.</param>
internal sealed record CanaryView(
    string Id, string Slug, string Name, string Schedule, string Description, IReadOnlyList<string> Emails, IReadOnlyList<string> Tags, string State,
    bool Paused, bool Late, string? LateBecause, int Misses, Instant? Deadline, TimeSpan Grace, TimeSpan? MaxDuration, int AlertAfter, TimeSpan? Repeat,
    IReadOnlyList<string> Maintenance, Instant? SnoozedUntil, Instant? RunningSince, TimeSpan? RunDuration, Instant? LastPing, string? LastKind,
    long Pings, Instant Created)
{
    /// <summary>The newest first; left out of lists.</summary>
    public IReadOnlyList<EntryView>? History { get; init; }

    /// <summary>How many entries are kept, of which <see cref="History"/> has the newest.</summary>
    public long? HistoryTotal { get; init; }

    public static CanaryView Of(Canary canary, IReadOnlyList<Entry>? history = null) => new(
        canary.Id, canary.Settings.Slug, canary.Settings.Name, canary.Settings.Schedule.Text, canary.Settings.Description, canary.Settings.Emails,
        canary.Settings.Tags, canary.State, canary.Paused, canary.Late, canary.LateBecause, canary.Misses, canary.Deadline?.Wall, canary.Settings.Grace,
        canary.Settings.MaxDuration, canary.Settings.AlertAfter, canary.Settings.Repeat, [.. canary.Settings.Maintenance.Select(window => window.Text)],
        canary.SnoozedUntil, canary.RunStarted?.Wall, canary.RunDuration, canary.LastPing, canary.LastKind is { } kind ? EntryView.NameOf(kind) : null,
        canary.Pings, canary.Created)
    {
        History = history is null ? null : [.. history.Select(EntryView.Of)],
    };
}

/// <summary>An entry of a canary's history.</summary>
/// <param name="Number">Names it, for its body.</param>
/// <param name="Text">In Coal Mine's words.</param>
/// <param name="BodyBytes">How long the body is that was kept.</param>
internal sealed record EntryView(
    long Number, Instant Time, string Kind, string Text, string Comment, int? ExitStatus, string? RunId, TimeSpan? Duration, int? BodyBytes)
{
    public static EntryView Of(Entry entry) => new(
        entry.Number, entry.Time.Wall, NameOf(entry.Kind), entry.Text, entry.Comment, entry.ExitStatus, entry.RunId, entry.Duration, entry.Body?.Length);

    public static string NameOf(EntryKind kind) => kind.ToString().ToLowerInvariant();
}

internal sealed record CanaryList(IReadOnlyList<CanaryView> Canaries);

internal sealed record EntryList(IReadOnlyList<EntryView> Pings);

/// <summary>A canary as its owner writes it; durations in seconds. In an update, what is absent stays.</summary>
internal sealed record CanaryBody
{
    public string? Name { get; init; }

    /// <summary>Seconds, a duration, a cron expression with its zone, a calendar expression, or Coal Mine's directives.</summary>
    public string? Schedule { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<string>? Emails { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public IReadOnlyList<string>? Maintenance { get; init; }

    public TimeSpan? Grace { get; init; }

    public TimeSpan? MaxDuration { get; init; }

    public int? AlertAfter { get; init; }

    public TimeSpan? Repeat { get; init; }

    public bool? Paused { get; init; }

    /// <summary>How many letters the id of a new canary has.</summary>
    public int? IdLetters { get; init; }

    /// <exception cref="ProblemException">Something in it cannot be.</exception>
    public CanaryRequest ToRequest() => new()
    {
        Name = Name is null or { Length: <= CanarySettings.LongestName } ? Name : throw Bad($"A name has at most {CanarySettings.LongestName} letters; this has {Name.Length}."),
        Schedule = Schedule is null ? null : ScheduleReader.Read(Schedule, out var error) ?? throw CanaryProblem.Of(error!).ToException(),
        Description = Description,
        Emails = Addresses(Checked(Emails, "e-mail address")),
        Tags = Checked(Tags, "tag"),
        Maintenance = Checked(Maintenance, "maintenance window")?.Select(text => MaintenanceWindow.Read(text, out var problem) ?? throw Bad(problem!)).ToList(),
        Grace = Length(Grace, "grace"),
        MaxDuration = Length(MaxDuration, "max_duration"),
        AlertAfter = AlertAfter is null or (>= 1 and <= 1000) ? AlertAfter : throw Bad("alert_after is a number from 1 to 1000."),
        Repeat = Length(Repeat, "repeat") is { } repeat && repeat > TimeSpan.Zero && repeat < TimeSpan.FromSeconds(10)
            ? throw Bad("repeat is at least 10 s; 0 ends the repeats.")
            : Repeat,
    };

    private static TimeSpan? Length(TimeSpan? value, string name) =>
        value is null || (value >= TimeSpan.Zero && value <= TimeSpan.FromDays(366)) ? value : throw Bad($"{name} is a number of seconds from 0 to a year.");

    private static IReadOnlyList<string>? Checked(IReadOnlyList<string>? texts, string what) =>
        texts is null || texts.All(text => text is { Length: > 0 } && text.AsSpan().IndexOfAnyInRange('\0', '\x1F') < 0)
            ? texts
            : throw Bad($"Each {what} is one line of text.");

    /// <summary>A mistake is told when it is made, and not when the first late mail is refused.</summary>
    private static IReadOnlyList<string>? Addresses(IReadOnlyList<string>? addresses) =>
        addresses?.FirstOrDefault(address => !MailAddress.TryCreate(address, out _)) is { } wrong
            ? throw Bad($"\"{wrong}\" is no mail address; write one like ops@example.org.")
            : addresses;

    private static ProblemException Bad(string sentence) => new(ProblemKind.BadRequest, sentence);
}

/// <summary>What a job reports through the programming interface.</summary>
/// <param name="Kind"><c>success</c>, <c>start</c>, <c>fail</c> or <c>log</c>; an exit status decides between success and fail by itself.</param>
/// <param name="Body">Its output, in UTF-8; the last bytes are kept.</param>
/// <param name="At">When it was made, where it comes late: it counts as of then, and one that is older than the last report is kept in the history only.</param>
internal sealed record PingBody(
    string? Kind = null, string? Comment = null, int? ExitStatus = null, string? RunId = null, TimeSpan? Duration = null, string? Body = null, Instant? At = null)
{
    /// <exception cref="ProblemException">Something in it cannot be.</exception>
    public Ping ToPing(int bodyLimit)
    {
        var kind = Kind?.ToLowerInvariant() switch
        {
            null => ExitStatus is null or 0 ? EntryKind.Success : EntryKind.Fail,
            "success" => EntryKind.Success,
            "start" => EntryKind.Start,
            "fail" => EntryKind.Fail,
            "log" => EntryKind.Log,
            _ => throw new ProblemException(ProblemKind.BadRequest, $"\"{Kind}\" is not a kind of ping; write success, start, fail or log."),
        };
        var bytes = Body is null ? null : System.Text.Encoding.UTF8.GetBytes(Body);
        return new Ping(kind, Comment ?? "")
        {
            ExitStatus = ExitStatus,
            RunId = RunId is null or "" ? null : RunId.Length <= 64 ? RunId : throw new ProblemException(ProblemKind.BadRequest, "run_id has at most 64 characters."),
            Duration = Duration is { } taken && taken < TimeSpan.Zero ? null : Duration,
            At = At,
            Body = bytes is { Length: > 0 } && bytes.Length > bodyLimit ? bytes[^bodyLimit..] : bytes,
        };
    }
}

internal sealed record PingAnswer(bool Recovered, bool Unpaused, CanaryView Canary);

internal sealed record CommentBody(string? Comment = null);

/// <param name="Until">Null ends the snooze.</param>
internal sealed record SnoozeBody(Instant? Until = null);

/// <summary>What a schedule means.</summary>
/// <param name="Deadline">Of a ping at the time asked about; null where nothing is expected any more.</param>
internal sealed record PreviewView(Instant? Deadline, IReadOnlyList<PeriodView> Periods)
{
    public static PreviewView Of(Schedule schedule, Instant from) =>
        new(schedule.Deadline(from), [.. schedule.Preview(from).Select(period => new PeriodView(period.Start, period.End, period.Seconds))]);
}

/// <param name="Seconds">Null where nothing is expected.</param>
internal sealed record PeriodView(Instant Start, Instant End, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Seconds);

/// <summary>Canaries of another system.</summary>
internal sealed record ImportBody(IReadOnlyList<ImportedView> Canaries);

internal sealed record ImportedView(
    string Id, string Name, string Schedule, string? Description, IReadOnlyList<string>? Emails, IReadOnlyList<string>? Tags, bool Paused, bool Late,
    Instant? Deadline, TimeSpan? Grace, IReadOnlyList<ImportedEntryView>? History, string? Slug = null);

/// <param name="Text">In Coal Mine's words.</param>
internal sealed record ImportedEntryView(Instant Time, string Text);

/// <param name="Skipped">The slugs of those that were here already.</param>
/// <param name="Refused">Those that cannot be canaries here.</param>
internal sealed record ImportAnswer(int Imported, IReadOnlyList<string> Skipped, IReadOnlyList<RefusedView> Refused);

/// <param name="Name">As the other system calls it.</param>
/// <param name="Reason">Why it was not taken over.</param>
internal sealed record RefusedView(string Name, string Reason);

/// <summary>What <c>canaries delete --json</c> prints.</summary>
/// <param name="Deleted">The canary as it was named: its slug or its id.</param>
internal sealed record DeletedView(string Deleted);

/// <summary>What <c>canaries deliver --json</c> prints.</summary>
/// <param name="IsUnderWay">Another process is delivering to this daemon.</param>
/// <param name="Others">What waits for daemons that were not chosen.</param>
internal sealed record DeliveryView(int Delivered, int Waiting, [property: JsonPropertyName("under_way")] bool IsUnderWay, IReadOnlyList<DeliveryOfOtherView> Others);

/// <param name="Daemon">Its address; null for the daemon of this host.</param>
internal sealed record DeliveryOfOtherView([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Daemon, int Waiting);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantConverter), typeof(SecondsConverter)])]
[JsonSerializable(typeof(CanaryView))]
[JsonSerializable(typeof(CanaryList))]
[JsonSerializable(typeof(EntryList))]
[JsonSerializable(typeof(EntryView))]
[JsonSerializable(typeof(CanaryBody))]
[JsonSerializable(typeof(PingBody))]
[JsonSerializable(typeof(PingAnswer))]
[JsonSerializable(typeof(CommentBody))]
[JsonSerializable(typeof(SnoozeBody))]
[JsonSerializable(typeof(PreviewView))]
[JsonSerializable(typeof(ImportBody))]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(SpooledPing))]
[JsonSerializable(typeof(DeletedView))]
[JsonSerializable(typeof(DeliveryView))]
internal sealed partial class CanariesJson : JsonSerializerContext;
