using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Watches.Verbs;

/// <summary><c>watches conditions</c>: what is active, the highest priority first.</summary>
internal static class ConditionsVerb
{
    public static Verb Make() => new("conditions", "Show the active conditions, the highest priority first.", RunAsync);

    private static async Task<int> RunAsync(Invocation invocation)
    {
        var list = await invocation.GetAsync("/api/v1/watches/conditions", WatchesJson.Default.ConditionList);
        if (invocation.Json)
        {
            foreach (var condition in list.Conditions)
            {
                Lines.Print(invocation, condition, WatchesJson.Default.ConditionView);
            }

            return 0;
        }

        if (list.Conditions.Count == 0)
        {
            invocation.Out.WriteLine("No condition is active.");
            return 0;
        }

        var now = invocation.Clock.Now;
        invocation.PrintTable(new Table(
            [new("priority", RightAligned: true), new("condition"), new("key"), new("since"), new("message")],
            [.. list.Conditions.Select(one => (IReadOnlyList<Cell>)
            [
                $"{one.Priority}",
                new Cell(one.Condition, one.InhibitedBy is null ? one.Severity : null),
                one.Key,
                ListVerb.Ago(one.Since, now),
                one.InhibitedBy is { } cause ? $"{one.Message} (explained by {cause})" : one.Message,
            ])]));
        return 0;
    }
}
