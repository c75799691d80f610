using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Table;
using Watchkeeper.Logs.Files;
using Watchkeeper.Logs.Journals;
using Watchkeeper.Logs.Kmsg;
using Watchkeeper.Logs.Sources;

namespace Watchkeeper.Disks;

/// <summary>Makes the sources that a configuration names; <see cref="SourceList.Of"/>, unless a measurement puts others in their place.</summary>
/// <param name="recent">How much of what the kernel said before is of interest where no position is saved; null: all that it still has.</param>
internal delegate IEnumerable<LogSource> SourceFactory(DisksOptions options, HostClock clock, TimeSpan? recent);

/// <summary>The sources that the configuration names.</summary>
internal static class SourceList
{
    public static IEnumerable<LogSource> Of(DisksOptions options, HostClock clock, TimeSpan? recent) => options.Sources.Distinct(StringComparer.Ordinal).Select(name => (LogSource)(name switch
    {
        "kmsg" => new KmsgSource(clock, options.AcceptProgramLines, fromNow: recent is not null, recent ?? TimeSpan.Zero),
        "journal" => new JournalSource(Programs(options), acceptPrograms: options.AcceptProgramLines),
        _ => new FileSource(name, clock),
    }));

    /// <summary>What the sources are made of: as long as it stays the same, those that run may go on.</summary>
    public static string KeyOf(DisksOptions options) =>
        string.Join('\n', [.. options.Sources, options.AcceptProgramLines ? "programs too" : "kernel only", .. Programs(options)]);

    /// <summary>The kernel's lines are read from the journal only where nothing else gives them.</summary>
    private static IReadOnlyList<string> Programs(DisksOptions options) =>
    [
        .. StorageEvents.Programs,
        .. options.Patterns.Select(pattern => pattern.Program).Where(program => program != "kernel").Except(StorageEvents.Programs, StringComparer.Ordinal),
        .. options.Sources.Contains("kmsg") ? [] : new[] { "kernel" },
    ];
}
