using System.Buffers.Binary;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime.Endings;

/// <summary>Whether the host is going down at this moment, by what its init system says.</summary>
/// <param name="root">Where <c>/run</c> is; a test has its own.</param>
internal sealed class ShutdownState(string root = "/")
{
    private const int RecordLength = 384, UserAt = 44;

    /// <summary>How the daemon's stop is to be recorded: because the host goes down, or <see cref="Landing.Stopped"/> when it does not.</summary>
    public Landing Read()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Landing.Stopped;
        }

        if (Directory.Exists(Path.Combine(root, "run/systemd/system")))
        {
            return SystemdBus.Read() ?? Landing.Stopped;
        }

        return OpenRc() ?? RunLevel() ?? Landing.Stopped;
    }

    private Landing? OpenRc() => ReadOrEmpty("run/openrc/softlevel").Trim() switch
    {
        "shutdown" => Landing.PowerOff,
        "reboot" => Landing.Reboot,
        _ => null,
    };

    /// <summary>SysV init writes the present run level to utmp: a record of type 1 whose process id is the level.</summary>
    private Landing? RunLevel()
    {
        ReadOnlySpan<byte> file = ReadBytes("run/utmp");
        for (; file.Length >= RecordLength; file = file[RecordLength..])
        {
            if (BinaryPrimitives.ReadInt16LittleEndian(file) == 1 && file[UserAt..].StartsWith("runlevel\0"u8))
            {
                return file[4] switch
                {
                    (byte)'0' => Landing.PowerOff,
                    (byte)'6' => Landing.Reboot,
                    _ => null,
                };
            }
        }

        return null;
    }

    private string ReadOrEmpty(string path) => System.Text.Encoding.UTF8.GetString(ReadBytes(path));

    private byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(root, path));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
