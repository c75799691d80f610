using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Watchkeeper.Core;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Logs.Files;

/// <summary>Some whole lines of a file, and where reading stands after them.</summary>
/// <param name="Lines">UTF-8 text as it stands in the file, valid until the next chunk is asked for. The last line lacks its line feed when the file was rotated, or went quiet, without one. Empty: it was opened, or went quiet.</param>
/// <param name="Position">Save it with what the lines led to.</param>
public readonly record struct FileChunk(ReadOnlyMemory<byte> Lines, string Position);

/// <summary>
/// A file as it grows, as chunks of whole lines. It is followed through rotation by renaming and by copying and truncating: what it got before is read to its
/// end first, also when that happened while nobody read, and more than once. The kernel tells when it grew (inotify); where it cannot, and for what it does not tell, it is looked at
/// every so often.
/// </summary>
/// <param name="fromStart">Begins with the file's start instead of its end when there is no saved position.</param>
public sealed class FileChunks(string path, HostClock clock, bool fromStart = false) : IDisposable
{
    /// <summary>A line that is longer is cut here, and the rest of it passed over.</summary>
    public const int LongestLine = 1024 * 1024;

    private static readonly TimeSpan LookSeldom = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookOften = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>A line without an end is held for so long: its writer may be slow, or stand still.</summary>
    private static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(1);

    private readonly Bell _grown = new(clock);
    private byte[] _buffer = new byte[128 * 1024];
    private int _start;
    private int _end;
    private bool _isPassing;

    /// <summary>Up to where the file was read, and up to where its lines were given out.</summary>
    private FilePosition _read;
    private FilePosition _taken;

    private bool _wasAbsent;
    private FileSystemWatcher? _watcher;

    /// <summary>The file is not there, and is waited for: why, as a sentence. Raised once each time.</summary>
    public event Action<string>? Missing;

    /// <summary>Reads until cancelled.</summary>
    /// <param name="position">Where to resume: the last saved <see cref="FileChunk.Position"/>, or null to begin.</param>
    public async IAsyncEnumerable<FileChunk> ReadAsync(string? position, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var left = FilePosition.Parse(position);
        var begin = left is null && !fromStart;
        while (true)
        {
            foreach (var chunk in left is { } was ? Rotated(was) : [])
            {
                yield return chunk;
            }

            using var file = await OpenAsync(cancellation).ConfigureAwait(false);
            var state = FileState.Of(file)!.Value;
            var offset = left is { } at && at.Continues(file, state) ? at.Offset : begin && !_wasAbsent ? state.Length : 0;
            (begin, _start, _end, _isPassing) = (false, 0, 0, false);
            Watch();
            _read = FilePosition.Of(file, state, offset);
            yield return new FileChunk(default, PositionAt(file, offset));
            var (quietSince, saidQuiet, isGone) = (clock.Uptime, false, false);
            while (!isGone)
            {
                // Which file stands there is asked before reading, so that what the old one got until it was renamed is read too.
                var isReplaced = FileState.Of(path) is { } there && !_read.IsOf(there);
                var before = offset;
                while (Next(file, ref offset, isReplaced) is { } chunk)
                {
                    yield return chunk;
                }

                isGone = isReplaced || IsEmptied(file);

                // A line that has no end yet is growth too.
                (quietSince, saidQuiet) = offset > before ? (clock.Uptime, false) : (quietSince, saidQuiet);
                var quietFor = clock.Uptime - quietSince;
                if (!isGone && _end > _start && quietFor >= LongPatience)
                {
                    yield return new FileChunk(TakeHeld(), PositionAt(file, offset));
                    saidQuiet = false;
                }

                if (!isGone && !saidQuiet && quietFor >= Patience)
                {
                    saidQuiet = true;
                    yield return new FileChunk(default, PositionAt(file, offset));
                }

                if (!isGone)
                {
                    await _grown.WaitAsync(saidQuiet && _watcher is not null ? LookSeldom : LookOften, cancellation).ConfigureAwait(false);
                }
            }

            left = _taken;
        }
    }

    public void Dispose() => _watcher?.Dispose();

