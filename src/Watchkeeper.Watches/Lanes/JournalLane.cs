using System.Globalization;
using System.Text;
using Watchkeeper.Core.Events;
using Watchkeeper.Logs.Journals;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Matching;
using Watchkeeper.Watches.Probes;

namespace Watchkeeper.Watches.Lanes;

/// <summary>
/// All watches on the systemd journal: read once, by one thread, and each message given to the watches of its unit. When journald is stopped or its files
/// are rotated, reading goes on from the cursor.
/// </summary>
internal sealed class JournalLane : LineLane
{
    /// <summary>After so long without an entry it is looked whether there is anybody who writes any.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    /// <summary>The name of its process, as far as the kernel keeps it.</summary>
    private static readonly Sources.ProcessSource Journald = new("systemd-journal", PidFile: null);

    private readonly IReadOnlyList<Group> _groups;
    private readonly JournalLocation _location;

    public JournalLane(LaneServices services, IReadOnlyList<LiveWatch> watches, JournalLocation? location = null)
        : base(services, "journal", watches)
    {
        _location = location ?? JournalLocation.Local;
        _groups = [.. watches.GroupBy(live => live.Watch.Source.Identity, StringComparer.Ordinal)
            .Select(group => new Group((Sources.JournalSource)group.First().Watch.Source, new LineEngine([.. group.Select(live => live.Evaluator)], TimeZoneInfo.Local, Matched)))];
    }

    protected override IEnumerable<LineEngine> Engines => _groups.Select(group => group.Engine);

    protected override Task ReadAsync(CancellationToken cancellation) =>
        Task.Factory.StartNew(() => Read(cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Read(CancellationToken cancellation)
    {
        using var journal = Journal.Open(_location);
        if (Saved is null || !journal.SeekAfter(Saved))
        {
            // The end is a place only once an entry stands there: seek to it and step onto the last one.
            journal.SeekEnd();
            if (journal.Previous())
            {
                Begin(journal.Cursor);
            }
        }

        SayWellAsync().GetAwaiter().GetResult();
        for (var last = Services.Clock.Uptime; ;)
        {
            while (journal.Next())
            {
                cancellation.ThrowIfCancellationRequested();
                Take(journal);
                last = Services.Clock.Uptime;
            }

            if (Services.Clock.Uptime - last >= Quiet)
            {
                last = Services.Clock.Uptime;
                JudgeAsync().GetAwaiter().GetResult();
            }

            journal.Wait(cancellation);
        }
    }

    /// <summary>Files stay readable when journald is stopped, and nothing would ever come: that must not look like silence.</summary>
    private Task JudgeAsync() =>
        _location == JournalLocation.Local && ProcessProbe.Ask(Journald)[0].Reading.Text == "gone"
            ? SayTroubleAsync("systemd-journald does not run; what it wrote was read to the end")
            : SayWellAsync();

    private void Take(Journal journal)
    {
        var message = Encoding.UTF8.GetString(journal.Field("MESSAGE\0"u8));
        var entry = new JournalFacts(journal);
        var (monotonic, boot) = journal.BootTime;
        var clock = new LineClock(Services.Axis.Now, Services.Clock.Now)
        {
            Written = journal.Time,
            Age = boot == Services.Clock.BootId ? Services.Clock.AwakeTime - monotonic : null,
        };
        var matching = _groups.Where(group => group.Wants(entry)).ToList();
        Take(journal.Cursor, () => matching.ForEach(group => group.Engine.Take(message, clock, entry)));
    }

    private sealed record Group(Sources.JournalSource Source, LineEngine Engine)
    {
        public bool Wants(JournalFacts entry) =>
            (Source.Units.Count == 0 || Source.Units.Any(unit => unit == entry.Unit))
            && (Source.Identifiers.Count == 0 || Source.Identifiers.Contains(entry.Identifier, StringComparer.Ordinal))
            && (Source.Severity is not { } severity || entry.Priority <= severity);
    }

    /// <summary>What an entry says of itself: the unit as <c>journalctl -u</c> sees it (the unit's own messages, and systemd's about it).</summary>
    private sealed class JournalFacts(Journal journal) : IFacts
    {
        public string Unit { get; } = Text(journal, "UNIT\0"u8) is { Length: > 0 } about && Text(journal, "_PID\0"u8) == "1" ? about
            : Text(journal, "_SYSTEMD_UNIT\0"u8) is { Length: > 0 } unit ? unit
            : Text(journal, "USER_UNIT\0"u8);

        public string Identifier { get; } = Text(journal, "SYSLOG_IDENTIFIER\0"u8);

        public Severity Priority { get; } = int.TryParse(Text(journal, "PRIORITY\0"u8), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (Severity)number : Severity.Info;

        private string Pid { get; } = Text(journal, "_PID\0"u8);

        public string? this[string name] => Copy().GetValueOrDefault(name);

        public IReadOnlyDictionary<string, string> Copy() => new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["unit"] = Unit,
            ["identifier"] = Identifier,
            ["pid"] = Pid,
        };

        private static string Text(Journal journal, ReadOnlySpan<byte> nameZ) => Encoding.UTF8.GetString(journal.Field(nameZ));
    }
}
