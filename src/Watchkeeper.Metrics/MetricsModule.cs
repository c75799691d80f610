using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Metrics.Forward;
using Watchkeeper.Metrics.Munin;
using Watchkeeper.Metrics.Push;
using Watchkeeper.Metrics.Query;
using Watchkeeper.Metrics.Statsd;

namespace Watchkeeper.Metrics;

public static class MetricsModule
{
    public static Module Module => new("metrics", "How loaded and how full is the host?")
    {
        Options = OptionsReader.Of(MetricsOptions.Read),
        Grammars = [new("metrics.expression", Parser.Objection)],
        Migrations = MetricsStore.Migrations,
        Grounded = MetricsStore.Grounded,
        Services = services => services
            .Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Add(MetricsJson.Default))
            .AddSingleton<SampleStore>()
            .AddSingleton(provider =>
            {
                var store = provider.GetRequiredService<SampleStore>();
                return new MetricsQueries(store.Catalog, store.Reader, store.Engine, store.HasSamples);
            })
            .AddSingleton<ISamples>(provider => provider.GetRequiredService<MetricsQueries>())
            .AddSingleton<IStatusSection, MetricsStatus>()
            .AddSingleton<PushIntake>()
            .AddSingleton<MetricsService>()
            .AddHostedService(provider => provider.GetRequiredService<MetricsService>())
            .AddHostedService<StatsdService>()
            .AddHostedService<ForwardService>()
            .AddHostedService<MuninService>(),
        Endpoints = MetricsApi.Map,
        Command = MetricsCommands.Make,
    };
}
