using System.Text;

namespace Watchkeeper.Core.Configuration;

/// <summary>Writes a configuration file; it may hold secrets, so only its owner and group read it.</summary>
public static class ConfigurationFile
{
    private const UnixFileMode OwnerAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>Writes a new file, with its folders, whole or not at all.</summary>
    /// <exception cref="ProblemException">There is one already, or it cannot be written.</exception>
    public static void Create(string path, string text) => Write(path, text, overwrite: false);

    /// <summary>Replaces a file, or writes a new one, whole or not at all.</summary>
    /// <exception cref="ProblemException">It cannot be written.</exception>
    public static void Replace(string path, string text) => Write(path, text, overwrite: true);

    private static void Write(string path, string text, bool overwrite)
    {
        var file = Path.GetFullPath(path);
        var draft = $"{file}.new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            if (!overwrite && File.Exists(file))
            {
                throw new ProblemException(ProblemKind.Conflict, $"{file} exists already and was left as it is.");
            }

            var mode = File.Exists(file) && !OperatingSystem.IsWindows() ? File.GetUnixFileMode(file) : OwnerAndGroup;
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = mode;
            }

            using (var stream = new FileStream(draft, options))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, file, overwrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemKind.Failed, $"{file} cannot be written: {e.Message}", e);
        }
    }
}
