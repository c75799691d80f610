using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.Schedules;

/// <summary>A stored schedule that cannot be read any more (its time zone is not on this host): it stands, and expects nothing.</summary>
internal sealed class UnreadableSchedule(string text) : Schedule(text)
{
    public override Instant? Deadline(Instant whence) => null;

    public override IReadOnlyList<Period> Preview(Instant from) => [];
}
