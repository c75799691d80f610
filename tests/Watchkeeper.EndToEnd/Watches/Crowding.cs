using System.Globalization;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>
/// How many times longer than on a quiet machine everything takes here now: how many threads want a processor for each that there is, at least 1, on the average
/// since it was begun (<c>/proc/loadavg</c>, the fourth figure).
/// </summary>
internal sealed class Crowding : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _sampling;
    private long _sum;
    private long _samples;

    public Crowding()
    {
        Sample();
        _sampling = SampleAsync();
    }

    public double Factor => Math.Max(1, (double)Interlocked.Read(ref _sum) / Interlocked.Read(ref _samples) / Environment.ProcessorCount);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _sampling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task SampleAsync()
    {
        while (true)
        {
            await Task.Delay(20, _ending.Token);
            Sample();
        }
    }

    private void Sample()
    {
        var running = File.ReadAllText("/proc/loadavg").Split(' ')[3].Split('/')[0];
        Interlocked.Add(ref _sum, long.Parse(running, CultureInfo.InvariantCulture));
        Interlocked.Increment(ref _samples);
    }
}
