using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Metadata;
using Watchkeeper.Core;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Http;

/// <summary>
/// Refuses parameters that an endpoint of the API does not take, or not with such a value: a mistyped filter that is ignored answers another question than
/// was asked. Endpoints that read the request themselves (Prometheus' API, pings) are left alone.
/// </summary>
internal sealed class QueryParameters(RequestDelegate next)
{
    private readonly ConditionalWeakTable<Endpoint, Parameters> _known = [];

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Query.Count > 0 && context.GetEndpoint() is RouteEndpoint endpoint
            && context.Request.Path.StartsWithSegments("/api/v1", StringComparison.Ordinal) && _known.GetValue(endpoint, Parameters.Of).Taken is { } taken)
        {
            foreach (var (name, values) in context.Request.Query)
            {
                var parameter = taken.FirstOrDefault(parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase))
                    ?? throw new ProblemException(ProblemKind.BadRequest, ExplainName(name, context.Request.Path, taken));
                if (values.FirstOrDefault(value => !parameter.Takes(value)) is { } wrong)
                {
                    throw new ProblemException(ProblemKind.BadRequest, $"The parameter '{parameter.Name}' takes {parameter.Expected}, not '{wrong}'.");
                }
            }
        }

        return next(context);
    }

    private static string ExplainName(string unknown, PathString path, IReadOnlyList<Parameter> taken)
    {
        var names = taken.Select(parameter => parameter.Name).ToArray();
        var hint = Nearest.To(unknown, names) is { } meant ? $"did you mean '{meant}'?"
            : names.Length > 0 ? $"it takes {string.Join(", ", names)}."
            : "it takes none.";
        return $"'{unknown}' is not a parameter of {path}; {hint}";
    }

    /// <param name="Taken">The query's parameters; null where the handler reads the request itself.</param>
    private sealed record Parameters(IReadOnlyList<Parameter>? Taken)
    {
        public static Parameters Of(Endpoint endpoint)
        {
            var inPath = ((RouteEndpoint)endpoint).RoutePattern.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var parameters = endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters();
            return new(parameters is null || Array.Exists(parameters, parameter => parameter.ParameterType == typeof(HttpContext))
                ? null
                : [.. parameters.Select(Parameter.Of).OfType<Parameter>().Where(parameter => !inPath.Contains(parameter.Name))]);
        }
    }

    private sealed record Parameter(string Name, Type Type)
    {
        /// <summary>Values stand in the URL; everything else is a service or the body, and null here.</summary>
        public static Parameter? Of(ParameterInfo parameter)
        {
            var type = parameter.ParameterType.IsArray ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
            type = Nullable.GetUnderlyingType(type) ?? type;
            return type == typeof(string) || (type.IsValueType && type != typeof(CancellationToken))
                ? new Parameter(parameter.GetCustomAttributes().OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? parameter.Name!, type)
                : null;
        }

        public string Expected =>
            Type == typeof(int) ? $"a whole number up to {int.MaxValue}"
            : Type == typeof(long) ? "a whole number"
            : Type == typeof(bool) ? "true or false"
            : "a number";

        /// <summary>As the framework reads it afterwards, which answers without a word; nothing stands for what is not given.</summary>
        public bool Takes(string? text) =>
            string.IsNullOrEmpty(text)
            || (Type == typeof(int) ? int.TryParse(text, CultureInfo.InvariantCulture, out _)
                : Type == typeof(long) ? long.TryParse(text, CultureInfo.InvariantCulture, out _)
                : Type == typeof(bool) ? bool.TryParse(text, out _)
                : Type != typeof(double) || double.TryParse(text, CultureInfo.InvariantCulture, out _));
    }
}
