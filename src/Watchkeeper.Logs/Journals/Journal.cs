using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using Watchkeeper.Core;
using Watchkeeper.Core.Time;
using Watchkeeper.Logs.Sources;

namespace Watchkeeper.Logs.Journals;

/// <summary>
/// The systemd journal, read through libsystemd: entries forwards and backwards, from a saved cursor, restricted by matches, live or in files of
/// another boot or machine. Stands before the first entry when opened. Not thread-safe: one thread at a time.
/// </summary>
public sealed unsafe class Journal : IDisposable
{
    private readonly JournalHandle _handle;
    private readonly JournalLocation _location;

    private Journal(JournalHandle handle, JournalLocation location) => (_handle, _location) = (handle, location);

    /// <summary>Opens a journal.</summary>
    /// <exception cref="ProblemException">libsystemd is not installed, or the files cannot be read.</exception>
    public static Journal Open(JournalLocation location) =>
        TryOpen(location, out var journal, out var problem) ? journal : throw new ProblemException(ProblemKind.Unavailable, problem);

    /// <summary>Opens a journal, or says in a sentence why that cannot be done on this host.</summary>
    public static bool TryOpen(JournalLocation location, [NotNullWhen(true)] out Journal? journal, [NotNullWhen(false)] out string? problem)
    {
        journal = null;
        if (!LibSystemd.IsPresent)
        {
            problem = $"Cannot read {location}: libsystemd.so.0 is not installed (Debian's package libsystemd0).";
            return false;
        }

        var error = Open(location, out var handle);
        if (error < 0)
        {
            handle.Dispose();
            problem = $"Cannot read {location}: {Reason(error)}.";
            return false;
        }

        journal = new Journal(handle, location);
        problem = null;
        return true;
    }

    /// <summary>Only entries with this value in this field. Matches on one field are alternatives, those on different fields must all hold.</summary>
    public Journal Where(string field, string value)
    {
        var match = Encoding.UTF8.GetBytes($"{field}={value}");
        fixed (byte* data = match)
        {
            Check(LibSystemd.AddMatch(_handle, data, (nuint)match.Length));
        }

        return this;
    }

    /// <summary>Only entries of one boot.</summary>
    public Journal OfBoot(Guid bootId) => Where("_BOOT_ID", bootId.ToString("N"));

    public void SeekStart() => Check(LibSystemd.SeekHead(_handle));

    public void SeekEnd() => Check(LibSystemd.SeekTail(_handle));

    /// <summary>So that <see cref="Next"/> gives the first entry at or after a wall time.</summary>
    public void Seek(Instant time) => Check(LibSystemd.SeekRealtime(_handle, (ulong)Math.Max(0, time.Microseconds)));

    /// <summary>
    /// So that <see cref="Next"/> gives the entry after the cursor's. When that entry is gone (vacuumed), <see cref="Next"/> gives the
    /// one that stands closest. False when the text is no cursor.
    /// </summary>
    public bool SeekAfter(string cursor)
    {
        if (LibSystemd.SeekCursor(_handle, cursor) < 0)
        {
            return false;
        }

        if (Next() && LibSystemd.TestCursor(_handle, cursor) <= 0)
        {
            Previous();
        }

        return true;
    }

    /// <summary>Steps to the next entry; false at the end (more may come: <see cref="Refresh"/>).</summary>
    public bool Next() => Check(LibSystemd.Next(_handle)) > 0;

    /// <summary>Steps to the entry before; false at the start.</summary>
    public bool Previous() => Check(LibSystemd.Previous(_handle)) > 0;

    /// <summary>Where the present entry stands.</summary>
    public string Cursor
    {
        get
        {
            Check(LibSystemd.GetCursor(_handle, out var text));
            try
            {
                return Marshal.PtrToStringUTF8((nint)text)!;
            }
            finally
            {
                NativeMemory.Free(text);
            }
        }
    }

    /// <summary>The wall clock when journald received the present entry.</summary>
    public Instant Time
    {
        get
        {
            Check(LibSystemd.GetRealtime(_handle, out var microseconds));
            return new Instant((long)microseconds);
        }
    }

