namespace Watchkeeper.Benchmarks.Metrics;

/// <summary>
/// Ten series as hosts have them, a sample a minute: three load averages, available memory and used swap in kB, the use of two disks in bytes, inodes in
/// percent with one decimal, CPU in percent with two, and a counter of received bytes. Made, so that every engine can be given the same.
/// </summary>
internal static class TenSeries
{
    public static (string Name, double[] Values)[] Make(int count, int seed = 1)
    {
        var random = new Random(seed);
        return
        [
            ("load1", Load(random, count, 0.35)), ("load5", Load(random, count, 0.08)), ("load15", Load(random, count, 0.03)),
            ("mem_available_kb", Walk(random, count, 6_000_000, 20_000, 1_000_000, 8_000_000, 4)),
            ("swap_used_kb", Rare(random, count, 120_000, 512, 0.02)),
            ("disk_root_used", Growing(random, count, 20e9, 4096, 30, 0.9)), ("disk_data_used", Growing(random, count, 400e9, 4096, 200, 0.05)),
            ("disk_inode_percent", Rare(random, count, 23.4, 0.1, 0.002, 1)),
            ("cpu_busy_percent", Busy(random, count)),
            ("net_rx_bytes", Counter(random, count)),
        ];
    }

    private static double[] Load(Random random, int count, double weight)
    {
        var (load, values) = (0.5, new double[count]);
        for (var i = 0; i < count; i++)
        {
            var running = Math.Max(0, 0.6 + (0.4 * Math.Sin(i / 229.0)) + (0.7 * Gauss(random)));
            load += weight * (running - load);
            values[i] = Math.Round(load, 2);
        }

        return values;
    }

    private static double[] Walk(Random random, int count, double start, double step, double least, double most, double grain)
    {
        var (value, values) = (start, new double[count]);
        for (var i = 0; i < count; i++)
        {
            value = Math.Clamp(value + (step * Gauss(random)), least, most);
            values[i] = Math.Floor(value / grain) * grain;
        }

        return values;
    }

    private static double[] Rare(Random random, int count, double start, double step, double chance, int decimals = 0)
    {
        var (value, values) = (start, new double[count]);
        for (var i = 0; i < count; i++)
        {
            value = random.NextDouble() < chance ? Math.Max(0, value + (step * random.Next(-3, 4))) : value;
            values[i] = Math.Round(value, decimals);
        }

        return values;
    }

    private static double[] Growing(Random random, int count, double start, double block, int blocks, double chance)
    {
        var (value, values) = (start, new double[count]);
        for (var i = 0; i < count; i++)
        {
            value += random.NextDouble() < chance ? block * random.Next(-blocks / 2, blocks) : 0;
            values[i] = Math.Floor(value / block) * block;
        }

        return values;
    }

    private static double[] Busy(Random random, int count)
    {
        var (level, values) = (15.0, new double[count]);
        for (var i = 0; i < count; i++)
        {
            level += 0.2 * (12 + (8 * Math.Sin(i / 229.0)) - level) + (1.5 * Gauss(random));
            values[i] = Math.Round(Math.Clamp(level, 0, 100), 2);
        }

        return values;
    }

    private static double[] Counter(Random random, int count)
    {
        var (total, values) = (0.0, new double[count]);
        for (var i = 0; i < count; i++)
        {
            total += Math.Floor(200_000 * Math.Exp(0.8 * Gauss(random)));
            values[i] = total;
        }

        return values;
    }

    private static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
