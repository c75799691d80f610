using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Metadata;
using Watchkeeper.Core;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Http;

/// <summary>
/// Refuses parameters that an endpoint of the API does not take: a mistyped filter that is ignored answers another question than was asked. Endpoints that
/// read the request themselves (Prometheus' API, pings) are left alone.
/// </summary>
internal sealed class UnknownParameters(RequestDelegate next)
{
    private readonly ConditionalWeakTable<Endpoint, Names> _known = [];

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Query.Count > 0 && context.GetEndpoint() is RouteEndpoint endpoint
            && context.Request.Path.StartsWithSegments("/api/v1", StringComparison.Ordinal) && _known.GetValue(endpoint, Names.Of).Taken is { } taken
            && context.Request.Query.Keys.FirstOrDefault(key => !taken.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new ProblemException(ProblemKind.BadRequest, Explain(unknown, context.Request.Path, taken));
        }

        return next(context);
    }

    private static string Explain(string unknown, PathString path, IReadOnlyList<string> taken)
    {
        var hint = Nearest.To(unknown, taken) is { } meant ? $"did you mean '{meant}'?"
            : taken.Count > 0 ? $"it takes {string.Join(", ", taken)}."
            : "it takes none.";
        return $"'{unknown}' is not a parameter of {path}; {hint}";
    }

    /// <param name="Taken">The names of the query's parameters; null where the handler reads the request itself.</param>
    private sealed record Names(IReadOnlyList<string>? Taken)
    {
        public static Names Of(Endpoint endpoint)
        {
            var inPath = ((RouteEndpoint)endpoint).RoutePattern.Parameters.Select(parameter => parameter.Name);
            var parameters = endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters();
            return new(parameters is null || Array.Exists(parameters, parameter => parameter.ParameterType == typeof(HttpContext))
                ? null
                : [.. parameters.Where(IsValue).Select(NameOf).Except(inPath, StringComparer.OrdinalIgnoreCase)]);
        }

        /// <summary>Values stand in the URL; everything else is a service or the body.</summary>
        private static bool IsValue(ParameterInfo parameter)
        {
            var type = parameter.ParameterType.IsArray ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
            type = Nullable.GetUnderlyingType(type) ?? type;
            return type == typeof(string) || (type.IsValueType && type != typeof(CancellationToken));
        }

        private static string NameOf(ParameterInfo parameter) =>
            parameter.GetCustomAttributes().OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? parameter.Name!;
    }
}
