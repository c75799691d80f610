using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Watches.Active;

namespace Watchkeeper.Tests.Watches;

public sealed class ConditionBoardTests
{
    [Fact]
    public async Task What_was_raised_while_nothing_could_be_written_holds_at_once_and_is_announced_later()
    {
        await using var parts = await LiveParts.OpenAsync();
        await ExecuteAsync(parts, "ALTER TABLE watches_active RENAME TO watches_away");
        foreach (var name in new[] { "one", "two" })
        {
            _ = parts.Board.RaiseAsync(new ConditionDefinition(name, 1000, Severity.Error, name, []), "", Severity.Error, $"{name} is bad.", "w", CancellationToken.None).AsTask();
        }

        await UntilAsync(() => parts.Board.Current.IsActive("one") && parts.Board.Current.IsActive("two"));
        Assert.Empty(Told(parts));
        await ExecuteAsync(parts, "ALTER TABLE watches_away RENAME TO watches_active");
        await UntilAsync(() => Told(parts).Count > 0);
        Assert.Equal(["one", "two"], Told(parts));
    }

    private static List<string> Told(LiveParts parts) => [.. parts.Test.Journal.Read(new EventQuery { Types = ["watches.condition-raised"] }).Select(one => one.Subject)];

    private static Task ExecuteAsync(LiveParts parts, string sql) => parts.Test.Database.WriteAsync(transaction => { transaction.Execute(sql); }, Durability.Durable);

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var patience = 0; !condition(); patience++)
        {
            Assert.True(patience < 3000, "it did not come true in a minute");
            await Task.Delay(20);
        }
    }
}