    /// <summary>The rest of what was being read, and of those files that stood at the path after it and were replaced too.</summary>
    private IEnumerable<FileChunk> Rotated(FilePosition left)
    {
        foreach (var (name, from) in Rotation.Since(path, left))
        {
            using var file = Rotation.Open(name);
            if (file is null)
            {
                continue;
            }

            var offset = from;
            (_start, _end, _isPassing) = (0, 0, false);
            _read = FilePosition.Of(file, FileState.Of(file)!.Value, offset);
            while (Next(file, ref offset, isLast: true) is { } chunk)
            {
                yield return chunk;
            }
        }
    }

    /// <summary>Whether what had been read is not in the file any more: it was emptied, and may have grown again.</summary>
    private bool IsEmptied(SafeFileHandle file) => !_read.Continues(file, FileState.Of(file)!.Value);

    /// <summary>The next whole lines, or null at the end of what is there.</summary>
    private FileChunk? Next(SafeFileHandle file, ref long offset, bool isLast)
    {
        if (IsEmptied(file))
        {
            return null;
        }

        Compact();
        while (true)
        {
            if (_end == _buffer.Length && !Grow())
            {
                _isPassing = true;
                return new FileChunk(TakeHeld(), PositionAt(file, offset));
            }

            var read = RandomAccess.Read(file, _buffer.AsSpan(_end), offset);
            if (read == 0)
            {
                return isLast && _end > 0 ? new FileChunk(TakeHeld(), PositionAt(file, offset)) : null;
            }

            var fresh = _end;
            (offset, _end) = (offset + read, _end + read);
            _read = FilePosition.Of(file, FileState.Of(file)!.Value, offset);
            if (_isPassing && !PassOver())
            {
                continue;
            }

            var from = Math.Max(fresh, _start);
            var feed = _buffer.AsSpan(from, _end - from).LastIndexOf((byte)'\n');
            if (feed >= 0)
            {
                var lines = _buffer.AsMemory(_start, from + feed + 1 - _start);
                _start = from + feed + 1;
                return new FileChunk(lines, PositionAt(file, offset));
            }

            Compact();
        }
    }

    /// <summary>Drops what belongs to a line that was cut; false when it does not end here either.</summary>
    private bool PassOver()
    {
        var feed = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        _start = feed < 0 ? _end : _start + feed + 1;
        _isPassing = feed < 0;
        Compact();
        return feed >= 0;
    }

    private bool Grow()
    {
        if (_buffer.Length >= LongestLine)
        {
            return false;
        }

        Array.Resize(ref _buffer, _buffer.Length * 2);
        return true;
    }

    private void Compact()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
    }

    private ReadOnlyMemory<byte> TakeHeld()
    {
        var held = _buffer.AsMemory(_start, _end - _start);
        _start = _end;
        return held;
    }

    /// <summary>The position before the line that is not complete: after a restart it is read again, whole.</summary>
    private string PositionAt(SafeFileHandle file, long offset)
    {
        var before = offset - (_end - _start);
        _taken = before == _read.Offset ? _read : FilePosition.Of(file, FileState.Of(file)!.Value, before);
        return _taken.ToString();
    }

    /// <summary>Opens the file, waiting for it where it is not there (yet, or again).</summary>
    private async Task<SafeFileHandle> OpenAsync(CancellationToken cancellation)
    {
        for (var looked = 0; ; looked++)
        {
            try
            {
                return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            }
            catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
            {
                // Between the two steps of a rotation it is away for a moment. All of a file that appears only now is new.
                _wasAbsent = true;
                if (looked == 20)
                {
                    Missing?.Invoke($"{path} is not there.");
                }

                await Task.Delay(LookOften, clock, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Asks the kernel to tell when the file grows; where it will not, looking often has to do.</summary>
    private void Watch()
    {
        if (_watcher is not null)
        {
            return;
        }

        try
        {
            var whole = Path.GetFullPath(path);
            _watcher = new FileSystemWatcher(Path.GetDirectoryName(whole)!, Path.GetFileName(whole))
            {
                NotifyFilter = NotifyFilters.Size | NotifyFilters.LastWrite | NotifyFilters.FileName,
            };
            _watcher.Changed += (_, _) => _grown.Ring();
            _watcher.Created += (_, _) => _grown.Ring();
            _watcher.Renamed += (_, _) => _grown.Ring();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception refused) when (refused is IOException or ArgumentException or UnauthorizedAccessException)
        {
            _watcher?.Dispose();
            _watcher = null;
        }
    }
}
