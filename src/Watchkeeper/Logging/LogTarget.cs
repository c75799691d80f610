namespace Watchkeeper.Logging;

/// <summary>Where log lines go. A target that cannot be written to loses lines rather than stopping the daemon.</summary>
internal abstract class LogTarget : IDisposable
{
    /// <summary>Whether each line begins with its time and level (the journal of systemd keeps those itself).</summary>
    public abstract bool WantsTime { get; }

    /// <summary>Whether the values of a message follow it as <c>key=value</c>, for programs.</summary>
    public abstract bool WantsFields { get; }

    /// <summary>Standard error, as systemd, a terminal or a pipe wants it; or the file.</summary>
    public static LogTarget Open(string? file, long maxSize, int keep) => file switch
    {
        not null => new RotatingFile(file, maxSize, keep),
        _ when Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 } => new SystemdErrorStream(),
        _ => new ErrorStream(wantsFields: Console.IsErrorRedirected),
    };

    public abstract void Write(LogLevel level, string line);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>Standard error of a terminal or a pipe.</summary>
internal sealed class ErrorStream(bool wantsFields) : LogTarget
{
    public override bool WantsTime => true;

    public override bool WantsFields => wantsFields;

    public override void Write(LogLevel level, string line) => Console.Error.WriteLine(line);
}

/// <summary>Standard error that systemd reads: each line begins with its priority (sd-daemon(3)).</summary>
internal sealed class SystemdErrorStream : LogTarget
{
    public override bool WantsTime => false;

    public override bool WantsFields => false;

    public override void Write(LogLevel level, string line) => Console.Error.WriteLine(PriorityOf(level) + line);

    private static string PriorityOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "<7>",
        LogLevel.Information => "<6>",
        LogLevel.Warning => "<4>",
        LogLevel.Error => "<3>",
        _ => "<2>",
    };
}
