using System.CommandLine;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Data;

namespace Watchkeeper.Canaries.Commands;

/// <summary><c>canaries get</c></summary>
internal sealed class GetVerb
{
    private readonly Option<bool> _terse = new("--terse", "--no-history") { Description = "Without the history." };
    private readonly Option<int> _limit = new("--limit")
    {
        Description = "At most so many entries of the history, the newest.",
        HelpName = "N",
        DefaultValueFactory = static _ => StoredCanaries.UsualEntries,
    };

    private readonly CanaryChoice _choice = new();

    public Verb Make()
    {
        var verb = new Verb("get", "Show a canary and its history, the newest first.", RunAsync) { _terse, _limit };
        _choice.AddTo(verb);
        return verb;
    }

    private async Task<int> RunAsync(Invocation invocation)
    {
        var path = _choice.Path(invocation);
        var canary = await invocation.GetAsync($"{path}?limit={invocation.Get(_limit)}", CanariesJson.Default.CanaryView, database => Offline(invocation, database, path));
        CanaryPrinter.Print(invocation, canary, !invocation.Get(_terse));
        return 0;
    }

    private CanaryView Offline(Invocation invocation, Database database, string path)
    {
        var book = StoredCanaries.Read(database, invocation.Clock);
        var found = book.Find(CanaryChoice.CanaryOf(path)) ?? throw CanaryProblem.NotFound.ToException();
        return StoredCanaries.View(database, found, invocation.Get(_limit));
    }
}
