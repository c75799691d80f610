using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Contracts;

namespace Watchkeeper.Canaries;

/// <summary>What the canaries offer to the other rooms.</summary>
internal sealed class CanaryPings(CanariesService canaries, LiveOptions<CanariesOptions> options) : ICanaryPings
{
    public async Task<string?> TriggerAsync(string slug, string comment, CancellationToken cancellation)
    {
        try
        {
            var pinged = await canaries.PingAsync(new CanaryName(null, slug), new Ping(EntryKind.Success, comment)).WaitAsync(cancellation);
            return pinged.Problem is null ? null : $"There is no canary {slug}; create it first.";
        }
        catch (ProblemException problem)
        {
            return problem.Message;
        }
    }

    public async Task<string?> EnsureAsync(string name, string schedule, CancellationToken cancellation)
    {
        if (ScheduleReader.Read(schedule, out var error) is not { } parsed)
        {
            return error!.Sentence;
        }

        try
        {
            await canaries.Ready.WaitAsync(cancellation);
            if (canaries.Book.BySlug(Slug.Of(name)) is not null)
            {
                return null;
            }

            var settings = new CanaryRequest { Name = name, Schedule = parsed }.ToSettings(options.Current);
            var created = await canaries.DoAsync(pen => Operations.Create(pen, settings, paused: false, options.Current.IdLetters)).WaitAsync(cancellation);
            return created.Problem is { Kind: not ProblemKind.Conflict } problem ? problem.Sentence : null;
        }
        catch (ProblemException problem)
        {
            return problem.Message;
        }
    }
}
