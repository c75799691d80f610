using Watchkeeper.Core.Text;

namespace Watchkeeper.Watches.Sources;

/// <summary>A source that is asked every so often.</summary>
internal abstract record PolledSource : Source
{
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>No answer within this is unknown.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>An expression over Watchkeeper's own samples.</summary>
internal sealed record MetricSource(string Expression) : PolledSource
{
    /// <summary>Where given, the value is not the expression's, but the seconds until it is zero at its pace over this time.</summary>
    public TimeSpan? UntilZero { get; init; }

    public override string Identity => UntilZero is { } span ? $"metric {Expression}, until zero at the pace of {Durations.Write(span)}" : $"metric {Expression}";

    public override IReadOnlyList<string>? Facts => null;
}

/// <summary>An instant query to a Prometheus.</summary>
internal sealed record PrometheusSource(string Url, string Query) : PolledSource
{
    public override string Identity => $"prometheus {Url} {Query}";

    public override IReadOnlyList<string>? Facts => null;
}

/// <summary>systemd units by name or glob. The value is the active state; facts: <c>unit</c>, <c>active</c>, <c>sub</c>, <c>result</c>, <c>restarts</c>.</summary>
internal sealed record UnitSource(IReadOnlyList<string> Units) : PolledSource
{
    public override string Identity => $"systemd unit {string.Join(", ", Units)}";

    public override IReadOnlyList<string> Facts => ["unit", "active", "sub", "result", "restarts"];
}

/// <summary>
/// Processes by name or by the number in a file. The value is <c>running</c> or <c>gone</c>; facts: <c>count</c>, <c>pid</c>.
/// </summary>
internal sealed record ProcessSource(string? ProcessName, string? PidFile) : PolledSource
{
    public override string Identity => PidFile is null ? $"process {ProcessName}" : $"process of {PidFile}";

    public override IReadOnlyList<string> Facts => ["count", "pid"];
}

/// <summary>
/// One HTTP request. The value is the status; facts: <c>status</c>, <c>seconds</c>, <c>body</c>, and the members of a JSON answer by their path.
/// </summary>
internal sealed record HttpSource(string Url, string Method, IReadOnlyDictionary<string, string> Headers) : PolledSource
{
    public override string Identity => $"http {Method} {Url}";

    public override IReadOnlyList<string>? Facts => null;
}

/// <summary>
/// One TCP connection. The value is <c>open</c>; facts: <c>seconds</c> and, with TLS, <c>certificate_days</c> until the certificate ends.
/// </summary>
internal sealed record TcpSource(string Host, int Port, bool Tls) : PolledSource
{
    public override string Identity => $"{(Tls ? "tls" : "tcp")} {Host}:{Port}";

    public override IReadOnlyList<string> Facts => ["seconds", "certificate_days", "error"];
}

/// <summary>A command that answers by what it prints. The value is its output, trimmed; facts: <c>output</c>, <c>exit</c>, <c>seconds</c>.</summary>
internal sealed record CommandSource(IReadOnlyList<string> Argv) : PolledSource
{
    public override string Identity => $"command {string.Join(' ', Argv)}";

    public override IReadOnlyList<string> Facts => ["output", "exit", "seconds"];
}

/// <summary>The host's clock. The value is <c>right</c> (synchronised, or from a real-time clock that never stepped) or <c>doubtful</c>.</summary>
internal sealed record ClockSource : PolledSource
{
    public override string Identity => "the host's clock";
}

/// <summary>
/// Every sensor that names its critical temperature. The value is how far below it is, in °C; facts: <c>chip</c>, <c>sensor</c>, <c>celsius</c>, <c>critical</c>.
/// </summary>
internal sealed record TemperatureSource : PolledSource
{
    public override string Identity => "the sensors' distance to their critical temperature";

    public override IReadOnlyList<string> Facts => ["chip", "sensor", "celsius", "critical"];
}

/// <summary>A file or folder. The value is <c>there</c> or <c>missing</c>; facts: <c>size</c> (bytes), <c>age</c> (seconds since the last change), <c>count</c> (a folder's entries).</summary>
internal sealed record PathSource(string Path) : PolledSource
{
    public override string Identity => $"path {Path}";

    public override IReadOnlyList<string> Facts => ["size", "age", "count"];
}
