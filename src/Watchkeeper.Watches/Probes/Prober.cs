using Microsoft.Extensions.DependencyInjection;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Probes;

/// <summary>Asks a source once. Whatever goes wrong is an answer too: unknown, with the reason.</summary>
internal sealed class Prober([FromKeyedServices("watches")] HttpClient http, IEnumerable<ISamples> samples, HostClock clock)
{
    public async Task<IReadOnlyList<Sample>> AskAsync(PolledSource source, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(source.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var answer = await DoAsync(source, either.Token).WaitAsync(either.Token);
            return answer.Count > 0 ? answer : Sample.Unknown("the answer is empty");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Sample.Unknown($"no answer within {source.Timeout.TotalSeconds:0.###} s");
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return Sample.Unknown(failure.Message);
        }
    }

    private Task<IReadOnlyList<Sample>> DoAsync(PolledSource source, CancellationToken cancellation) => source switch
    {
        MetricSource metric => Task.Run(() => MetricProbe.Ask(metric, samples.FirstOrDefault(), clock.Now), cancellation),
        PrometheusSource prometheus => PrometheusProbe.AskAsync(prometheus, http, cancellation),
        UnitSource unit => UnitProbe.AskAsync(unit, clock, cancellation),
        ProcessSource process => Task.Run(() => ProcessProbe.Ask(process), cancellation),
        HttpSource request => HttpProbe.AskAsync(request, http, clock, cancellation),
        TcpSource tcp => TcpProbe.AskAsync(tcp, clock, cancellation),
        CommandSource command => CommandProbe.AskAsync(command, clock, cancellation),
        ClockSource => Task.FromResult<IReadOnlyList<Sample>>([new Sample(Reading.Of(clock.IsTrusted ? "right" : "doubtful"), new Dictionary<string, string>())]),
        TemperatureSource => Task.Run(() => TemperatureProbe.Ask("/sys"), cancellation),
        PathSource path => Task.Run(() => PathProbe.Ask(path, clock.Now), cancellation),
        _ => throw new InvalidOperationException($"No source {source.GetType().Name} can be asked."),
    };
}
