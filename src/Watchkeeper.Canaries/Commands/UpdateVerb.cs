using System.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Canaries.Commands;

/// <summary><c>canaries update</c>: as in Coal Mine, a name beside a slug or an id is the new name, and alone it says which canary is meant.</summary>
internal sealed class UpdateVerb
{
    private readonly Argument<string?> _canary = new("CANARY") { Description = "Its slug or its id.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _name = new("--name") { Description = "Its new name; or its name, where nothing else says which one is meant.", HelpName = "NAME" };
    private readonly Option<string?> _slug = new("--slug") { Description = "Its slug.", HelpName = "SLUG" };
    private readonly Option<string?> _id = new("--id") { Description = "Its id.", HelpName = "ID" };
    private readonly Option<bool> _terse = new("--terse", "--no-history") { Description = "Without the history." };
    private readonly CanaryFields _fields = new();

    public Verb Make()
    {
        var verb = new Verb("update", "Change a canary; what is not given stays as it is.", RunAsync) { _canary, _name, _slug, _id, _terse };
        _fields.AddTo(verb);
        return verb;
    }

    private async Task<int> RunAsync(Invocation invocation)
    {
        var name = invocation.Get(_name);
        var which = invocation.Get(_canary) ?? invocation.Get(_id) ?? invocation.Get(_slug);
        var canary = which ?? (name is null ? null : Slug.Of(name))
            ?? throw new ProblemException(ProblemKind.BadRequest, "Say which canary is meant: CANARY (slug or id), --name, --slug or --id.");
        var updated = await invocation.Daemon.SendAsync(
            HttpMethod.Patch, CanaryChoice.PathOf(canary), _fields.Read(invocation, which is null ? null : name), CanariesJson.Default.CanaryBody,
            CanariesJson.Default.CanaryView, invocation.Cancellation);
        CanaryPrinter.Print(invocation, updated, !invocation.Get(_terse));
        return 0;
    }
}
