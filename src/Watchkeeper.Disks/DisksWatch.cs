using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Counters;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Disks.Incidents;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Logs;
using Watchkeeper.Logs.Sources;

namespace Watchkeeper.Disks;

/// <summary>
/// The state of the watch, and what is done with each batch of records: recognise, group, resolve, and write the events with the sources' positions in one
/// transaction, so that a restart neither loses nor repeats a line. Used by one thread at a time.
/// </summary>
internal sealed class DisksWatch : IDisposable
{
    /// <summary>Positions of sources that tell nothing are written this often; they ride along with other writes.</summary>
    private static readonly TimeSpan PositionInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DatabasePatience = TimeSpan.FromSeconds(5);

    /// <summary>Devices that are named in a storm are not looked up more often than this.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly LiveOptions<DisksOptions> _options;
    private readonly Database _database;
    private readonly HostClock _clock;
    private readonly HostIdentity _host;
    private readonly DeviceMemory _devices;
    private readonly ILogger _log;
    private readonly LearnedTopology _learned = new();
    private readonly HostTopology _topology;
    private readonly Correlator _correlator;
    private readonly Echoes _echoes = new();
    private readonly ErrorCounters _counters = new(new HostFiles());
    private readonly DiskEventDrafts _drafts;
    private readonly List<FaultReport> _reports = [];
    private readonly Dictionary<string, string> _positions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _told = new(StringComparer.Ordinal);
    private readonly HashSet<string> _silent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stopped = new(StringComparer.Ordinal);
    private List<BlockDevice> _changed = [];
    private IReadOnlyDictionary<ErrorCounter, long> _lastCounters = new Dictionary<ErrorCounter, long>();
    private Recognizer _recognizer;
    private DisksOptions _recognizerOptions;
    private TimeSpan _positionsWritten;
    private TimeSpan _countersRead;
    private TimeSpan _devicesRead;

    public DisksWatch(LiveOptions<DisksOptions> options, Database database, HostClock clock, HostIdentity host, DeviceMemory devices, ILogger log)
    {
        (_options, _database, _clock, _host, _devices, _log) = (options, database, clock, host, devices, log);
        _topology = new HostTopology(_learned);
        _drafts = new DiskEventDrafts(clock, host, devices);
        _correlator = new Correlator(_topology, _learned, Guid.NewGuid);
        _recognizerOptions = options.Current;
        _recognizer = new Recognizer(options.Current.Patterns);
    }

    /// <summary>When there is something to do though no line comes, in boot time.</summary>
    public TimeSpan NextDue
    {
        get
        {
            var counters = _countersRead + _options.Current.Counters;
            var positions = _positions.Count > 0 ? _positionsWritten + PositionInterval : TimeSpan.MaxValue;

            // Incidents live on the kernel's clock, which stops in suspend; the difference is the time slept.
            var incidents = _correlator.NextDue is { } due ? due + (_clock.Uptime - _clock.AwakeTime) : TimeSpan.MaxValue;
            return Min(counters, Min(positions, incidents));
        }
    }

    public Task BeginAsync(CancellationToken cancellation)
    {
        RefreshDevices();
        _lastCounters = _counters.Read();
        (_countersRead, _positionsWritten) = (_clock.Uptime, _clock.Uptime);
        return WriteAsync([], cancellation);
    }

    /// <summary>Takes in a batch.</summary>
    /// <param name="caughtUp">Whether nothing waits behind it: then the time is now, not that of its last record.</param>
    public async Task TakeAsync(LogBatch batch, bool caughtUp, CancellationToken cancellation)
    {
        ApplyOptions();
        foreach (var record in batch.Records)
        {
            Take(batch.Source, record);
        }

        _positions[batch.Source] = batch.Position;
        if (caughtUp)
        {
            _correlator.Advance(_clock.AwakeTime, _reports);
        }

        if (batch.Lost > 0)
        {
            await WriteAsync([DiskEventDrafts.Lost(batch)], cancellation);
        }
        else if (_reports.Count > 0)
        {
            await WriteAsync([], cancellation);
        }
    }

    /// <summary>Does what is due; false when nothing was.</summary>
    public async Task<bool> TickAsync(CancellationToken cancellation)
    {
        _correlator.Advance(_clock.AwakeTime, _reports);
        if (_reports.Count > 0)
        {
            await WriteAsync([], cancellation);
            return true;
        }

        if (_clock.Uptime >= _countersRead + _options.Current.Counters)
        {
            RefreshDevices();
            await CompareCountersAsync(cancellation);
            return true;
        }

        if (_positions.Count > 0 && _clock.Uptime >= _positionsWritten + PositionInterval && !_correlator.IsSettling)
        {
            _positionsWritten = _clock.Uptime;
            var saved = TakePositions();
            _ = _database.WriteAsync(transaction => SavePositions(transaction, saved), Durability.Periodic, cancellation);
            return true;
        }

        return false;
    }

