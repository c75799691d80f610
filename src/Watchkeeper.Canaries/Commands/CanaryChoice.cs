using System.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Canaries.Commands;

/// <summary>How a verb is told which canary is meant: as its argument, or as Coal Mine's command line has it, exactly one of three options.</summary>
internal sealed class CanaryChoice
{
    private const string Prefix = "/api/v1/canaries/";

    private readonly Argument<string?> _canary = new("CANARY") { Description = "Its slug or its id.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _name = new("--name") { Description = "Its name.", HelpName = "NAME" };
    private readonly Option<string?> _slug = new("--slug") { Description = "Its slug.", HelpName = "SLUG" };
    private readonly Option<string?> _id = new("--id") { Description = "Its id.", HelpName = "ID" };

    public CanaryChoice AddTo(Verb verb)
    {
        verb.Arguments.Add(_canary);
        verb.Options.Add(_name);
        verb.Options.Add(_slug);
        verb.Options.Add(_id);
        return this;
    }

    /// <summary>The path of the canary that is meant.</summary>
    public string Path(Invocation invocation)
    {
        string?[] given = [invocation.Get(_canary), invocation.Get(_name) is { } name ? Slug.Of(name) : null, invocation.Get(_slug), invocation.Get(_id)];
        return given.Where(text => text is not null).ToList() is [{ Length: > 0 } only]
            ? PathOf(only)
            : throw new ProblemException(ProblemKind.BadRequest, "Say which canary is meant, once: CANARY (slug or id), --name, --slug or --id.");
    }

    public static string PathOf(string canary) => Prefix + Uri.EscapeDataString(canary);

    /// <summary>Which canary a path means: its slug or its id.</summary>
    public static string CanaryOf(string path) => Uri.UnescapeDataString(path[Prefix.Length..]);
}
