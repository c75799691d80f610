using System.Diagnostics;
using System.IO.Compression;

namespace Watchkeeper.Tests.Logs;

/// <summary>The kernel logs of provoked faults, as they were captured on a real machine, and the real journal files that systemd makes of them.</summary>
internal static class Captures
{
    /// <summary>Raw records of /dev/kmsg, two runs.</summary>
    public static IReadOnlyList<string> KmsgFiles { get; } = [Path("kmsg-faults-1.txt"), Path("kmsg-faults-2.txt")];

    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Logs", "Captures", name);

    /// <summary>The journal of the first run in the export format.</summary>
    public static byte[] JournalExport()
    {
        using var packed = new GZipStream(File.OpenRead(Path("journal-faults-1.export.gz")), CompressionMode.Decompress);
        var plain = new MemoryStream();
        packed.CopyTo(plain);
        return plain.ToArray();
    }

    /// <summary>Makes a journal file of an export with systemd's own tool.</summary>
    public static void MakeJournal(byte[] export, string journalFile)
    {
        using var process = Process.Start(new ProcessStartInfo("/lib/systemd/systemd-journal-remote", ["-o", journalFile, "-"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(export);
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
    }
}
