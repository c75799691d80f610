using System.Runtime.InteropServices;

namespace Watchkeeper.Core;

/// <summary>What is waited for at a descriptor, and what came: <c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Polled(int descriptor, short events)
{
    public int Descriptor { get; } = descriptor;

    /// <summary>The events that are waited for.</summary>
    public short Events { get; } = events;

    /// <summary>The events that came; also those of errors, which nobody has to ask for.</summary>
    public short Returned { get; }
}

/// <summary>Waits for descriptors: poll(2).</summary>
public static unsafe partial class Poll
{
    /// <summary><c>POLLIN</c>.</summary>
    public const short Readable = 1;

    /// <summary><c>POLLOUT</c>.</summary>
    public const short Writable = 4;

    private const int Interrupted = 4;

    /// <summary>Waits until one of the descriptors has what it is waited for, or for so long; with -1 without end. With no descriptors it just waits.</summary>
    /// <returns>How many have something; 0 when the time was over.</returns>
    public static int Wait(Span<Polled> descriptors, int milliseconds)
    {
        fixed (Polled* first = descriptors)
        {
            int ready;
            do
            {
                ready = Call(first, (nuint)descriptors.Length, milliseconds);
            }
            while (ready < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            return ready;
        }
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Call(Polled* descriptors, nuint count, int milliseconds);
}
