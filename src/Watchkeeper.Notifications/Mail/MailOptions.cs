using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Notifications.Mail;

/// <summary>Whether the connection to the mail server is encrypted.</summary>
public enum MailSecurity
{
    /// <summary>STARTTLS where the server offers it; a password is only sent when it does, or to this host.</summary>
    Auto,

    /// <summary>STARTTLS, or nothing is sent.</summary>
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
            Security = section.Choice("security", MailSecurity.Auto, "Encryption: auto is STARTTLS where it is offered, tls is from the first byte on."),
            Username = section.OptionalText("username", "Who signs in, where the server asks for it.", "watchkeeper"),
            Password = section.Secret("password", "With which password."),
            Command = section.Texts("command", [], "A sendmail-compatible program to use instead of a server: [/usr/sbin/sendmail, -i]."),
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
