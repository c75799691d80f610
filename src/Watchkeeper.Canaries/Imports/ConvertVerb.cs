using System.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Canaries.Imports;

/// <summary><c>config convert coal-mine.ini</c>: prints the configuration that does what Coal Mine's settings did.</summary>
internal static class ConvertVerb
{
    public static Verb Make()
    {
        var file = new Argument<string?>("FILE") { Description = "coal-mine.ini; without it, Coal Mine's environment variables are read.", Arity = ArgumentArity.ZeroOrOne };
        return new Verb("convert", "Prints Watchkeeper's configuration for another program's settings (Coal Mine's).", async invocation =>
        {
            var settings = invocation.Get(file) is { } path
                ? CoalMineIni.Parse(await ReadAsync(path, invocation.Cancellation))
                : CoalMineIni.FromEnvironment(Environment.GetEnvironmentVariable);
            if (!settings.Names.Any())
            {
                throw new ProblemException(
                    ProblemKind.BadRequest, invocation.Get(file) is null ? "No environment variable of Coal Mine is set; name its coal-mine.ini." : "The file has no setting of Coal Mine.");
            }

            await invocation.Out.WriteAsync(ConvertedConfiguration.Write(settings));
            return 0;
        })
        {
            file,
        };
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
