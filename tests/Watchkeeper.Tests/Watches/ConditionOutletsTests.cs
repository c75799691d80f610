using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Tests.Core.Time;
using Watchkeeper.Tests.Logs;
using Watchkeeper.Watches;
using Watchkeeper.Watches.Active;

namespace Watchkeeper.Tests.Watches;

public sealed class ConditionOutletsTests
{
    [Fact]
    public async Task A_file_that_could_not_be_written_is_written_when_it_can_be_without_another_change()
    {
        using var folder = new TemporaryFolder();
        var (clock, file) = (new FakeHostClock(), folder.File("conditions.json"));
        Directory.CreateDirectory(file);
        var outlets = new ConditionOutlets(new LiveOptions<WatchesOptions>(new WatchesOptions { ConditionsFile = file }), clock, NullLogger<ConditionOutlets>.Instance);
        using var ending = new CancellationTokenSource();
        var running = outlets.RunAsync(ending.Token);
        outlets.Tell(new ConditionSet([]));
        await UntilAsync(() => File.Exists(file + ".new"));
        Directory.Delete(file);
        await UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return File.Exists(file);
        });
        Assert.Equal("{\"top\":null,\"conditions\":[]}\n", await File.ReadAllTextAsync(file));
        await ending.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var patience = 0; !condition(); patience++)
        {
            Assert.True(patience < 3000, "it did not come true in a minute");
            await Task.Delay(20);
        }
    }
}
