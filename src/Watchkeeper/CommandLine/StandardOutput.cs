using System.Runtime.InteropServices;

namespace Watchkeeper.CommandLine;

/// <summary>
/// Standard output that tells when its reader has gone or its disk is full: the console's own stream ignores a broken pipe, so that following a stream
/// into <c>head</c> would never end. Writes append where the descriptor stands, as a shell expects of processes that share it.
/// </summary>
internal sealed partial class StandardOutput : Stream
{
    private const int Interrupted = 4;
    private const int BrokenPipe = 32;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static Stream Open() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new StandardOutput();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            fixed (byte* start = buffer)
            {
                var written = WriteDescriptor(1, start, (nuint)buffer.Length);
                if (written >= 0)
                {
                    buffer = buffer[(int)written..];
                    continue;
                }
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    continue;
                case BrokenPipe:
                    throw new ReaderGoneException();
                case var error:
                    throw new IOException($"The output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}.");
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteDescriptor(int descriptor, byte* buffer, nuint count);
}

/// <summary>Whoever read our output has seen enough: the command ends quietly.</summary>
internal sealed class ReaderGoneException : IOException;
