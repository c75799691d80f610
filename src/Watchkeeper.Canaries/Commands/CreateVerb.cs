using System.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Canaries.Commands;

/// <summary><c>canaries create</c></summary>
internal sealed class CreateVerb
{
    private readonly Argument<string?> _positional = new("NAME") { Description = "What it is called.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _name = new("--name") { Description = "What it is called, as an option.", HelpName = "NAME" };
    private readonly Option<bool> _paused = new("--paused") { Description = "Expect nothing of it until it is unpaused or pinged." };
    private readonly Option<bool> _longId = new("--long-id") { Description = "An id of 32 letters, which nobody guesses." };
    private readonly CanaryFields _fields = new();

    public Verb Make()
    {
        var verb = new Verb("create", "Make a canary.", RunAsync) { _positional, _name, _paused, _longId };
        _fields.AddTo(verb);
        return verb;
    }

    private async Task<int> RunAsync(Invocation invocation)
    {
        var name = invocation.Get(_positional) ?? invocation.Get(_name) ?? throw new ProblemException(ProblemKind.BadRequest, "A canary needs a name: NAME or --name NAME.");
        var body = _fields.Read(invocation, name) with { Paused = invocation.Get(_paused), IdLetters = invocation.Get(_longId) ? 32 : null };
        if (body.Schedule is null)
        {
            throw new ProblemException(ProblemKind.BadRequest, "A canary needs a schedule: --schedule SCHEDULE, as in --schedule 1h.");
        }

        var canary = await invocation.Daemon.SendAsync(
            HttpMethod.Post, "/api/v1/canaries", body, CanariesJson.Default.CanaryBody, CanariesJson.Default.CanaryView, invocation.Cancellation);
        CanaryPrinter.Print(invocation, canary, history: true);
        return 0;
    }
}
