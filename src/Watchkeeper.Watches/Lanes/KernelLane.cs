using System.Threading.Channels;
using Watchkeeper.Logs.Kmsg;
using Watchkeeper.Logs.Sources;
using Watchkeeper.Watches.Matching;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Lanes;

/// <summary>The watches on the kernel's log.</summary>
internal sealed class KernelLane(LaneServices services, IReadOnlyList<LiveWatch> watches) : LineLane(services, new KernelSource().Identity, watches)
{
    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        var batches = Channel.CreateBounded<LogBatch>(16);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        // What the kernel said before anybody watched is old; what it said while the host started again is not.
        var reading = new KmsgSource(Services.Clock, fromNow: Saved is null).RunAsync(Saved, batches.Writer, ending.Token);
        _ = reading.ContinueWith(done => batches.Writer.TryComplete(done.Exception?.InnerException), TaskScheduler.Default);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellation))
            {
                await SayWellAsync();
                Take(batch.Position, () =>
                {
                    foreach (var record in batch.Records.Where(record => record.IsKernel))
                    {
                        Engine.Take(record.Text, new LineClock(Services.Axis.Now, Services.Clock.Now)
                        {
                            Written = record.Time,
                            Age = record.KernelTime is { } said ? Services.Clock.AwakeTime - said : null,
                        });
                    }
                });
            }
        }
        finally
        {
            await ending.CancelAsync();
        }
    }
}
