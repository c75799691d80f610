using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Hosting;

namespace Watchkeeper.Tests.Core.Diagnostics;

public sealed class LateServiceTests
{
    private readonly List<string> _told = [];

    [Fact]
    public async Task A_room_begins_when_everything_else_has_been_started_and_is_found_as_itself()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddHostedService(_ => new Told("room", _told));
        FirstAnswer.Add(builder.Services, WatchkeeperConfiguration.LoadCore(Nowhere));
        builder.Services.AddHostedService(_ => new Told("server", _told));
        using var host = builder.Build();

        await host.StartAsync();
        Assert.Equal(["room", "server"], LateService.All(host.Services).OfType<Told>().Select(service => service.Name));
        await host.StopAsync();

        Assert.Equal(["server starts", "room starts"], _told[..2]);
        Assert.Equal(["room stops", "server stops"], _told[2..].Order());
    }

    /// <summary>Nobody listens on its socket: then nothing is waited for.</summary>
    private static ConfigurationSource Nowhere =>
        new(null, new Dictionary<string, string>(), new HostPaths("/nonexistent/watchkeeper.yaml", "/nonexistent", "/nonexistent"));

    private sealed class Told(string name, List<string> told) : IHostedService
    {
        public string Name => name;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            told.Add($"{name} starts");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            told.Add($"{name} stops");
            return Task.CompletedTask;
        }
    }
}
