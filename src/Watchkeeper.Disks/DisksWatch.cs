using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Counters;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Disks.Incidents;
using Watchkeeper.Disks.Output;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Logs;
using Watchkeeper.Logs.Sources;

namespace Watchkeeper.Disks;

/// <summary>The state of the watch, and what is done with each batch of records: recognise, group, resolve, and have it written. Used by one thread at a time.</summary>
internal sealed class DisksWatch : IDisposable
{
    /// <summary>Devices that are named in a storm are not looked up more often than this.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    /// <summary>How often the names of devices that stay as they are are noted again, so that they are not forgotten.</summary>
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly LiveOptions<DisksOptions> _options;
    private readonly HostClock _clock;
    private readonly DeviceMemory _devices;
    private readonly ILogger _log;
    private readonly HostTopology _topology = new();
    private readonly Correlator _correlator;
    private readonly Echoes _echoes = new();
    private readonly CounterWatch _counters;
    private readonly DiskEventDrafts _drafts;
    private readonly SystemJournal _journal;
    private readonly DisksPen _pen;
    private readonly Counter _seen;
    private readonly Counter _lost;
    private readonly List<FaultReport> _reports = [];
    private readonly Dictionary<string, string> _positions;
    private readonly HashSet<string> _silent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stopped = new(StringComparer.Ordinal);
    private Recognizer _recognizer;
    private DisksOptions _recognizerOptions;
    private TimeSpan _devicesRead;
    private TimeSpan _devicesNoted;

    /// <param name="positions">Where each source stood when it was last written.</param>
    /// <param name="retold">Given where there is no database yet: see <see cref="DisksPen"/>.</param>
    public DisksWatch(
        LiveOptions<DisksOptions> options, Database database, HostClock clock, HostIdentity host, DeviceMemory devices, Core.Diagnostics.Counters figures,
        IReadOnlyDictionary<string, string> positions, ILogger log, Task? retold = null)
    {
        (_options, _clock, _devices, _log) = (options, clock, devices, log);
        _positions = new Dictionary<string, string>(positions, StringComparer.Ordinal);
        _drafts = new DiskEventDrafts(clock, devices);
        _journal = new SystemJournal(host);
        _pen = new DisksPen(database, clock, host, log, retold);
        _counters = new CounterWatch(new ErrorCounters(new HostFiles()), clock);
        _correlator = new Correlator(_topology, Guid.NewGuid);
        _seen = figures.Of("watchkeeper_disks_lines_total", "Lines of the logs that disks has read.");
        _lost = figures.Of("watchkeeper_disks_lines_lost_total", "Lines of the logs that were overwritten before disks could read them.");
        _recognizerOptions = options.Current;
        _recognizer = new Recognizer(options.Current.Patterns);
    }

    /// <summary>Where each source stands: what was read up to there has been taken in.</summary>
    public IReadOnlyDictionary<string, string> Positions => _positions;

    /// <summary>When there is something to do though no line comes, in boot time.</summary>
    public TimeSpan NextDue
    {
        get
        {
            // Incidents live on the kernel's clock, which stops in suspend; the difference is the time slept.
            var incidents = _correlator.NextDue is { } due ? due + (_clock.Uptime - _clock.AwakeTime) : TimeSpan.MaxValue;
            var positions = _correlator.IsSettling ? TimeSpan.MaxValue : _pen.NextDue;
            return Min(_counters.ReadAt + _options.Current.Counters, Min(positions, incidents));
        }
    }

    /// <summary>Completes when all that was told so far is written.</summary>
    public Task Written => _pen.Written;

    /// <summary>How many transactions wait for the database: the watch goes on meanwhile.</summary>
    public int Waiting => _pen.Waiting;

    /// <param name="untold">What was counted before the last stop and not told.</param>
    /// <param name="before">What was told just before it.</param>
    /// <param name="explained">The devices of which something was told since the counters were read last.</param>
    public void Begin(IReadOnlyList<EventDraft> untold, IEnumerable<DiskEvent> before, IEnumerable<string>? explained = null)
    {
        RefreshDevices();
        _counters.Begin(_positions.GetValueOrDefault(CounterWatch.Source));
        _pen.Stand(CounterWatch.Source, _counters.Position);
        foreach (var device in explained ?? [])
        {
            _counters.Tell(device);
        }

        foreach (var told in before)
        {
            _echoes.Remember(told.Source ?? "", told.Lines, _clock.AwakeTime);
        }

        _pen.Write(untold, UntoldNow());
    }

