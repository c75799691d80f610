using System.CommandLine;
using Watchkeeper.Canaries.CoalMine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Canaries.Commands;

/// <summary><c>canaries list</c></summary>
internal sealed class ListVerb
{
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "More of each: id, name, addresses." };
    private readonly Option<bool> _paused = new("--paused") { Description = "Only those that are paused." };
    private readonly Option<bool> _notPaused = new("--no-paused") { Description = "Only those that are not." };
    private readonly Option<bool> _late = new("--late") { Description = "Only those that are late." };
    private readonly Option<bool> _notLate = new("--no-late") { Description = "Only those that are not." };
    private readonly Option<string?> _search = new("--search") { Description = "Only those whose name, slug, id or address matches this regular expression.", HelpName = "REGEX" };
    private readonly Option<string?> _tag = new("--tag") { Description = "Only those with this tag.", HelpName = "TAG" };
    private readonly Option<bool> _terse = new("--terse", "--no-history") { Description = "Without histories, as always; for Coal Mine's users." };

    public Verb Make() => new("list", "List the canaries.", RunAsync) { _verbose, _paused, _notPaused, _late, _notLate, _search, _tag, _terse };

    private async Task<int> RunAsync(Invocation invocation)
    {
        var (paused, late) = (Flag(invocation, _paused, _notPaused), Flag(invocation, _late, _notLate));
        var parameters = new List<string>();
        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parameters.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        Add("paused", paused is { } isPaused ? isPaused ? "true" : "false" : null);
        Add("late", late is { } isLate ? isLate ? "true" : "false" : null);
        Add("search", invocation.Get(_search));
        Add("tag", invocation.Get(_tag));
        var list = await invocation.GetAsync(
            "/api/v1/canaries" + (parameters.Count == 0 ? "" : "?" + string.Join('&', parameters)),
            CanariesJson.Default.CanaryList,
            database =>
            {
                string? problem = null;
                var search = invocation.Get(_search) is { } pattern ? PythonRegex.Compile(pattern, out problem) : null;
                return problem is null
                    ? new CanaryList([.. new CanaryFilter(paused, late, search, invocation.Get(_tag)).Apply(StoredCanaries.Read(database, invocation.Clock)).Select(canary => CanaryView.Of(canary))])
                    : throw new ProblemException(ProblemKind.BadRequest, $"--search cannot be used: {problem}.");
            });
        if (invocation.Json)
        {
            foreach (var canary in list.Canaries)
            {
                invocation.PrintJson(canary, CanariesJson.Default.CanaryView);
            }
        }
        else if (list.Canaries.Count == 0)
        {
            await invocation.Out.WriteLineAsync(parameters.Count == 0 ? "There are no canaries; 'watchkeeper canaries create NAME --schedule 1h' makes one." : "No canary matches.");
        }
        else
        {
            CanaryPrinter.PrintList(invocation, list.Canaries, invocation.Get(_verbose));
        }

        return 0;
    }

    private static bool? Flag(Invocation invocation, Option<bool> yes, Option<bool> no) =>
        invocation.Get(yes) && invocation.Get(no)
            ? throw new ProblemException(ProblemKind.BadRequest, $"{yes.Name} and {no.Name} exclude each other.")
            : invocation.Get(yes) ? true : invocation.Get(no) ? false : null;
}
