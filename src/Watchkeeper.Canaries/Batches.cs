using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;

namespace Watchkeeper.Canaries;

/// <summary>
/// Takes what callers ask and the alarms that have come into one durable transaction, then brings the book up to date and answers the callers. Where one of
/// them is at fault, the others do not pay for it.
/// </summary>
internal sealed class Batches(Database database, CanaryBook book, Func<Vantage> look, LiveOptions<CanariesOptions> options, ILogger logger)
{
    /// <returns>False where alarms could not be dealt with, because the database is away; they are in the queue again.</returns>
    public async Task<bool> CommitAsync(List<Work> works, List<Canary> due)
    {
        var done = true;
        try
        {
            var pen = await database.WriteAsync(transaction => Write(transaction, works, due), Durability.Durable);
            pen.Publish();
            Answers.Give(works, null);
        }
        catch (Exception exception) when (works.Count + due.Count > 1 && exception is not ProblemException)
        {
            CanariesLog.BatchFailed(logger, works.Count + due.Count, exception);
            var (firstWorks, firstDue) = works.Count > 0 && due.Count > 0 ? (works.Count, 0) : (works.Count / 2, due.Count / 2);
            return await CommitAsync(works[..firstWorks], due[..firstDue]) & await CommitAsync(works[firstWorks..], due[firstDue..]);
        }
        catch (Exception exception)
        {
            Answers.Give(works, exception);
            if (due.Count > 0)
            {
                CanariesLog.AlarmsFailed(logger, due.Count, exception.Message);
                done = false;
            }
        }

        due.ForEach(book.Requeue);
        return done;
    }

    private Pen Write(Transaction transaction, List<Work> works, List<Canary> due)
    {
        var pen = new Pen(book, transaction, look(), new Life(options.Current.Maintenance));
        foreach (var work in works)
        {
            work.Run(pen);
        }

        // After the pings: one that came just in time counts.
        foreach (var canary in due)
        {
            if (pen.ByKey(canary.Key) is { } current && pen.Life.Ring(current, pen.Now) is { } change)
            {
                pen.Apply(change);
            }
        }

        pen.Flush();
        return pen;
    }
}
