using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Watchkeeper.Core.Time;
using Watchkeeper.Logs.Records;
using Watchkeeper.Logs.Sources;

namespace Watchkeeper.Logs.Files;

/// <summary>
/// A log file as it grows. It is followed through rotation by renaming (the old file is read to its end first, also when that happened while nobody read)
/// and by copying and truncating. A line counts when its line feed is there, or when the file was rotated or did not grow for a while.
/// </summary>
/// <param name="fromStart">Begins with the file's start instead of its end when there is no saved position.</param>
public sealed class FileSource(string path, HostClock clock, bool fromStart = false) : LogSource
{
    private const int BatchLength = 1024;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly LineBuffer _lines = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private List<LogRecord> _records = [];

    public override string Name => path;

    public override async Task RunAsync(string? position, ChannelWriter<LogBatch> batches, CancellationToken cancellation)
    {
        _lines.Take();
        _records = [];
        var saved = FilePosition.Parse(position);
        if (saved is { } left && FindRotated(left) is { } rotated)
        {
            using (rotated)
            {
                await DrainAsync(rotated, left.Offset, batches, last: true, cancellation).ConfigureAwait(false);
            }
        }

        var begin = saved is null && !fromStart;
        while (true)
        {
            using var file = await OpenAsync(cancellation).ConfigureAwait(false);
            var state = FileState.Of(file)!.Value;
            var offset = saved is { } at && at.Continues(file, state) ? at.Offset : begin ? state.Length : 0;
            (saved, begin) = (null, false);
            await FollowAsync(file, offset, batches, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Reads until another file stands at the path.</summary>
    private async Task FollowAsync(SafeFileHandle file, long offset, ChannelWriter<LogBatch> batches, CancellationToken cancellation)
    {
        var grown = clock.Uptime;
        while (true)
        {
            // Which file stands there is asked before reading, so that what the old one got until it was renamed is read too.
            var there = FileState.Of(path);
            var state = FileState.Of(file)!.Value;
            var replaced = there is { } now && !now.IsSameFile(state);
            if (state.Length < offset)
            {
                _lines.Take();
                offset = 0;
            }

            var before = offset;
            offset = await DrainAsync(file, offset, batches, last: replaced, cancellation).ConfigureAwait(false);
            if (replaced)
            {
                return;
            }

            grown = offset > before ? clock.Uptime : grown;
            if (_lines.Held > 0 && clock.Uptime - grown > Patience)
            {
                Keep(_lines.Take());
                await HandAsync(file, offset, batches, cancellation).ConfigureAwait(false);
            }

            await Task.Delay(Look, clock, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<long> DrainAsync(SafeFileHandle file, long offset, ChannelWriter<LogBatch> batches, bool last, CancellationToken cancellation)
    {
        int read;
        while ((read = RandomAccess.Read(file, _buffer, offset)) > 0)
        {
            offset += read;
            _lines.Add(_buffer.AsSpan(0, read), Keep);
            if (_records.Count >= BatchLength)
            {
                await HandAsync(file, offset, batches, cancellation).ConfigureAwait(false);
            }
        }

        if (last && _lines.Held > 0)
        {
            Keep(_lines.Take());
        }

        await HandAsync(file, offset, batches, cancellation).ConfigureAwait(false);
        return offset;
    }

    private void Keep(string line) => _records.Add(LineRecords.Parse(line, clock.Now.ToDateTimeOffset().Year));

    private async Task HandAsync(SafeFileHandle file, long offset, ChannelWriter<LogBatch> batches, CancellationToken cancellation)
    {
        if (_records.Count == 0 || FileState.Of(file) is not { } state)
        {
            return;
        }

        // The position stands before the line that is not complete: after a restart it is read again, whole.
        var position = FilePosition.Of(file, state, offset - _lines.Held).ToString();
        await batches.WriteAsync(new LogBatch(Name, _records, position), cancellation).ConfigureAwait(false);
        _records = [];
    }

    /// <summary>The file that was being read, when it has another name now.</summary>
    private SafeFileHandle? FindRotated(FilePosition left)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder) || (FileState.Of(path) is { } there && there.Device == left.Device && there.Inode == left.Inode))
        {
            return null;
        }

        var found = Directory.EnumerateFiles(folder, Path.GetFileName(path) + "*")
            .FirstOrDefault(name => FileState.Of(name) is { } state && state.Device == left.Device && state.Inode == left.Inode);
        var file = found is null ? null : File.OpenHandle(found, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file is not null && left.Continues(file, FileState.Of(file)!.Value))
        {
            return file;
        }

        file?.Dispose();
        return null;
    }

    /// <summary>Opens the file, waiting for it where it is not there (yet, or again).</summary>
    private async Task<SafeFileHandle> OpenAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            }
            catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
            {
                await Task.Delay(Look, clock, cancellation).ConfigureAwait(false);
            }
        }
    }
}
