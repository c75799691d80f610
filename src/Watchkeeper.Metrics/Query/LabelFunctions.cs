using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Query;

/// <summary><c>label_replace(v, "to", "replacement", "from", "regex")</c> and <c>label_join(v, "to", "separator", "from", …)</c>.</summary>
internal static class LabelFunctions
{
    public static List<VectorSeries> Evaluate(Evaluator evaluator, Call call)
    {
        var texts = call.Arguments.Skip(1).Select(argument => evaluator.Evaluate(argument).Text).ToArray();
        Check(texts[0]);
        if (call.Function.Name == "label_join")
        {
            Array.ForEach(texts[2..], Check);
        }

        Func<Labels, Labels> change = call.Function.Name == "label_join"
            ? labels => labels.With(texts[0], string.Join(texts[1], texts.Skip(2).Select(name => labels[name] ?? "")))
            : Replace(texts);
        return [.. evaluator.Vector(call.Arguments[0]).Select(series => series with { Labels = change(series.Labels) })];
    }

    /// <exception cref="QueryException">It is not a label's name.</exception>
    public static void Check(string name)
    {
        if (!Labels.IsName(name))
        {
            throw new QueryException($"“{name}” is not a label's name (letters, digits and _, no digit first)");
        }
    }

    private static Func<Labels, Labels> Replace(string[] texts)
    {
        Re2 expression;
        try
        {
            expression = new(texts[3]);
        }
        catch (ArgumentException problem)
        {
            throw new QueryException($"“{texts[3]}” is not a regular expression that is supported: {problem.Message}");
        }

        return labels => expression.Expand(labels[texts[2]] ?? "", texts[1]) is { } value ? labels.With(texts[0], value) : labels;
    }
}