    /// <summary>A source has died or returned.</summary>
    public async Task TellAsync(string source, string? reason, bool afterWork, CancellationToken cancellation)
    {
        if (reason is null)
        {
            DisksLog.SourceReturned(_log, source);
            _stopped.Remove(source);
            if (_silent.Remove(source))
            {
                await WriteAsync([DiskEventDrafts.SourceReturned(source)], cancellation);
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
            await WriteAsync([DiskEventDrafts.SourceLost(source, reason)], cancellation);
        }
    }

    /// <summary>The daemon stops: what waits is told now.</summary>
    public async Task FinishAsync()
    {
        _correlator.Finish(_reports);
        using var patience = new CancellationTokenSource(DatabasePatience, _clock);
        await WriteAsync([], patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _drafts.Dispose();

    private void Take(string source, LogRecord record)
    {
        var findings = _recognizer.Recognize(record, out var suppressed);
        if (findings.Count == 0 && suppressed == 0)
        {
            return;
        }

        var at = record.BootId == _clock.BootId && record.KernelTime is { } kernel ? kernel : _clock.AwakeTime;
        if (_options.Current.Sources.Count > 1 && _echoes.Is(source, record.Text, at))
        {
            return;
        }

        RefreshDevicesFor(findings);
        _correlator.Add(findings, suppressed, at, _reports);
    }

    private void RefreshDevicesFor(IReadOnlyList<Finding> findings)
    {
        var unknown = findings.Any(finding => (finding.Stated ?? finding.Device) is { } device && _devices.Tree.Find(device) is null);
        if (findings.Count > 0 && (_clock.Uptime - _devicesRead > Freshness || (unknown && _clock.Uptime > _devicesRead + (Freshness / 10))))
        {
            RefreshDevices();
        }
    }

    private void RefreshDevices()
    {
        _changed.AddRange(_devices.Refresh());
        _topology.Tree = _devices.Tree;
        _devicesRead = _clock.Uptime;
    }

    private void ApplyOptions()
    {
        if (!ReferenceEquals(_recognizerOptions, _options.Current))
        {
            _recognizerOptions = _options.Current;
            _recognizer = new Recognizer(_options.Current.Patterns);
        }
    }

    private async Task CompareCountersAsync(CancellationToken cancellation)
    {
        var now = _counters.Read();
        var drafts = new List<EventDraft>();
        foreach (var (counter, from, to) in ErrorCounters.Rises(_lastCounters, now))
        {
            var device = _devices.Tree.Find(counter.Device);
            IEnumerable<string> related = device is null ? [counter.Device] : [device.Name, .. _devices.Tree.AllBelow(device).Concat(_devices.Tree.AllAbove(device)).Select(each => each.Name)];
            if (!related.Any(name => _told.TryGetValue(name, out var told) && _clock.Uptime - told < _options.Current.Counters * 2))
            {
                drafts.Add(DiskEventDrafts.CounterRose(counter, device, from, to));
            }
        }

        (_lastCounters, _countersRead) = (now, _clock.Uptime);
        await WriteAsync(drafts, cancellation);
    }

    /// <summary>Writes the events of what was reported, and all that goes with them, in one transaction; waits while the database is away.</summary>
    private async Task WriteAsync(IReadOnlyList<EventDraft> others, CancellationToken cancellation)
    {
        var drafts = others.ToList();
        foreach (var report in _reports.Where(report => report.Row.Severity <= _options.Current.Severity))
        {
            drafts.Add(_drafts.Of(report, _options.Current.Journal));
            _told[report.Device] = _clock.Uptime;
        }

        _reports.Clear();
        // A fault that still waits for its lines is read again after a crash: the positions stay before it.
        var positions = _correlator.IsSettling ? [] : TakePositions();
        var changed = _changed.Where(device => device.Wwid is not null).ToList();
        _changed = [];
        if (drafts.Count == 0 && changed.Count == 0)
        {
            return;
        }

        var now = _clock.Read();
        while (true)
        {
            try
            {
                await _database.WriteAsync(
                    transaction =>
                    {
                        foreach (var draft in drafts)
                        {
                            transaction.Append(draft);
                        }

                        SavePositions(transaction, positions);
                        foreach (var device in changed)
                        {
                            DisksStore.SaveName(transaction, _host, _clock.BootId, now, device);
                        }
                    },
                    Durability.Durable,
                    cancellation);
                return;
            }
            catch (ProblemException away)
            {
                DisksLog.DatabaseAway(_log, away.Message);
                await Task.Delay(DatabasePatience, _clock, cancellation);
            }
        }
    }

    private KeyValuePair<string, string>[] TakePositions()
    {
        var positions = _positions.ToArray();
        _positions.Clear();
        return positions;
    }

    private void SavePositions(Transaction transaction, KeyValuePair<string, string>[] positions)
    {
        foreach (var (source, position) in positions)
        {
            DisksStore.SavePosition(transaction, _host, source, position);
        }
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
