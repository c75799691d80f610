using System.Runtime.InteropServices;

namespace Watchkeeper.Core.Time;

/// <summary>
/// libsystemd's own derivation of an application's id of this machine (sd_id128_get_machine_app_specific(3)). Where the library is, the daemon needs it for
/// the journal anyway; loading OpenSSL for this one hash would take 5 MB and a twentieth of the start.
/// </summary>
internal static partial class SystemdIdentity
{
    private const string Library = "libsystemd.so.0";

    /// <summary>32 hexadecimal digits; null where there is no such library, or no machine id.</summary>
    public static string? Derive(ReadOnlySpan<byte> application)
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(Library, out _) || GetMachineAppSpecific(MemoryMarshal.Read<Id>(application), out var id) < 0)
        {
            return null;
        }

        return Convert.ToHexStringLower(MemoryMarshal.AsBytes(new ReadOnlySpan<Id>(in id)));
    }

    /// <summary><c>sd_id128_t</c>: sixteen bytes, passed by value.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Id
    {
        private readonly ulong _first;
        private readonly ulong _second;
    }

    [LibraryImport(Library, EntryPoint = "sd_id128_get_machine_app_specific")]
    private static partial int GetMachineAppSpecific(Id application, out Id result);
}
