using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications.Channels;
using Watchkeeper.Notifications.Outbox;

namespace Watchkeeper.Notifications;

public static class NotificationsModule
{
    public static Module Module => new("notifications", "Who is told, and through which channel?")
    {
        Options = OptionsReader.Of(NotificationsOptions.Read),
        Grammars = [new("notifications.recipient", Target.Objection)],
        Migrations = NotificationStore.Migrations,
        Retention =
        [
            new Retention("notifications", "finished", static services => services.GetRequiredService<LiveOptions<NotificationsOptions>>().Current.Keep, "state <> 0"),
            new Retention("notifications_paces", "started", static _ => TimeSpan.FromDays(30)),
        ],
        Services = static services => services
            .Configure<JsonOptions>(static json => json.SerializerOptions.TypeInfoResolverChain.Add(NotificationsJson.Default))
            .AddSingleton<OutboxBell>()
            .AddSingleton<Express>()
            .AddHostedService(static provider => provider.GetRequiredService<Express>())
            .AddSingleton<IEventSubscriber, OutboxSubscriber>()
            .AddSingleton(static provider => new HttpDelivery(HttpDelivery.NewClient(), provider.GetRequiredService<HostClock>()))
            .AddSingleton<ChannelKinds>()
            .AddSingleton<Addressbook>()
            .AddSingleton<Ledger>()
            .AddSingleton<Deliverer>()
            .AddSingleton<NotificationsService>()
            .AddHostedService(static provider => provider.GetRequiredService<NotificationsService>())
            .AddSingleton<IStatusSection, NotificationsStatus>(),
        Endpoints = NotificationsApi.Map,
        Command = NotificationsCommands.Create,
    };
}
