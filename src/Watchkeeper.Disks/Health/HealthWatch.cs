using System.Security.Cryptography;
using System.Text;
using Watchkeeper.Core.Events;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Disks.Table;

namespace Watchkeeper.Disks.Health;

/// <summary>Compares what disks say of their health with what they said before. What is told once in a boot is not told again in it.</summary>
internal sealed class HealthWatch(Guid bootId)
{
    private readonly Dictionary<string, HealthReading> _last = new(StringComparer.Ordinal);

    /// <summary>What a reading is worth telling.</summary>
    /// <param name="subsystem"><c>smart</c> or <c>nvme</c>.</param>
    public IReadOnlyList<EventDraft> Take(BlockDevice device, string subsystem, HealthReading reading)
    {
        var before = _last.GetValueOrDefault(device.Name);
        _last[device.Name] = reading;
        var drafts = new List<EventDraft>();
        if (reading.Failing is { } reason && before?.Failing != reason)
        {
            Add("smart-failing", Severity.Critical, $"the disk says that it is failing: {reason}", Advise.Replace, new() { ["reason"] = reason });
        }

        if (reading.Hot && before?.Hot != true)
        {
            Add("temperature", Severity.Warning, "the disk is too hot", "Look at its cooling.", []);
        }

        foreach (var (figure, now) in reading.Figures)
        {
            var from = before is null ? (figure.TellsAtOnce ? 0 : now) : before.Figures.GetValueOrDefault(figure, now);
            if (now > from)
            {
                Add(
                    figure.Type, figure.Severity, before is null ? $"the disk counts {now} {figure.Name}" : $"the disk counts {now} {figure.Name}, before it were {from}", Advise.Replace,
                    new() { ["counter"] = figure.Name, ["from"] = $"{from}", ["to"] = $"{now}" });
            }
        }

        return drafts;

        void Add(string type, Severity severity, string meaning, string advice, Dictionary<string, string> facts)
        {
            var told = new DiskEvent($"disks.{type}", severity, device.Name, $"{device.Name}: {meaning}.")
            {
                Wwid = device.Wwid,
                Path = device.PreferredPath,
                Kind = device.Kind,
                Subsystem = subsystem,
                Advice = advice,
                Transport = device.Transport,
                Facts = facts,
                RootCause = $"disks.{type}",
                RootDevice = device.Name,
            };
            var identity = $"{bootId} {device.Wwid ?? device.Name} {type} {string.Join(' ', facts.Values)}";
            var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 16));
            drafts.Add(new EventDraft(told.Type, severity, told.Wwid ?? told.Device, told.Message) { Fields = DisksJson.FieldsOf(told), Id = id });
        }
    }
}
