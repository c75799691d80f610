using System.Globalization;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Tests.Watches;

/// <summary>What the memory of the whole process is measured for runs while no other test does.</summary>
[CollectionDefinition(nameof(KeysMemoryTests), DisableParallelization = true)]
[Collection(nameof(KeysMemoryTests))]
public sealed class KeysMemoryTests
{
    [Fact]
    public void A_hundred_thousand_keys_fit_into_100_MB()
    {
        Machine.Listener ignore = (string _, in Edge _) => { };
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var machine = new Machine(new CountWithin(5, TimeSpan.FromHours(1)));
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 100_000; i++)
            {
                var address = string.Create(CultureInfo.InvariantCulture, $"{i % 223}.{i / 223 % 256}.{i / 57088}.{round % 1}");
                machine.Observe(address, new Observation((round * 100_000) + i, Part.Main, Reading.Of(address), Facts.None), ignore);
            }
        }

        var used = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(100_000, machine.KeyCount);
        Assert.InRange(used, 1, 100_000_000);
        GC.KeepAlive(machine);
    }
}
