namespace Watchkeeper.Tests;

/// <summary>Where the sources are, for tests that look at the project itself.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Watchkeeper.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("Watchkeeper.slnx stands in no folder above the test's.");
    }
}
