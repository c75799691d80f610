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

    public IReadOnlyList<string> Addresses => To;

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

/// <summary>Mail, through a server or a sendmail-compatible program; to each address by itself, because one may be refused where others are not.</summary>
/// <param name="options">How mail leaves this host.</param>
/// <param name="to">Who gets it from here.</param>
/// <param name="shown">All who get it, for its header, where the message does not say so itself.</param>
/// <param name="clock">Dates it, and ends what takes too long.</param>
internal sealed class MailChannel(MailOptions options, IReadOnlyList<string> to, IReadOnlyList<string> shown, HostClock clock) : IChannel
{
    /// <summary>Ends as it did for the address that fared worst.</summary>
    public async Task<Delivery> SendAsync(Message message, CancellationToken cancellation)
    {
        Delivery worst = new Delivery.Sent();
        foreach (var address in to)
        {
            var delivery = await SendAsync(message, address, cancellation);
            worst = worst is Delivery.Sent || delivery is Delivery.Refused ? Named(delivery, address) : worst;
        }

        return worst;
    }

    /// <summary>Where there are several, it is said which of them it was.</summary>
    private Delivery Named(Delivery delivery, string address) => delivery switch
    {
        Delivery.Retry retry when to.Count > 1 => retry with { Reason = $"{address}: {retry.Reason}" },
        Delivery.Refused refused when to.Count > 1 => new Delivery.Refused($"{address}: {refused.Reason}"),
        _ => delivery,
    };

    private async Task<Delivery> SendAsync(Message message, string address, CancellationToken cancellation)
    {
        if (!MailAddress.IsValid(address))
        {
            return new Delivery.Refused($"\"{Composer.OneLine(address)}\" is no mail address");
        }

        var all = message.To.Count > 0 ? message.To : shown;
        var mail = MailMessage.Write(message, options, all.Contains(address) ? [.. all.Where(MailAddress.IsValid)] : [address], clock.Now);
        if (options.Command.Count > 0)
        {
            return await ProgramDelivery.RunAsync([.. options.Command, "-f", options.From, "--", address], mail, ProgramDelivery.NothingMore, options.Timeout, clock, cancellation);
        }

        using var deadline = new CancellationTokenSource(options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await SmtpDelivery.SendAsync(options, address, mail, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new Delivery.Retry($"the mail server {options.Host}:{options.Port} did not answer within {options.Timeout.TotalSeconds} s");
        }
        catch (AuthenticationException e)
        {
            return new Delivery.Retry(
                $"the mail server {options.Host}:{options.Port} cannot be spoken to over TLS: {e.Message.TrimEnd('.')}; let this host trust its certificate, or change notifications.mail.security",
                Unreached: true);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return new Delivery.Retry($"the mail server {options.Host}:{options.Port} cannot be reached: {e.Message}", Unreached: true);
        }
    }
}
