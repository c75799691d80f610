using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Watches.Sources;

/// <summary>Where a watch looks. Two watches whose sources have the same identity read them together.</summary>
internal abstract record Source
{
    /// <summary>One line that names it, for people and for comparing: <c>file /var/log/auth.log</c>.</summary>
    public abstract string Identity { get; }

    /// <summary>The facts that it gives beside lines or values; null where only its answers tell.</summary>
    public virtual IReadOnlyList<string>? Facts => [];
}

/// <summary>A source that is followed from a saved place: nothing in it is missed while Watchkeeper is down.</summary>
internal abstract record FollowedSource : Source;

/// <summary>The lines of a file, also while it is rotated.</summary>
/// <param name="RecordStart">Where given, a line that does not match it belongs to the record before (a stack trace).</param>
internal sealed record FileSource(string Path, Regex? RecordStart) : FollowedSource
{
    public override string Identity => RecordStart is null ? $"file {Path}" : $"file {Path} in records that begin with {RecordStart}";
}

/// <summary>The messages of the systemd journal; all conditions that are given must hold.</summary>
/// <param name="Units">Any of these units, as <c>journalctl -u</c> understands them.</param>
/// <param name="Identifiers">Any of these syslog identifiers.</param>
/// <param name="Severity">So severe or worse.</param>
internal sealed record JournalSource(IReadOnlyList<string> Units, IReadOnlyList<string> Identifiers, Severity? Severity) : FollowedSource
{
    public override string Identity =>
        $"journal{Named(" unit ", Units)}{Named(" identifier ", Identifiers)}{(Severity is { } severity ? $" {severity.ToString().ToLowerInvariant()} or worse" : "")}";

    public override IReadOnlyList<string> Facts => ["unit", "identifier", "pid"];

    private static string Named(string what, IReadOnlyList<string> names) => names.Count == 0 ? "" : what + string.Join(", ", names);
}

/// <summary>The kernel's log.</summary>
internal sealed record KernelSource : FollowedSource
{
    public override string Identity => "kernel log";
}

/// <summary>Watchkeeper's own events.</summary>
/// <param name="Types">Globs over the type; any of them.</param>
/// <param name="Severity">So severe or worse.</param>
internal sealed record EventSource(IReadOnlyList<string> Types, Severity? Severity) : FollowedSource
{
    public override string Identity => $"events {string.Join(", ", Types)}{(Severity is { } severity ? $" {severity.ToString().ToLowerInvariant()} or worse" : "")}";

    public override IReadOnlyList<string>? Facts => null;
}
