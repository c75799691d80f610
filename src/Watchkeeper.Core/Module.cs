using System.CommandLine;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;

namespace Watchkeeper.Core;

/// <summary>
/// A capability as the program sees it: one name, and what the capability brings under that name. Each room's <c>XModule.cs</c> makes exactly one;
/// <c>Program.cs</c> lists them. Delegates run only when their part is needed: a command line that prints a status builds no services.
/// </summary>
/// <param name="Name">The name everywhere: configuration section, verb, URL, table prefix, event prefix.</param>
/// <param name="Summary">One sentence for <c>--help</c> and the configuration file.</param>
public sealed record Module(string Name, string Summary)
{
    /// <summary>Reads the module's section; see <see cref="OptionsReader.Of{T}"/>.</summary>
    public OptionsReader Options { get; init; } = OptionsReader.None;

    /// <summary>The forms of text that it understands and that other capabilities' settings may hold.</summary>
    public IReadOnlyList<Grammar> Grammars { get; init; } = [];

    public IReadOnlyList<Migration> Migrations { get; init; } = [];

    public IReadOnlyList<GroundedColumns> Grounded { get; init; } = [];

    /// <summary>How long its tables' rows are kept. Every table that grows has one.</summary>
    public IReadOnlyList<Retention> Retention { get; init; } = [];

    /// <summary>Registers the daemon's services, among them the background loop as a hosted service.</summary>
    public Action<IServiceCollection> Services { get; init; } = static _ => { };

    /// <summary>Maps the HTTP endpoints; the builder is the root, so a module writes its whole path (<c>/api/v1/uptime</c>).</summary>
    public Action<IEndpointRouteBuilder> Endpoints { get; init; } = static _ => { };

    /// <summary>
    /// Chooses what answers a request before routing and authentication, or null for what is not its own: for the very few URLs that are asked thousands of
    /// times a second, where each microsecond counts and whoever knows the URL may have what it gives.
    /// </summary>
    public Func<IServiceProvider, Func<HttpContext, RequestDelegate?>>? Shortcut { get; init; }

    /// <summary>What the capability needs of the system beyond an ordinary service; <c>config check</c> names what is missing.</summary>
    public IReadOnlyList<SystemNeed> Needs { get; init; } = [];

    /// <summary>Makes the command named <see cref="Name"/> with its verbs.</summary>
    public Func<Command>? Command { get; init; }

    /// <summary>Other programs whose settings <c>watchkeeper config convert</c> turns into this capability's.</summary>
    public IReadOnlyList<Converter> Converters { get; init; } = [];
}