    /// <summary>CLOCK_MONOTONIC when journald received the present entry, and the boot it counts from.</summary>
    public (TimeSpan Monotonic, Guid BootId) BootTime
    {
        get
        {
            var id = stackalloc byte[16];
            Check(LibSystemd.GetMonotonic(_handle, out var microseconds, id));
            return (TimeSpan.FromMicroseconds(microseconds), new Guid(new ReadOnlySpan<byte>(id, 16), bigEndian: true));
        }
    }

    /// <summary>
    /// A field of the present entry, as bytes that stay valid until the next call on this journal; empty when the entry lacks it. The name ends
    /// with a zero byte: <c>"MESSAGE\0"u8</c>.
    /// </summary>
    public ReadOnlySpan<byte> Field(ReadOnlySpan<byte> nameZ)
    {
        fixed (byte* name = nameZ)
        {
            // The data begins with the name and an equals sign, as many bytes as the name with its zero.
            return LibSystemd.GetData(_handle, name, out var data, out var length) < 0 || length < (nuint)nameZ.Length
                ? []
                : new ReadOnlySpan<byte>(data + nameZ.Length, checked((int)length - nameZ.Length));
        }
    }

    /// <summary>Copies the present entry with all its fields.</summary>
    public JournalEntry Read()
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        LibSystemd.RestartData(_handle);
        while (Check(LibSystemd.EnumerateData(_handle, out var data, out var length)) > 0)
        {
            var pair = new ReadOnlySpan<byte>(data, checked((int)length));
            var equals = pair.IndexOf((byte)'=');
            if (equals > 0)
            {
                fields.TryAdd(Encoding.UTF8.GetString(pair[..equals]), Encoding.UTF8.GetString(pair[(equals + 1)..]));
            }
        }

        var (monotonic, bootId) = BootTime;
        return new JournalEntry(Cursor, Time, monotonic, bootId, fields);
    }

    /// <summary>The entries from here to the end.</summary>
    public IEnumerable<JournalEntry> Forwards()
    {
        while (Next())
        {
            yield return Read();
        }
    }

    /// <summary>The entries from the end to the start, the newest first.</summary>
    public IEnumerable<JournalEntry> Backwards()
    {
        SeekEnd();
        while (Previous())
        {
            yield return Read();
        }
    }

    /// <summary>The descriptor to poll for changes, and the events to poll it for; after it wakes, <see cref="Refresh"/>.</summary>
    internal (int Descriptor, short Events) Watch() => (Check(LibSystemd.GetDescriptor(_handle)), (short)Check(LibSystemd.GetEvents(_handle)));

    /// <summary>Waits until there may be more entries (at most a second, for what the kernel does not tell of), and takes notice of them.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public void Wait(CancellationToken cancellation)
    {
        using var waiter = new Waiter(cancellation);
        var (descriptor, events) = Watch();
        waiter.Wait(descriptor, events, milliseconds: 1000);
        Refresh();
    }

    /// <summary>Takes notice of entries and files that appeared since.</summary>
    public void Refresh() => Check(LibSystemd.Process(_handle));

    public void Dispose() => _handle.Dispose();

    private static int Open(JournalLocation location, out JournalHandle handle)
    {
        switch (location)
        {
            case JournalLocation.Folder folder:
                return LibSystemd.OpenDirectory(out handle, folder.Path, 0);
            case JournalLocation.Files files:
                var paths = new nint[files.Paths.Count + 1];
                try
                {
                    for (var i = 0; i < files.Paths.Count; i++)
                    {
                        paths[i] = Marshal.StringToCoTaskMemUTF8(files.Paths[i]);
                    }

                    fixed (nint* first = paths)
                    {
                        return LibSystemd.OpenFiles(out handle, (byte**)first, 0);
                    }
                }
                finally
                {
                    Array.ForEach(paths, Marshal.FreeCoTaskMem);
                }

            default:
                return LibSystemd.Open(out handle, LibSystemd.LocalOnly);
        }
    }

    private int Check(int result) => result >= 0
        ? result
        : throw new ProblemException(ProblemKind.Failed, $"Reading {_location} failed: {Reason(result)}.");

    private static string Reason(int negativeErrno) => Marshal.GetPInvokeErrorMessage(-negativeErrno);
}
