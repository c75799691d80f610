using System.Net;
using System.Text;
using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications.Mail;

/// <summary>Hands one mail for one address to an SMTP server (RFC 5321) with STARTTLS (RFC 3207) and AUTH PLAIN or LOGIN (RFC 4954).</summary>
internal static class SmtpDelivery
{
    public static async Task<Delivery> SendAsync(MailOptions options, string to, byte[] mail, CancellationToken cancellation)
    {
        await using var server = new SmtpConnection();
        await server.ConnectAsync(options.Host, options.Port, options.Security == MailSecurity.Tls, cancellation);
        var greeting = await server.HearAsync(cancellation);
        if (!greeting.IsGood)
        {
            return Failed("refuses the connection", greeting);
        }

        return await GreetAsync(server, options, cancellation) ?? await HandOverAsync(server, options, to, mail, cancellation);
    }

    /// <summary>Says hello, encrypts, signs in. Null when all is well.</summary>
    private static async Task<Delivery?> GreetAsync(SmtpConnection server, MailOptions options, CancellationToken cancellation)
    {
        var hello = $"EHLO {Dns.GetHostName()}";
        var offers = await server.SayAsync(hello, cancellation);
        if (!offers.IsGood)
        {
            offers = await server.SayAsync($"HELO {Dns.GetHostName()}", cancellation);
        }

        if (!offers.IsGood)
        {
            return Failed("does not greet", offers);
        }

        if (options.Security is MailSecurity.Auto or MailSecurity.Starttls && Offers(offers, "STARTTLS") is not null)
        {
            var ready = await server.SayAsync("STARTTLS", cancellation);
            if (!ready.IsGood)
            {
                return Failed("refuses STARTTLS", ready);
            }

            await server.EncryptAsync(options.Host, verifies: options.Security != MailSecurity.Auto || !options.IsLocal, cancellation);
            offers = await server.SayAsync(hello, cancellation);
        }
        else if (options.Security == MailSecurity.Starttls)
        {
            return new Delivery.Refused($"the mail server {options.Host} does not offer STARTTLS");
        }

        return options.Username is null ? null : await SignInAsync(server, offers, options, cancellation);
    }

    private static async Task<Delivery?> SignInAsync(SmtpConnection server, SmtpReply offers, MailOptions options, CancellationToken cancellation)
    {
        if (!server.IsEncrypted && options.Security != MailSecurity.None && !options.IsLocal)
        {
            return new Delivery.Refused($"the mail server {options.Host} offers no encryption, and the password is not sent without (security: none would)");
        }

        var methods = Offers(offers, "AUTH")?.ToUpperInvariant().Split(' ') ?? [];
        SmtpReply reply;
        if (methods.Contains("PLAIN") || !methods.Contains("LOGIN"))
        {
            reply = await server.SayAsync($"AUTH PLAIN {Base64($"\0{options.Username}\0{options.Password}")}", cancellation);
        }
        else
        {
            reply = await server.SayAsync("AUTH LOGIN", cancellation);
            reply = reply.IsGood ? await server.SayAsync(Base64(options.Username!), cancellation) : reply;
            reply = reply.IsGood ? await server.SayAsync(Base64(options.Password!), cancellation) : reply;
        }

        return reply.Code is >= 200 and < 300 ? null : Failed("refuses the user name or password", reply);
    }

    private static async Task<Delivery> HandOverAsync(SmtpConnection server, MailOptions options, string to, byte[] mail, CancellationToken cancellation)
    {
        var from = await server.SayAsync($"MAIL FROM:<{options.From}>", cancellation);
        if (!from.IsGood)
        {
            return Failed($"refuses the sender {options.From}", from);
        }

        var recipient = await server.SayAsync($"RCPT TO:<{to}>", cancellation);
        if (!recipient.IsGood)
        {
            return Failed($"refuses {to}", recipient);
        }

        var ready = await server.SayAsync("DATA", cancellation);
        var taken = ready.Code == 354 ? await server.SendContentAsync(mail, cancellation) : ready;
        if (!taken.IsGood)
        {
            return Failed("refuses the mail", taken);
        }

        await SayGoodbyeAsync(server, cancellation);
        return new Delivery.Sent();
    }

    /// <summary>The mail is theirs already: whatever happens to the farewell changes nothing.</summary>
    private static async Task SayGoodbyeAsync(SmtpConnection server, CancellationToken cancellation)
    {
        try
        {
            await server.SayAsync("QUIT", cancellation);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
        }
    }

    private static Delivery Failed(string what, SmtpReply reply) => reply.IsPermanent
        ? new Delivery.Refused($"the mail server {what}: {reply}")
        : new Delivery.Retry($"the mail server {what}: {reply}");

    /// <summary>The parameters of an extension that the server named in its greeting, or null.</summary>
    private static string? Offers(SmtpReply greeting, string extension) => greeting.Lines
        .Where(line => line.Equals(extension, StringComparison.OrdinalIgnoreCase) || line.StartsWith(extension + " ", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[extension.Length..].Trim()).FirstOrDefault();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
