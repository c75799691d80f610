using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Watchkeeper.Core;
using Watchkeeper.Logs.Journals;
using Watchkeeper.Logs.Kmsg;
using Watchkeeper.Logs.Matching;

namespace Watchkeeper.Logs.Records;

/// <summary>
/// The records of a file from anywhere, whatever its form: raw kmsg, dmesg, syslog, journal files and exports, packed with gzip, or a sosreport
/// (a folder or a tar archive). The form is found by looking at the file, not at its name.
/// </summary>
public static class LogFile
{
    private static readonly byte[] JournalMagic = "LPKSHHRH"u8.ToArray();

    /// <summary>The files of a sosreport that hold kernel messages, best first; one is enough, they tell the same.</summary>
    private static readonly string[] InReports = ["sos_commands/logs/journalctl_--no-pager_--boot", "sos_commands/kernel/dmesg", "sos_commands/kernel/dmesg_-T", "var/log/messages", "var/log/kern.log", "var/log/syslog", "dmesg"];

    /// <summary>Reads every record of a file, or of what a folder or archive holds.</summary>
    /// <param name="sieve">Of lines of text only those that can match one of these patterns are taken apart, which makes large files quick to read.</param>
    /// <exception cref="ProblemException">It cannot be read.</exception>
    public static IEnumerable<LogRecord> Read(string path, PatternSet? sieve = null)
    {
        if (Directory.Exists(path))
        {
            var inside = InReports.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists)
                ?? throw new ProblemException(ProblemKind.NotFound, $"{path} is a folder without logs that are known here (a sosreport has sos_commands/kernel/dmesg); name a file in it.");
            return Read(inside, sieve);
        }

        try
        {
            var year = File.GetLastWriteTime(path).Year;
            return Read(new BufferedStream(File.OpenRead(path), 64 * 1024), path, year, sieve);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemKind.NotFound, $"Cannot read {path}: {failure.Message}", failure);
        }
    }

    private static IEnumerable<LogRecord> Read(Stream stream, string path, int year, PatternSet? sieve)
    {
        var head = new byte[512];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream = new Rewound(head.AsMemory(0, length), stream);
        var start = head.AsSpan(0, length);
        return start switch
        {
            _ when start.StartsWith(JournalMagic) => JournalRecords(path),
            [0x1F, 0x8B, ..] => Read(new GZipStream(stream, CompressionMode.Decompress), path, year, sieve),
            [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => Read(Unpack("xz", path), path, year, sieve),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Read(Unpack("zstd", path), path, year, sieve),
            _ when length > 262 && start[257..].StartsWith("ustar"u8) => Archive(stream, path, year, sieve),
            _ when start.StartsWith("__CURSOR="u8) => ExportRecords.Read(stream),
            _ when KmsgRecord.TryParse(start, out _) => KmsgRecords(stream),
            _ => Lines(stream, year, sieve),
        };
    }

    private static IEnumerable<LogRecord> JournalRecords(string path)
    {
        using var journal = Journal.Open(JournalLocation.OfFiles(path));
        while (journal.Next())
        {
            yield return JournalSource.Record(journal);
        }
    }

    /// <summary>The first of the known logs that the archive holds, in the order of the archive.</summary>
    private static IEnumerable<LogRecord> Archive(Stream stream, string path, int year, PatternSet? sieve)
    {
        using var archive = new TarReader(stream);
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data && InReports.Any(name => entry.Name.EndsWith("/" + name, StringComparison.Ordinal)))
            {
                return [.. Read(data, path, year, sieve)];
            }
        }

        throw new ProblemException(ProblemKind.NotFound, $"{path} is an archive without logs that are known here (a sosreport has sos_commands/kernel/dmesg); unpack it and name a file.");
    }

    private static IEnumerable<LogRecord> KmsgRecords(Stream stream)
    {
        using var owned = stream;
        var reader = new ByteReader(stream);
        var record = new List<byte>();
        for (var line = reader.Line(); line is not null; line = reader.Line())
        {
            if (line is not [(byte)' ', ..] && record.Count > 0)
            {
                if (KmsgRecord.TryParse(record.ToArray(), out var parsed))
                {
                    yield return parsed.Record;
                }

                record.Clear();
            }

            record.AddRange(line);
            record.Add((byte)'\n');
        }

        if (KmsgRecord.TryParse(record.ToArray(), out var last))
        {
            yield return last.Record;
        }
    }

    private static IEnumerable<LogRecord> Lines(Stream stream, int year, PatternSet? sieve)
    {
        using (stream)
        {
            var lines = new List<string>();
            foreach (var chunk in WholeLines.Of(stream))
            {
                if (sieve is null)
                {
                    lines.AddRange(Encoding.UTF8.GetString(chunk.Span.TrimEnd((byte)'\n')).Split('\n').Select(line => line.TrimEnd('\r')));
                }
                else
                {
                    sieve.Sift(chunk.Span, line => lines.Add(line.ToString()));
                }

                foreach (var line in lines)
                {
                    yield return LineRecords.Parse(line, year);
                }

                lines.Clear();
            }
        }
    }

    private static Stream Unpack(string program, string path)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo(program, ["-dc", path]) { UseShellExecute = false, RedirectStandardOutput = true })!;
            return process.StandardOutput.BaseStream;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new ProblemException(ProblemKind.Failed, $"{path} is packed with {program}, which is not installed: install it, or unpack the file.", missing);
        }
    }
}
