using System.Threading.Channels;
using Watchkeeper.Core;

namespace Watchkeeper.Canaries;

/// <summary>What callers want done waits here for the service, which is woken by it; by its timer too.</summary>
internal sealed class WorkQueue : IDisposable
{
    private const int Length = 20_000;

    private readonly Channel<Work> _works = Channel.CreateBounded<Work>(new BoundedChannelOptions(Length) { SingleReader = true });
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Completes when it is committed and on the disk.</summary>
    /// <exception cref="ProblemException">Too much waits already.</exception>
    public Task<T> AddAsync<T>(Func<Pen, T> run)
    {
        var work = new Work<T>(run);
        if (!_works.Writer.TryWrite(work))
        {
            throw new ProblemException(ProblemKind.Unavailable, "Too many changes of canaries are waiting for the database; try again in a moment.");
        }

        Wake();
        return work.Task;
    }

    /// <summary>Moves what has gathered to a list, until that holds so many.</summary>
    public void MoveTo(List<Work> works, int most)
    {
        while (works.Count < most && _works.Reader.TryRead(out var work))
        {
            works.Add(work);
        }
    }

    /// <summary>Nothing more is taken.</summary>
    public void Close() => _works.Writer.TryComplete();

    public void Wake()
    {
        // One permit says it all; a release that finds it there already has nothing to add.
        if (_wake.CurrentCount == 0)
        {
            try
            {
                _wake.Release();
            }
            catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
            {
            }
        }
    }

    /// <summary>Until there is something to do.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _wake.WaitAsync(cancellation);

    public void Dispose() => _wake.Dispose();
}
