using System.Globalization;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Notifications.Channels;

/// <param name="Run">The program and its arguments; no shell is between.</param>
/// <param name="Timeout">After which it is killed.</param>
public sealed record CommandOptions(IReadOnlyList<string> Run, TimeSpan Timeout) : IChannelKind
{
    public string Word => "command";

    public string Destination => Run.Count > 0 ? Run[0] : "";

    internal static CommandOptions Read(Section section)
    {
        var options = new CommandOptions(
            section.Texts("run", [], "The program and its arguments: [/usr/local/bin/tell-me, --loudly]. The message is on its standard input as JSON, its text in WATCHKEEPER_TEXT."),
            HttpOptions.ReadTimeout(section));
        if (options.Run.Count == 0)
        {
            section.Error(null, "a command channel takes run: [PROGRAM, ARGUMENT…]");
        }

        return options;
    }
}

/// <summary>A program of the user's: see <see cref="ProgramDelivery"/> for what its exit status says.</summary>
internal sealed class CommandChannel(CommandOptions options, HostClock clock) : IChannel
{
    public Task<Delivery> SendAsync(Message message, CancellationToken cancellation)
    {
        var input = MessageView.Write(message);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["WATCHKEEPER_KEY"] = message.Key,
            ["WATCHKEEPER_SUBJECT"] = message.Subject,
            ["WATCHKEEPER_TEXT"] = message.Text.Replace("\0", "", StringComparison.Ordinal),
            ["WATCHKEEPER_SEVERITY"] = Severities.Name(message.Severity),
            ["WATCHKEEPER_TOTAL"] = message.Total.ToString(CultureInfo.InvariantCulture),
        };
        return ProgramDelivery.RunAsync(options.Run, input, environment, options.Timeout, clock, cancellation);
    }
}
