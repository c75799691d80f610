using System.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Configuration;

/// <summary><c>watchkeeper config convert FILE</c>: another program's settings as Watchkeeper's, by whichever room knows that program.</summary>
internal static class ConvertCommand
{
    public static Verb Make(IReadOnlyList<Module> modules)
    {
        var converters = modules.SelectMany(module => module.Converters).ToList();
        var programs = string.Join(", ", converters.Select(converter => converter.Program));
        var file = new Argument<string?>("FILE") { Description = "The other program's file; without it, its environment variables are read.", Arity = ArgumentArity.ZeroOrOne };
        return new Verb("convert", $"Prints Watchkeeper's configuration for another program's settings ({programs}).", async invocation =>
        {
            var yaml = invocation.Get(file) is { } path
                ? Convert(converters, path, await ReadAsync(path, invocation.Cancellation), programs)
                : converters.Select(converter => converter.FromEnvironment()).FirstOrDefault(text => text is not null)
                    ?? throw new ProblemException(ProblemKind.BadRequest, $"No environment variable of these programs is set: {programs}; name a file.");
            await invocation.Out.WriteAsync(yaml);
            return 0;
        })
        {
            file,
        };
    }

    private static string Convert(List<Converter> converters, string path, string text, string programs)
    {
        var converter = converters.Find(each => each.Recognises(text))
            ?? throw new ProblemException(ProblemKind.BadRequest, $"{path} has no setting of a program that is known here: {programs}.");
        try
        {
            return converter.Run(text);
        }
        catch (ProblemException problem)
        {
            throw new ProblemException(problem.Kind, $"{path}: {problem.Message}", problem);
        }
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemKind.BadRequest, $"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
