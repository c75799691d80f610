namespace Watchkeeper.Notifications.Mail;

/// <summary>Mail addresses, as far as they must be right to stand in an SMTP command and in a header.</summary>
internal static class MailAddress
{
    /// <summary>One <c>@</c> with something on both sides, ASCII, no blanks, brackets, quotes or control characters (RFC 5321, section 4.1.2, without quoted forms).</summary>
    public static bool IsValid(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < address.Length - 1 && at == address.LastIndexOf('@') && address.Length <= 254
            && address.All(letter => letter is > ' ' and < '\x7f' && !"<>()[],;:\\\"".Contains(letter, StringComparison.Ordinal));
    }
}
