namespace Watchkeeper.Tests;

/// <summary>Compares text with a file of the repository; <c>UPDATE_GOLDEN=1</c> writes the file instead.</summary>
internal static class GoldenText
{
    /// <param name="path">From the repository's root.</param>
    /// <param name="actual">What was made now.</param>
    public static void Check(string path, string actual)
    {
        var file = Path.Combine(Repository.Root, path);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, actual);
            return;
        }

        Assert.True(File.Exists(file), $"{path} is missing; UPDATE_GOLDEN=1 writes it.");
        Assert.Equal(File.ReadAllText(file), actual);
    }
}
