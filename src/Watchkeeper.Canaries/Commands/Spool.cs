using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.Commands;

/// <summary>A report that nobody took.</summary>
/// <param name="At">When the job ended.</param>
/// <param name="Daemon">The daemon that it is meant for, as <see cref="Core.CommandLine.Invocation.ChosenDaemon"/> says it.</param>
internal sealed record SpooledPing(string Canary, PingBody Ping, Instant At, string? Daemon = null);

/// <summary>
/// Reports that wait for a daemon: a file each, in a folder of the user's own. A file is complete or not there (written beside and renamed), and is removed
/// once its report was taken.
/// </summary>
internal sealed class Spool(string folder)
{
    /// <summary>More is not kept: the oldest leave first.</summary>
    private const int MostFiles = 1_000;

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Folder => folder;

    /// <summary>The user's spool: under <c>/var/lib/watchkeeper</c> for root, in the user's state folder otherwise.</summary>
    public static Spool Open()
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        var folder = state is { Length: > 0 } ? Path.Combine(state, "watchkeeper", "spool")
            : Environment.IsPrivilegedProcess ? "/var/lib/watchkeeper/spool"
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/state/watchkeeper/spool");
        return new Spool(folder);
    }

    public void Add(SpooledPing ping)
    {
        Create();
        // Names sort by time; a random end keeps jobs that finish together apart.
        var name = Path.Combine(folder, $"{ping.At.Microseconds:D20}-{Guid.NewGuid():N}.json");
        using (var file = new FileStream(name + ".new", FileMode.CreateNew))
        {
            JsonSerializer.Serialize(file, ping, CanariesJson.Default.SpooledPing);
            file.Flush(flushToDisk: true);
        }

        File.Move(name + ".new", name);
        foreach (var file in Files().SkipLast(MostFiles))
        {
            File.Delete(file);
        }
    }

    /// <summary>The oldest first.</summary>
    public IEnumerable<string> Files() => Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal) : [];

    /// <summary>Null, and gone, where it cannot be read.</summary>
    public static SpooledPing? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), CanariesJson.Default.SpooledPing);
        }
        catch (JsonException)
        {
            File.Delete(file);
            return null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>To each daemon one process delivers at a time, for as long as it takes to try each report once: null where another does now.</summary>
    public FileStream? TryDeliver(string? daemon) => TryLock("delivering.lock", daemon);

    /// <summary>For each daemon one process waits in the background: null where another does.</summary>
    public FileStream? TryWait(string? daemon) => TryLock("waiting.lock", daemon);

    /// <summary>Each daemon has a byte of the file, which need not be there, so that no daemon leaves a file behind.</summary>
    private FileStream? TryLock(string name, string? daemon)
    {
        Create();
        var position = BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(daemon ?? "")));
        var file = new FileStream(Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        try
        {
            if (OperatingSystem.IsLinux())
            {
                file.Lock(position, 1);
            }

            return file;
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            return null;
        }
    }

    private void Create()
    {
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder, Owner);
        }
    }
}
