using System.CommandLine;
using Watchkeeper.Canaries.Imports;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Canaries.Commands;

/// <summary><c>canaries import</c>: may be run again; what is here already is left alone, and what cannot be a canary here is named, with exit code 1.</summary>
internal sealed class ImportVerb
{
    /// <summary>Histories are long: so many canaries travel in one request, fewer where it would be too large.</summary>
    private const int BatchEntries = 3_000;

    /// <summary>Of a name, of which there may be many.</summary>
    private const int ShownLetters = 100;

    private readonly Option<string?> _coalMine = new("--coal-mine") { Description = "A running Coal Mine.", HelpName = "URL" };
    private readonly Option<string?> _authKey = new("--auth-key") { Description = "Its key.", HelpName = "KEY" };
    private readonly Option<string?> _mongoExport = new("--mongoexport") { Description = "What mongoexport wrote of Coal Mine's collection of canaries.", HelpName = "FILE" };
    private readonly Option<string?> _healthchecks = new("--healthchecks") { Description = "A healthchecks; its ping URLs stay valid here under /ping/.", HelpName = "URL" };
    private readonly Option<string?> _apiKey = new("--api-key") { Description = "A read-write key of its project.", HelpName = "KEY" };

    public Verb Make() => new("import", "Take over canaries from Coal Mine or healthchecks, with their ids, state and history.", RunAsync)
    {
        _coalMine, _authKey, _mongoExport, _healthchecks, _apiKey,
    };

    private async Task<int> RunAsync(Invocation invocation)
    {
        var export = (invocation.Get(_coalMine), invocation.Get(_mongoExport), invocation.Get(_healthchecks)) switch
        {
            ({ } url, null, null) => await ImportSources.CoalMineAsync(Server(url), invocation.Get(_authKey), invocation.Cancellation),
            (null, { } file, null) => await ImportSources.MongoExportAsync(file, invocation.Cancellation),
            (null, null, { } url) => await ImportSources.HealthchecksAsync(
                Server(url), invocation.Get(_apiKey) ?? throw new ProblemException(ProblemKind.BadRequest, "Give the project's read-write key with --api-key."), invocation.Cancellation),
            _ => throw new ProblemException(ProblemKind.BadRequest, "Say where from: one of --coal-mine URL, --mongoexport FILE and --healthchecks URL."),
        };
        if (export.Canaries.Count + export.Refused.Count == 0)
        {
            throw new ProblemException(ProblemKind.NotFound, "There is no canary in it; nothing was taken over.");
        }

        var (imported, skipped, refused) = (0, new List<string>(), export.Refused.ToList());
        foreach (var batch in Batches(export.Canaries))
        {
            var answer = await invocation.Daemon.SendAsync(
                HttpMethod.Post, "/api/v1/canaries/import", new ImportBody(batch), CanariesJson.Default.ImportBody, CanariesJson.Default.ImportAnswer, invocation.Cancellation);
            imported += answer.Imported;
            skipped.AddRange(answer.Skipped);
            refused.AddRange(answer.Refused);
        }

        if (invocation.Json)
        {
            invocation.PrintJson(new ImportAnswer(imported, skipped, refused), CanariesJson.Default.ImportAnswer);
        }
        else
        {
            await PrintAsync(invocation, new ImportAnswer(imported, skipped, refused), export.Canaries.Count + export.Refused.Count);
        }

        return refused.Count == 0 ? 0 : 1;
    }

    private static async Task PrintAsync(Invocation invocation, ImportAnswer answer, int found)
    {
        await invocation.Out.WriteLineAsync($"Took over {answer.Imported} of {found} canaries.");
        if (answer.Skipped.Count > 0)
        {
            await invocation.Out.WriteLineAsync($"Left alone, because a canary with that id is here already: {string.Join(", ", answer.Skipped.Select(Short))}.");
        }

        foreach (var (name, reason) in answer.Refused)
        {
            await invocation.Out.WriteLineAsync($"Refused: {Short(name)}: {Screen.Cut(Screen.Clean(reason.TrimEnd('.')), 5 * ShownLetters)}.");
        }
    }

    private static string Short(string name) => Screen.Cut(Screen.Clean(name), ShownLetters);

    private static IEnumerable<List<ImportedView>> Batches(IReadOnlyList<ImportedView> canaries)
    {
        var batch = new List<ImportedView>();
        var entries = 0;
        foreach (var canary in canaries)
        {
            if (batch.Count > 0 && entries + canary.History!.Count > BatchEntries)
            {
                yield return batch;
                (batch, entries) = ([], 0);
            }

            batch.Add(canary);
            entries += 1 + (canary.History?.Count ?? 0);
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private static Uri Server(string url) => Uri.TryCreate(url.Contains("://", StringComparison.Ordinal) ? url : "http://" + url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
        ? uri
        : throw new ProblemException(ProblemKind.BadRequest, $"'{url}' is not an address; write it as http://HOST:PORT.");
}
