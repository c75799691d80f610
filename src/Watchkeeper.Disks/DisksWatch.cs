using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Counters;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Disks.Incidents;
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
    private readonly LearnedTopology _learned = new();
    private readonly HostTopology _topology;
    private readonly Correlator _correlator;
    private readonly Echoes _echoes = new();
    private readonly CounterWatch _counters;
    private readonly DiskEventDrafts _drafts;
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
    public DisksWatch(
        LiveOptions<DisksOptions> options, Database database, HostClock clock, HostIdentity host, DeviceMemory devices, Core.Diagnostics.Counters figures,
        IReadOnlyDictionary<string, string> positions, ILogger log)
    {
        (_options, _clock, _devices, _log) = (options, clock, devices, log);
        _positions = new Dictionary<string, string>(positions, StringComparer.Ordinal);
        _topology = new HostTopology(_learned);
        _drafts = new DiskEventDrafts(clock, host, devices);
        _pen = new DisksPen(database, clock, host, log);
        _counters = new CounterWatch(new ErrorCounters(new HostFiles()), clock);
        _correlator = new Correlator(_topology, _learned, Guid.NewGuid);
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

    public Task BeginAsync(CancellationToken cancellation)
    {
        RefreshDevices();
        CompareCounters();
        return WriteAsync([], cancellation);
    }

    /// <summary>Takes in a batch.</summary>
    /// <param name="caughtUp">Whether nothing waits behind it: then the time is now, not that of its last record.</param>
    public async Task TakeAsync(LogBatch batch, bool caughtUp, CancellationToken cancellation)
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

        if (_clock.Uptime >= _counters.ReadAt + _options.Current.Counters)
        {
            RefreshDevices();
            await WriteAsync(CompareCounters(), cancellation);
            return true;
        }

        return !_correlator.IsSettling && _pen.TryWritePositions(cancellation);
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
        using var patience = new CancellationTokenSource(DisksPen.Patience, _clock);
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
        var changed = _devices.Refresh();
        (_topology.Tree, _devicesRead) = (_devices.Tree, _clock.Uptime);
        var isNewDay = _clock.Uptime - _devicesNoted > Day;
        _devicesNoted = isNewDay ? _clock.Uptime : _devicesNoted;
        _pen.Name(isNewDay ? _devices.Present : changed);
    }

    private IReadOnlyList<EventDraft> CompareCounters() =>
        _counters.Compare(_devices.Tree, _options.Current.Counters, _options.Current.Poll.Contains("smart"));

    private void ApplyOptions()
    {
        if (!ReferenceEquals(_recognizerOptions, _options.Current))
        {
            _recognizerOptions = _options.Current;
            _recognizer = new Recognizer(_options.Current.Patterns);
        }
    }

    private Task WriteAsync(IReadOnlyList<EventDraft> others, CancellationToken cancellation)
    {
        var drafts = others.ToList();
        foreach (var report in _reports.Where(report => report.Row.Severity <= _options.Current.Severity))
        {
            drafts.Add(_drafts.Of(report, _options.Current.Journal));
            _counters.Tell(report.Device);
        }

        _reports.Clear();
        return _pen.WriteAsync(drafts, withPositions: !_correlator.IsSettling, cancellation);
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
