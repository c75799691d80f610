using System.Threading.Channels;
using Watchkeeper.Core;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>What callers want done waits here for the service, which is woken by it.</summary>
internal sealed class WorkQueue(HostClock clock)
{
    private const int Length = 20_000;

    private readonly Channel<Work> _works = Channel.CreateBounded<Work>(new BoundedChannelOptions(Length) { SingleReader = true });

    /// <summary>Rings when there is something to do.</summary>
    public Bell Bell { get; } = new(clock);

    /// <summary>Completes when it is committed and on the disk.</summary>
    /// <exception cref="ProblemException">Too much waits already.</exception>
    public Task<T> AddAsync<T>(Func<Pen, T> run)
    {
        var work = new Work<T>(run);
        if (!_works.Writer.TryWrite(work))
        {
            throw new ProblemException(ProblemKind.Unavailable, "Too many changes of canaries are waiting for the database; try again in a moment.");
        }

        Bell.Ring();
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
}
