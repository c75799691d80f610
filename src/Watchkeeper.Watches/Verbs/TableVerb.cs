using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Watches.Verbs;

/// <summary><c>watches table</c>: trigger, action and rationale of every watch of the configuration, as Markdown.</summary>
internal static class TableVerb
{
    public static Verb Make() => new("table", "Print trigger, action and rationale of every watch as a Markdown table.", Run);

    private static Task<int> Run(Invocation invocation)
    {
        var options = invocation.Configured<WatchesOptions>("watches");
        invocation.Out.WriteLine("| Watch | Trigger | Action | Limits | Why |");
        invocation.Out.WriteLine("|---|---|---|---|---|");
        foreach (var watch in options.Watches.Where(watch => watch.Enabled))
        {
            invocation.Out.WriteLine($"| {Cell($"`{watch.Name}`")} | {Cell(Trigger(watch))} | {Cell(Actions(watch))} | {Cell(Limits(watch))} | {Cell(watch.Why)} |");
        }

        return Task.FromResult(0);
    }

    public static string Trigger(Watch watch)
    {
        var sought = watch.Match is { } match && match.Main.Any(expression => expression.ToString().Length > 0)
            ? $": {string.Join(" or ", match.Main.Select(expression => $"`{Unescaped(expression.ToString())}`"))}"
            : "";
        var second = watch.Match is { Second.Count: > 0 } pair ? $", then {string.Join(" or ", pair.Second.Select(expression => $"`{Unescaped(expression.ToString())}`"))}" : "";
        var key = watch.Key.Count > 0 ? $", for each {string.Join(" and ", watch.Key)}" : "";
        var value = watch.Value is { } name ? $"{name} " : "";
        return $"{watch.Source.Identity}{sought}{second}; {value}{watch.Condition.Describe()}{key}";
    }

    public static string Actions(Watch watch)
    {
        var then = watch.Then.Select(step => step.DescribeWhole()).ToList();
        if (watch.Raises is { } raises)
        {
            then.Insert(0, $"raise {raises.Name} ({raises.Priority})");
        }

        var after = watch.After.Count > 0 ? $"; afterwards {string.Join(", then ", watch.After.Select(step => step.DescribeWhole()))}" : "";
        return (then.Count > 0 ? string.Join(", then ", then) : "publish the event watches.fired") + after;
    }

    private static string Limits(Watch watch)
    {
        var policy = watch.Policy;
        var limits = new List<string>();
        if (policy.Cooldown > TimeSpan.Zero)
        {
            limits.Add($"at most every {Core.Text.Durations.Format(policy.Cooldown)}");
        }

        if (policy.LimitRuns > 0)
        {
            limits.Add($"gives up after {policy.LimitRuns} in {Core.Text.Durations.Format(policy.LimitWithin)}");
        }

        if (policy.Retries > 0 && watch.Then.Count + watch.After.Count > 0)
        {
            limits.Add($"tried again up to {policy.Retries} times, after {Core.Text.Durations.Format(policy.RetryFirst)} to {Core.Text.Durations.Format(policy.RetryMax)}");
        }

        if (policy.Repeat > TimeSpan.Zero && watch.SeesLevel)
        {
            limits.Add($"again after {Core.Text.Durations.Format(policy.Repeat)} while it holds");
        }

        return string.Join(", ", limits);
    }

    /// <summary>A text that was sought as it stands is shown as it stands.</summary>
    private static string Unescaped(string expression)
    {
        try
        {
            var text = System.Text.RegularExpressions.Regex.Unescape(expression);
            return System.Text.RegularExpressions.Regex.Escape(text) == expression ? text : expression;
        }
        catch (ArgumentException)
        {
            return expression;
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');
}
