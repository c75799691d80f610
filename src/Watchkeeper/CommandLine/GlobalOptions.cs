using System.CommandLine;

namespace Watchkeeper.CommandLine;

/// <summary>The options that every verb takes.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Config { get; } = new("--config") { Description = "The configuration file.", HelpName = "FILE", Recursive = true };

    public Option<string?> Server { get; } = new("--server")
    {
        Description = "The address of a daemon elsewhere (https://watch.example.org) instead of the one on this host.",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<string?> Token { get; } = new("--token")
    {
        Description = "The token for it; better in WATCHKEEPER_TOKEN, or remembered by 'watchkeeper login'.",
        HelpName = "TOKEN",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON, for programs.", Recursive = true };

    /// <summary>The options that are followed by a value, for whoever looks for the first word of a command line.</summary>
    public static IReadOnlyList<string> WithValue { get; } = ["--config", "--server", "--token"];

    public void AddTo(Command root)
    {
        root.Options.Add(Config);
        root.Options.Add(Server);
        root.Options.Add(Token);
        root.Options.Add(Json);
    }
}
