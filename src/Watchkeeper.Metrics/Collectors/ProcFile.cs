using System.Text;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>
/// A file of /proc or /sys that is read again and again: it stays open, and each <see cref="Read"/> gives its present content in a buffer that is
/// used again. A file that was not there is tried anew the next time.
/// </summary>
internal sealed class ProcFile(string path, int size = 4096)
{
    private const int NoSuchFile = 2;

    private readonly byte[] _path = [.. Encoding.UTF8.GetBytes(path), 0];
    private byte[] _buffer = new byte[size];
    private int _descriptor = -1;

#pragma warning disable MA0055 // A collector lives as long as the daemon or its configuration; nobody is there to close hundreds of files one by one.
    ~ProcFile() => Close();
#pragma warning restore MA0055

    /// <summary>The whole content; empty when the file is not there.</summary>
    /// <exception cref="CollectException">It is there and cannot be read.</exception>
    public ReadOnlySpan<byte> Read()
    {
        var content = TryRead(out var error);
        return error is 0 or NoSuchFile ? content : throw new CollectException($"{path}: {Native.Message(error)}");
    }

    /// <summary>The whole content, or nothing and an errno: many files of /sys answer with EINVAL when they have nothing to say.</summary>
    public ReadOnlySpan<byte> TryRead(out int error)
    {
        if (_descriptor < 0)
        {
            var opened = Native.Open(_path);
            if (opened < 0)
            {
                error = -opened;
                return [];
            }

            _descriptor = opened;
        }

        var length = 0;
        while (true)
        {
            var count = Native.Read(_descriptor, _buffer.AsSpan(length), length);
            if (count < 0)
            {
                Close();
                error = -count;
                return [];
            }

            length += count;
            if (count == 0 || length < _buffer.Length)
            {
                error = 0;
                return _buffer.AsSpan(0, length);
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }

    private void Close()
    {
        if (_descriptor >= 0)
        {
            Native.Close(_descriptor);
            _descriptor = -1;
        }
    }
}
