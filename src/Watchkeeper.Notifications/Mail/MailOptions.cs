using System.Net;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Notifications.Mail;

/// <summary>Whether the connection to the mail server is encrypted.</summary>
public enum MailSecurity
{
    /// <summary>
    /// STARTTLS where the server offers it; a password is only sent when it does, or to this host. The certificate of a server on this host is not looked at:
    /// nobody is between, and it is hardly ever made out to <c>localhost</c>.
    /// </summary>
    Auto,

    /// <summary>STARTTLS with a certificate that this host trusts, or nothing is sent.</summary>
    Starttls,

    /// <summary>TLS from the first byte (port 465).</summary>
    Tls,

    /// <summary>Never.</summary>
    None,
}

/// <summary>How mail leaves this host.</summary>
public sealed record MailOptions
{
    /// <summary>The sender's address.</summary>
    public required string From { get; init; }

    /// <summary>The sender's name, shown before the address.</summary>
    public required string Sender { get; init; }

    public required string Host { get; init; }

    public int Port { get; init; }

    public MailSecurity Security { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    /// <summary>A sendmail-compatible program and its arguments; empty for SMTP.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>How many mails an address takes that an event names itself, as a canary's own.</summary>
    public PaceOptions Pace { get; init; } = PaceOptions.Standard;

    /// <summary>Whether the server is on this host.</summary>
    public bool IsLocal => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>For one whole delivery.</summary>
    public TimeSpan Timeout { get; init; }

    public static MailOptions Read(Section section)
    {
        var options = new MailOptions
        {
            From = section.OptionalText("from", "The sender's address; by default watchkeeper at this host's name.", "watchkeeper@example.org")
                ?? $"watchkeeper@{Environment.MachineName.ToLowerInvariant()}",
            Sender = section.Text("sender", "Watchkeeper", "The sender's name, shown before the address."),
            Host = section.Text("host", "localhost", "The mail server."),
            Port = (int)section.Integer("port", 25, 1, 65535, "Its port: 25, 587 for submission, or 465 with security: tls."),
            Security = section.Choice("security", MailSecurity.Auto, "Encryption: auto is STARTTLS where it is offered (the certificate of a server on this host is not looked at), tls is from the first byte on."),
            Username = section.OptionalText("username", "Who signs in, where the server asks for it.", "watchkeeper"),
            Password = section.Secret("password", "With which password."),
            Command = section.Texts("command", [], "A sendmail-compatible program to use instead of a server: [/usr/sbin/sendmail, -i]."),
            Pace = section.Nested("pace", PaceOptions.Read, "For the addresses that events name themselves, as canaries do: how many mails each takes."),
            Timeout = section.Duration("timeout", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), "How long one delivery may take."),
        };
        if (!MailAddress.IsValid(options.From))
        {
            section.Error("from", $"\"{options.From}\" is no mail address; write one like watchkeeper@example.org");
        }

        if ((options.Username is null) != (options.Password is null))
        {
            section.Error(options.Username is null ? "password" : "username", "signing in takes both username and password");
        }

        return options;
    }
}