    /// <summary>Takes in a batch.</summary>
    /// <param name="caughtUp">Whether nothing waits behind it: then the time is now, not that of its last record.</param>
    public void Take(LogBatch batch, bool caughtUp)
    {
        ApplyOptions();
        _seen.Add(batch.Records.Count);
        _lost.Add(batch.Lost);
        foreach (var record in batch.Records)
        {
            Take(batch.Source, record);
        }

        _positions[batch.Source] = batch.Position;
        _pen.Stand(batch.Source, batch.Position);
        if (caughtUp)
        {
            _correlator.Advance(_clock.AwakeTime, _reports);
        }

        if (batch.Lost > 0)
        {
            Write([DiskEventDrafts.Lost(batch)]);
        }
        else if (_reports.Count > 0)
        {
            Write([]);
        }
    }

    /// <summary>Does what is due; false when nothing was.</summary>
    public bool Tick()
    {
        _correlator.Advance(_clock.AwakeTime, _reports);
        if (_reports.Count > 0)
        {
            Write([]);
            return true;
        }

        if (_clock.Uptime >= _counters.ReadAt + _options.Current.Counters)
        {
            RefreshDevices();
            var rises = CompareCounters();
            _pen.Stand(CounterWatch.Source, _counters.Position);
            Write(rises);
            return true;
        }

        return !_correlator.IsSettling && _pen.TryWritePositions(UntoldNow);
    }

    /// <summary>A source has died or returned.</summary>
    public void Tell(string source, string? reason, bool afterWork)
    {
        if (reason is null)
        {
            DisksLog.SourceReturned(_log, source);
            _stopped.Remove(source);
            if (_silent.Remove(source))
            {
                Write([DiskEventDrafts.SourceReturned(source)]);
            }

            return;
        }

        // It is tried again for as long as the daemon runs; once said is enough.
        if (_stopped.Add(source))
        {
            DisksLog.SourceStopped(_log, source, reason);
        }

        if (afterWork && _silent.Add(source))
        {
            Write([DiskEventDrafts.SourceLost(source, reason)]);
        }
    }

    /// <summary>The daemon stops: what waits is told now.</summary>
    public Task FinishAsync()
    {
        _correlator.Finish(_reports);
        Write([]);
        return _pen.EndAsync();
    }

    public void Dispose()
    {
        _pen.Dispose();
        _journal.Dispose();
    }

    private void Take(string source, LogRecord record)
    {
        var findings = _recognizer.Recognize(record);
        if (findings.Count == 0)
        {
            return;
        }

        var at = record.BootId == _clock.BootId && record.KernelTime is { } kernel ? kernel : _clock.AwakeTime;
        if (_options.Current.Sources.Count > 1 && _echoes.Is(source, record, at))
        {
            return;
        }

        RefreshDevicesFor(findings);
        _correlator.Add([.. findings.Select(finding => finding with { Source = source })], at, _reports);
    }

    private void RefreshDevicesFor(IReadOnlyList<Finding> findings)
    {
        var unknown = findings.Any(finding => (finding.Stated ?? finding.Device) is { } device && _devices.Tree.Called(device) is null);
        if (findings.Count > 0 && (_clock.Uptime - _devicesRead > Freshness || (unknown && _clock.Uptime > _devicesRead + (Freshness / 10))))
        {
            RefreshDevices();
        }
    }

    private void RefreshDevices()
    {
        var changed = _devices.Refresh();
        (_topology.Tree, _devicesRead) = (_devices.Tree, _clock.Uptime);
        var isNewDay = _clock.Uptime - _devicesNoted > Day;
        _devicesNoted = isNewDay ? _clock.Uptime : _devicesNoted;
        _pen.Name(isNewDay ? _devices.Present : changed);
    }

    private IReadOnlyList<EventDraft> CompareCounters() =>
        [.. _counters.Compare(_devices.Tree, _options.Current.Counters, _options.Current.Poll.Contains("smart"))
            .Where(IsWanted).Select(DiskEventDrafts.DraftOf)];

    private void ApplyOptions()
    {
        if (!ReferenceEquals(_recognizerOptions, _options.Current))
        {
            _recognizerOptions = _options.Current;
            _recognizer = new Recognizer(_options.Current.Patterns);
        }
    }

    private void Write(IReadOnlyList<EventDraft> others)
    {
        var reported = _reports.ConvertAll(_drafts.Of);
        _reports.ForEach(report => _counters.Tell(report.Device));
        _reports.Clear();
        reported.RemoveAll(pair => !IsWanted(pair.Told));
        var output = _options.Current.Journal;
        _pen.Write(
            [.. others, .. reported.Select(pair => pair.Draft)],
            UntoldNow(),
            told: () => reported.ForEach(pair => _journal.Tell(pair.Told, pair.Draft.Id!.Value, _devices.Tree, output)));
    }

    private bool IsWanted(DiskEvent told) => told.Severity <= _options.Current.Severity;

    /// <summary>What is counted up to where the sources stand; null while a fault waits for its lines.</summary>
    private IReadOnlyList<EventDraft>? UntoldNow() => _correlator.IsSettling ? null
        : [.. _correlator.Untold.Where(report => report.Row.Severity <= _options.Current.Severity).Select(_drafts.OfUntold)];

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
