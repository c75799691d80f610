using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime.Endings;

/// <summary>Asks systemd over D-Bus (sd-bus(3), org.freedesktop.systemd1(5)) whether it is stopping the host, which any user may ask.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class SystemdBus
{
    private const string Library = "libsystemd.so.0";
    private const string Service = "org.freedesktop.systemd1";
    private const string UnitInterface = "org.freedesktop.systemd1.Unit";

    /// <summary>The daemon has few seconds to stop in, and the bus may be going down too.</summary>
    private const ulong TimeoutMicroseconds = 1_000_000;

    /// <summary>How the host goes down; null when it does not, or systemd cannot be asked.</summary>
    public static Landing? Read()
    {
        if (!NativeLibrary.TryLoad(Library, out _) || OpenSystem(out var bus) < 0)
        {
            return null;
        }

        try
        {
            _ = SetTimeout(bus, TimeoutMicroseconds);
            if (SystemState(bus) != "stopping")
            {
                return null;
            }

            return HasJob(bus, "reboot") || HasJob(bus, "kexec") || HasJob(bus, "soft_2dreboot") ? Landing.Reboot
                : HasJob(bus, "poweroff") || HasJob(bus, "halt") ? Landing.PowerOff
                : Landing.Shutdown;
        }
        finally
        {
            _ = Close(bus);
        }
    }

    private static string? SystemState(nint bus)
    {
        if (GetString(bus, Service, "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "SystemState", 0, out var text) < 0)
        {
            return null;
        }

        var state = Marshal.PtrToStringUTF8((nint)text);
        NativeMemory.Free(text);
        return state;
    }

    /// <summary>Whether a target is queued to be reached: its property <c>Job</c>, of type <c>(uo)</c>, has a number.</summary>
    private static bool HasJob(nint bus, string target)
    {
        if (GetProperty(bus, Service, $"/org/freedesktop/systemd1/unit/{target}_2etarget", UnitInterface, "Job", 0, out var message, "(uo)") < 0)
        {
            return false;
        }

        uint job = 0;
        var read = Enter(message, (byte)'r', "uo") > 0 && ReadBasic(message, (byte)'u', &job) > 0;
        _ = Unref(message);
        return read && job != 0;
    }

    [LibraryImport(Library, EntryPoint = "sd_bus_open_system")]
    private static partial int OpenSystem(out nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_set_method_call_timeout")]
    private static partial int SetTimeout(nint bus, ulong microseconds);

    [LibraryImport(Library, EntryPoint = "sd_bus_flush_close_unref")]
    private static partial nint Close(nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_get_property_string", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetString(nint bus, string destination, string path, string type, string member, nint error, out byte* value);

    [LibraryImport(Library, EntryPoint = "sd_bus_get_property", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetProperty(nint bus, string destination, string path, string type, string member, nint error, out nint reply, string signature);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_enter_container", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Enter(nint message, byte type, string contents);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_read_basic")]
    private static partial int ReadBasic(nint message, byte type, void* value);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_unref")]
    private static partial nint Unref(nint message);
}
