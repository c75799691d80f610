using System.Runtime.InteropServices;

namespace Watchkeeper.Canaries.Commands;

/// <summary>Hands the signals that end a job on to it, so that it ends in its own way and its exit status is reported.</summary>
internal sealed partial class SignalForwarding : IDisposable
{
    private static readonly PosixSignal[] Forwarded = [PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT, PosixSignal.SIGINT];

    private readonly List<PosixSignalRegistration> _registrations = [];

    public static SignalForwarding To(int process)
    {
        var forwarding = new SignalForwarding();
        foreach (var signal in Forwarded)
        {
            forwarding._registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;

                // The terminal sends Ctrl-C to the job by itself.
                if (context.Signal != PosixSignal.SIGINT || Console.IsInputRedirected)
                {
                    _ = Kill(process, NumberOf(context.Signal));
                }
            }));
        }

        return forwarding;
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    // signal(7): these numbers are the same on all architectures.
    private static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        _ => 15,
    };

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
