using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Watchkeeper.Logs.Journals;

/// <summary>
/// The part of libsystemd that reads journals (sd-journal(3)). The library is loaded at the first use and may be absent: ask
/// <see cref="IsPresent"/> before any call. Functions return a negative errno when they fail.
/// </summary>
internal static unsafe partial class LibSystemd
{
    public const int LocalOnly = 1;

    private const string Name = "libsystemd.so.0";

    /// <summary>Whether the dynamic linker finds the library; looked up once.</summary>
    public static bool IsPresent { get; } = NativeLibrary.TryLoad(Name, out _);

    [LibraryImport(Name, EntryPoint = "sd_journal_open")]
    public static partial int Open(out JournalHandle journal, int flags);

    [LibraryImport(Name, EntryPoint = "sd_journal_open_directory", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenDirectory(out JournalHandle journal, string path, int flags);

    [LibraryImport(Name, EntryPoint = "sd_journal_open_files")]
    public static partial int OpenFiles(out JournalHandle journal, byte** paths, int flags);

    [LibraryImport(Name, EntryPoint = "sd_journal_close")]
    public static partial void Close(nint journal);

    [LibraryImport(Name, EntryPoint = "sd_journal_add_match")]
    public static partial int AddMatch(JournalHandle journal, byte* data, nuint size);

    [LibraryImport(Name, EntryPoint = "sd_journal_seek_head")]
    public static partial int SeekHead(JournalHandle journal);

    [LibraryImport(Name, EntryPoint = "sd_journal_seek_tail")]
    public static partial int SeekTail(JournalHandle journal);

    [LibraryImport(Name, EntryPoint = "sd_journal_seek_realtime_usec")]
    public static partial int SeekRealtime(JournalHandle journal, ulong microseconds);

    [LibraryImport(Name, EntryPoint = "sd_journal_seek_cursor", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SeekCursor(JournalHandle journal, string cursor);

    [LibraryImport(Name, EntryPoint = "sd_journal_test_cursor", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int TestCursor(JournalHandle journal, string cursor);

    [LibraryImport(Name, EntryPoint = "sd_journal_next")]
    public static partial int Next(JournalHandle journal);

    [LibraryImport(Name, EntryPoint = "sd_journal_previous")]
    public static partial int Previous(JournalHandle journal);

    [LibraryImport(Name, EntryPoint = "sd_journal_get_cursor")]
    public static partial int GetCursor(JournalHandle journal, out byte* cursor);

    [LibraryImport(Name, EntryPoint = "sd_journal_get_realtime_usec")]
    public static partial int GetRealtime(JournalHandle journal, out ulong microseconds);

    [LibraryImport(Name, EntryPoint = "sd_journal_get_monotonic_usec")]
    public static partial int GetMonotonic(JournalHandle journal, out ulong microseconds, byte* bootId);

    [LibraryImport(Name, EntryPoint = "sd_journal_get_data")]
    public static partial int GetData(JournalHandle journal, byte* field, out byte* data, out nuint length);

    [LibraryImport(Name, EntryPoint = "sd_journal_restart_data")]
    public static partial void RestartData(JournalHandle journal);

    [LibraryImport(Name, EntryPoint = "sd_journal_enumerate_available_data")]
    public static partial int EnumerateData(JournalHandle journal, out byte* data, out nuint length);

    [LibraryImport(Name, EntryPoint = "sd_journal_get_fd")]
    public static partial int GetDescriptor(JournalHandle journal);

    [LibraryImport(Name, EntryPoint = "sd_journal_get_events")]
    public static partial int GetEvents(JournalHandle journal);

    [LibraryImport(Name, EntryPoint = "sd_journal_process")]
    public static partial int Process(JournalHandle journal);
}

/// <summary>An <c>sd_journal *</c>.</summary>
internal sealed class JournalHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        LibSystemd.Close(handle);
        return true;
    }
}
