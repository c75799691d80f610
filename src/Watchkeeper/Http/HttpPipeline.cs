using Microsoft.AspNetCore.HttpOverrides;
using Watchkeeper.Authentication;
using Watchkeeper.Configuration;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Events;
using Watchkeeper.Status;
using Watchkeeper.Timeline;
using Watchkeeper.Web;

namespace Watchkeeper.Http;

/// <summary>What every request goes through, in this order, and all the endpoints.</summary>
internal static class HttpPipeline
{
    public static void Configure(WebApplication app, IReadOnlyList<Module> modules, CoreOptions core)
    {
        var services = app.Services;
        app.Use(next => ActivatorUtilities.CreateInstance<Problems>(services, next).InvokeAsync);
        if (core.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders(Forwarding(core));
        }

        if (core.BasePath.Length > 0)
        {
            app.UsePathBase(core.BasePath);
        }

        foreach (var shortcut in modules.Select(module => module.Shortcut?.Invoke(services)).OfType<Func<HttpContext, RequestDelegate?>>())
        {
            app.Use(next => context => (shortcut(context) ?? next)(context));
        }

        app.Use(next => ActivatorUtilities.CreateInstance<Health>(services, next).InvokeAsync);
        app.Use(next => context => next(AsGet(context)));
        app.UseRouting();
        app.Use(next => ActivatorUtilities.CreateInstance<Gate>(services, next).InvokeAsync);
        app.Use(next => new QueryParameters(next).InvokeAsync);

        StatusApi.Map(app);
        EventsApi.Map(app);
        TimelineApi.Map(app);
        TokensApi.Map(app);
        ConfigurationApi.Map(app);
        SessionApi.Map(app);
        WebApi.Map(app);
        OpenApiDocument.Map(app);
        foreach (var module in modules)
        {
            module.Endpoints(app);
        }
    }

    /// <summary>Whatever answers GET answers HEAD too (RFC 9110, 9.3.2): the server itself remembers that it is to send no body.</summary>
    private static HttpContext AsGet(HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Request.Method = HttpMethods.Get;
        }

        return context;
    }

    private static ForwardedHeadersOptions Forwarding(CoreOptions core)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in core.TrustedProxies)
        {
            options.KnownIPNetworks.Add(network);
        }

        return options;
    }
}
