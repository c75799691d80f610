namespace Watchkeeper.Uptime;

/// <summary>Lengths of time for people, to the second.</summary>
internal static class UptimeText
{
    /// <summary><c>3d 4h 5m 6s</c>, from the largest unit that is not zero on; rounded to the second.</summary>
    public static string Length(TimeSpan length)
    {
        var seconds = (long)Math.Round(Math.Abs(length.TotalSeconds));
        var (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
        var text = days > 0 ? $"{days}d {hours}h {minutes}m {seconds % 60}s"
            : hours > 0 ? $"{hours}h {minutes}m {seconds % 60}s"
            : minutes > 0 ? $"{minutes}m {seconds % 60}s"
            : $"{seconds}s";
        return length < TimeSpan.Zero && seconds > 0 ? "-" + text : text;
    }
}
