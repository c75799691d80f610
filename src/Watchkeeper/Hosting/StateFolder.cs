using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Hosting;

/// <summary>
/// The folder of the database in its usual place is made at the first start. A folder that the user has named is not: that it is missing may mean that a
/// disk is not mounted, and then the data must not go elsewhere.
/// </summary>
internal static class StateFolder
{
    /// <exception cref="ProblemException">It cannot be made.</exception>
    public static void Prepare(string database, HostPaths paths)
    {
        if (!database.StartsWith("sqlite:" + paths.StateFolder + "/", StringComparison.Ordinal) || Directory.Exists(paths.StateFolder))
        {
            return;
        }

        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(paths.StateFolder);
            }
            else
            {
                Directory.CreateDirectory(paths.StateFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemKind.Failed, $"The folder {paths.StateFolder} for the data cannot be made: {failure.Message}", failure);
        }
    }
}
