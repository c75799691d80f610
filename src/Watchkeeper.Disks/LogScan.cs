using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Incidents;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Logs;

namespace Watchkeeper.Disks;

/// <summary>The storage events of a log that is complete, of this machine or another one: everything it tells, told by itself.</summary>
internal sealed class LogScan(Recognizer recognizer, Severity least)
{
    /// <summary>A kernel's clock that goes back this far was started anew.</summary>
    private static readonly TimeSpan NewBoot = TimeSpan.FromMinutes(1);

    private readonly List<FaultReport> _reports = [];
    private Correlator _correlator = New();
    private TimeSpan _at;
    private TimeSpan _offset;
    private bool _hasOffset;

    /// <summary>The events, in the order in which the log tells them.</summary>
    public IEnumerable<DiskEvent> Run(IEnumerable<LogRecord> records)
    {
        foreach (var record in records)
        {
            if (record.KernelTime is { } kernel && kernel < _at - NewBoot)
            {
                _correlator.Finish(_reports);
                (_correlator, _at) = (New(), kernel);
            }

            _at = TimeOf(record) is { } at && at > _at ? at : _at;
            var findings = recognizer.Recognize(record);
            _correlator.Add(findings, _at, _reports);
            foreach (var told in Taken())
            {
                yield return told;
            }
        }

        _correlator.Finish(_reports);
        foreach (var told in Taken())
        {
            yield return told;
        }
    }

    private List<DiskEvent> Taken()
    {
        if (_reports.Count == 0)
        {
            return [];
        }

        var taken = _reports.Where(report => report.Row.Severity <= least).Select(report => Telling.Of(report, null)).ToList();
        _reports.Clear();
        return taken;
    }

    /// <summary>The record's time on the kernel's clock; wall times are brought onto it with the latest record that has both.</summary>
    private TimeSpan? TimeOf(LogRecord record)
    {
        if (record.KernelTime is { } kernel)
        {
            if (record.Time is { } known)
            {
                (_offset, _hasOffset) = (known - Instant.Epoch - kernel, true);
            }

            return kernel;
        }

        if (record.Time is not { } time)
        {
            return null;
        }

        if (!_hasOffset)
        {
            (_offset, _hasOffset) = (time - Instant.Epoch - _at, true);
        }

        return time - Instant.Epoch - _offset;
    }

    private static Correlator New() => new(new LearnedTopology(), Guid.NewGuid);
}
