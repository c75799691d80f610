using System.Globalization;
using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Matching;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Lanes;

/// <summary>The watches on one choice of Watchkeeper's own events.</summary>
internal sealed class EventLane(LaneServices services, EventSource source, IReadOnlyList<LiveWatch> watches) : LineLane(services, source.Identity, watches)
{
    private readonly bool _wantsOwn = source.Types.Any(type => type.StartsWith("watches", StringComparison.Ordinal));

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        var host = Services.Host.Id;
        var query = new EventQuery { Types = source.Types, Severity = source.Severity, Host = host };
        Begin(Services.Database.Journal.Read(new EventQuery { Host = host, Limit = 1 }) is [var last] ? last.Seq.ToString(CultureInfo.InvariantCulture) : "0");
        var cursor = new EventCursor(new Dictionary<string, long> { [host] = long.Parse(Saved!, CultureInfo.InvariantCulture) });
        await foreach (var one in Services.Database.Journal.FollowAsync(query, cursor, cancellation))
        {
            // What the watches themselves say would go round in a circle; who asks for it by name knows that.
            if (one.Type.StartsWith("watches.", StringComparison.Ordinal) && !_wantsOwn)
            {
                continue;
            }

            var clock = new LineClock(Services.Axis.Now, Services.Clock.Now)
            {
                Written = one.Time.Wall,
                Age = one.BootId == Services.Clock.BootId ? Services.Clock.Uptime - one.Time.SinceBoot : null,
            };
            Take(one.Seq.ToString(CultureInfo.InvariantCulture), () => Engine.Take(one.Message, clock, FactsOf(one)));
        }
    }

    /// <summary><c>type</c>, <c>severity</c>, <c>subject</c>, <c>message</c>, and the event's fields by their path.</summary>
    private static Facts FactsOf(Event one)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in JsonFacts.Parse((one.Fields ?? new JsonObject()).ToJsonString())?.Copy() ?? Facts.None.Copy())
        {
            facts[name] = value;
        }

        facts["type"] = one.Type;
        facts["severity"] = Severities.Name(one.Severity);
        facts["subject"] = one.Subject;
        facts["message"] = one.Message;
        return new Facts(facts);
    }
}
