using System.Diagnostics;

namespace Watchkeeper.EndToEnd.Web;

/// <summary>The generator of two years of plausible life, which stands among the benchmarks; the solution builds it.</summary>
internal static class TwoYears
{
    public static async Task WriteAsync(string file)
    {
        // …/bin/Watchkeeper.EndToEnd/debug/ → …/bin/Watchkeeper.Benchmarks/debug/
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(own.Parent!.Parent!.FullName, "Watchkeeper.Benchmarks", own.Name, "Watchkeeper.Benchmarks");
        using var life = Process.Start(new ProcessStartInfo(program, ["life", file, "raw-days=1"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await Task.WhenAll(life.StandardOutput.ReadToEndAsync(), life.StandardError.ReadToEndAsync());
        await life.WaitForExitAsync();
        Assert.True(life.ExitCode == 0, string.Concat(output));
    }
}
