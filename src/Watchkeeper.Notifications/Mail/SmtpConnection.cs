using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Watchkeeper.Notifications.Mail;

/// <summary>What an SMTP server answers: a number and a text (RFC 5321, section 4.2).</summary>
internal readonly record struct SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public bool IsGood => Code is >= 200 and < 400;

    /// <summary>5xx: trying again will not help.</summary>
    public bool IsPermanent => Code is >= 500 and < 600;

    public override string ToString() => $"{Code} {string.Join(' ', Lines)}";
}

/// <summary>A conversation with an SMTP server, line by line.</summary>
internal sealed class SmtpConnection : IAsyncDisposable
{
    private const int LongestLine = 4096;
    private const int MostLines = 200;

    private readonly TcpClient _socket = new();
    private readonly byte[] _received = new byte[4096];
    private Stream _stream = Stream.Null;
    private int _from;
    private int _to;

    /// <summary>Whether what is said is encrypted.</summary>
    public bool IsEncrypted { get; private set; }

    public async Task ConnectAsync(string host, int port, bool encrypted, CancellationToken cancellation)
    {
        await _socket.ConnectAsync(host, port, cancellation);
        _socket.NoDelay = true;
        _stream = _socket.GetStream();
        if (encrypted)
        {
            await EncryptAsync(host, verifies: true, cancellation);
        }
    }

    /// <param name="verifies">Whether the certificate must be one of this name that this host trusts.</param>
    public async Task EncryptAsync(string host, bool verifies, CancellationToken cancellation)
    {
        // What a server (or somebody between) sent before the encryption must not count as said inside it.
        (_from, _to) = (0, 0);
        var encrypted = new SslStream(_stream);
        _stream = encrypted;
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (!verifies)
        {
#pragma warning disable CA5359 // What may go unencrypted too is no less safe under a certificate that nobody vouches for.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        await encrypted.AuthenticateAsClientAsync(options, cancellation);
        IsEncrypted = true;
    }

    public async Task<SmtpReply> SayAsync(string command, CancellationToken cancellation)
    {
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellation);
        return await HearAsync(cancellation);
    }

    /// <summary>The content of a mail, with its dots doubled, and its end.</summary>
    public async Task<SmtpReply> SendContentAsync(byte[] mail, CancellationToken cancellation)
    {
        var text = Encoding.Latin1.GetString(mail);
        var stuffed = text.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        if (stuffed.StartsWith('.'))
        {
            stuffed = "." + stuffed;
        }

        await _stream.WriteAsync(Encoding.Latin1.GetBytes(stuffed + (stuffed.EndsWith("\r\n", StringComparison.Ordinal) ? ".\r\n" : "\r\n.\r\n")), cancellation);
        return await HearAsync(cancellation);
    }

    public async Task<SmtpReply> HearAsync(CancellationToken cancellation)
    {
        var lines = new List<string>();
        while (lines.Count < MostLines)
        {
            var line = await ReadLineAsync(cancellation);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), out var code))
            {
                throw new IOException($"the server does not speak SMTP: \"{Composer.OneLine(line)}\"");
            }

            lines.Add(Composer.OneLine(line.Length > 4 ? line[4..] : ""));
            if (line.Length == 3 || line[3] != '-')
            {
                return new SmtpReply(code, lines);
            }
        }

        throw new IOException("the server's answer does not end");
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket.Dispose();
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellation)
    {
        var line = new List<byte>();
        while (line.Count < LongestLine)
        {
            if (_from == _to)
            {
                (_from, _to) = (0, await _stream.ReadAsync(_received, cancellation));
                if (_to == 0)
                {
                    throw new IOException("the server closed the connection");
                }
            }

            var next = _received[_from++];
            if (next == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(next);
        }

        throw new IOException("the server sent a line without end");
    }
}
