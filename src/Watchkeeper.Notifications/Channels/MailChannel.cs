using System.Net.Sockets;
using System.Security.Authentication;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications.Mail;

namespace Watchkeeper.Notifications.Channels;

/// <param name="To">Addresses.</param>
public sealed record MailChannelOptions(IReadOnlyList<string> To) : IChannelKind
{
    public string Word => "mail";

    public string Destination => string.Join(", ", To);

    internal static MailChannelOptions Read(Section section)
    {
        var to = section.Texts("to", [], "Addresses.");
        if (to.Count == 0)
        {
            section.Error(null, "a mail channel takes addresses: to: [you@example.org]");
        }

        foreach (var address in to.Where(address => !MailAddress.IsValid(address)))
        {
            section.Error("to", $"\"{address}\" is no mail address");
        }

        return new MailChannelOptions(to);
    }
}

/// <summary>Mail, through a server or a sendmail-compatible program.</summary>
internal sealed class MailChannel(MailOptions options, IReadOnlyList<string> to, HostClock clock) : IChannel
{
    public async Task<Delivery> SendAsync(Message message, CancellationToken cancellation)
    {
        var addresses = to.Where(MailAddress.IsValid).ToList();
        if (addresses.Count == 0)
        {
            return new Delivery.Refused($"no valid mail address among {Composer.OneLine(string.Join(", ", to))}");
        }

        var mail = MailMessage.Write(message, options, addresses, clock.Now);
        if (options.Command.Count > 0)
        {
            return await ProgramDelivery.RunAsync([.. options.Command, "-f", options.From, "--", .. addresses], mail, ProgramDelivery.NothingMore, options.Timeout, clock, cancellation);
        }

        using var deadline = new CancellationTokenSource(options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await SmtpDelivery.SendAsync(options, addresses, mail, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new Delivery.Retry($"the mail server {options.Host}:{options.Port} did not answer within {options.Timeout.TotalSeconds} s");
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException)
        {
            return new Delivery.Retry($"the mail server {options.Host}:{options.Port} cannot be reached: {e.Message}");
        }
    }
}
