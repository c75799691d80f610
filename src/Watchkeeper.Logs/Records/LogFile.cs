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
    /// <summary>The name of the standard input.</summary>
    private const string StandardInput = "/dev/stdin";

    /// <summary>So many lines of each chunk are looked at, until one is of a log.</summary>
    private const int MostLinesLookedAt = 1000;

    /// <summary>Some editors write it before UTF-8.</summary>
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private static readonly byte[] JournalMagic = "LPKSHHRH"u8.ToArray();

    /// <summary>The files of a sosreport that hold kernel messages, best first; one is enough, they tell the same.</summary>
    private static readonly string[] InReports = ["sos_commands/logs/journalctl_--no-pager_--boot", "sos_commands/kernel/dmesg", "sos_commands/kernel/dmesg_-T", "var/log/messages", "var/log/kern.log", "var/log/syslog", "dmesg"];

    /// <summary>Reads every record of a file, or of what a folder or archive holds.</summary>
    /// <param name="sieve">Of lines of text only those that can match one of these patterns are taken apart, which makes large files quick to read.</param>
    /// <param name="reading">Is kept up to date, for whoever waits.</param>
    /// <exception cref="ProblemException">It cannot be read.</exception>
    public static IEnumerable<LogRecord> Read(string path, PatternSet? sieve = null, LogReading? reading = null) =>
        Whole(path == "-" ? "the standard input" : path, Open(path == "-" ? StandardInput : path, sieve, reading ?? new LogReading()));

    /// <summary>Without this an archive that was cut off ends as if it were whole.</summary>
    static LogFile() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", isEnabled: true);

    /// <summary>The records up to where a file is damaged, and then the reason why there are no more.</summary>
    private static IEnumerable<LogRecord> Whole(string path, IEnumerable<LogRecord> records)
    {
        using var each = records.GetEnumerator();
        while (true)
        {
            try
            {
                if (!each.MoveNext())
                {
                    yield break;
                }
            }
            catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException or IOException)
            {
                throw Damaged(path, damage);
            }

            yield return each.Current;
        }
    }

    private static ProblemException Damaged(string path, Exception damage) =>
        new(ProblemKind.Failed, $"{path} ends early or is damaged, so what is in the rest of it is not known: {damage.Message}", damage);

    private static IEnumerable<LogRecord> Open(string path, PatternSet? sieve, LogReading reading)
    {
        if (Directory.Exists(path))
        {
            var inside = InReports.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists)
                ?? throw new ProblemException(ProblemKind.NotFound, $"{path} is a folder without logs that are known here (a sosreport has sos_commands/kernel/dmesg); name a file in it.");
            return Open(inside, sieve, reading);
        }

        try
        {
            var year = File.GetLastWriteTime(path).Year;
            return Read(new BufferedStream(reading.Follow(File.OpenRead(path)), 64 * 1024), path, year, sieve, reading);
        }
        catch (InvalidDataException damage)
        {
            // The first bytes were unpacked already, to see what they are.
            throw Damaged(path, damage);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemKind.NotFound, $"Cannot read {path}: {failure.Message}", failure);
        }
    }

    private static IEnumerable<LogRecord> Read(Stream stream, string path, int year, PatternSet? sieve, LogReading reading)
    {
        var head = new byte[512];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var mark = head.AsSpan(0, length).StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        length -= mark;
        stream = new Rewound(head.AsMemory(mark, length), stream);
        var start = head.AsSpan(mark, length);
        if (length == 0)
        {
            throw new ProblemException(ProblemKind.Failed, $"{path} is empty: no log lines were recognised.");
        }

        return start switch
        {
            _ when start.StartsWith(JournalMagic) => Known(JournalRecords(path), reading),
            [0x1F, 0x8B, ..] => Read(new GZipStream(stream, CompressionMode.Decompress), path, year, sieve, reading),
            [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => Read(Unpack("xz", path), path, year, sieve, reading),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Read(Unpack("zstd", path), path, year, sieve, reading),
            _ when length > 262 && start[257..].StartsWith("ustar"u8) => Archive(stream, path, year, sieve, reading),
            _ when start.StartsWith("__CURSOR="u8) => Known(ExportRecords.Read(stream), reading),
            _ when KmsgRecord.TryParse(start, out _) => Known(KmsgRecords(stream), reading),
            _ when IsBinary(start) => throw new ProblemException(ProblemKind.Failed, $"{path} is no log in a form that is known here: no log lines were recognised."),
            _ => Lines(stream, year, sieve, reading),
        };
    }

    /// <summary>Whether more than a few bytes are such as no text has.</summary>
    private static bool IsBinary(ReadOnlySpan<byte> start)
    {
        var controls = 0;
        foreach (var each in start)
        {
            controls += each is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x1B or 0x0B or 0x0C) ? 1 : 0;
        }

        return controls > start.Length / 20;
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
    private static IEnumerable<LogRecord> Archive(Stream stream, string path, int year, PatternSet? sieve, LogReading reading)
    {
        using var archive = new TarReader(stream);
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data && InReports.Any(name => entry.Name.EndsWith("/" + name, StringComparison.Ordinal)))
            {
                return [.. Read(data, path, year, sieve, reading)];
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

    private static IEnumerable<LogRecord> Known(IEnumerable<LogRecord> records, LogReading reading)
    {
        reading.IsLog = true;
        return records;
    }

    private static IEnumerable<LogRecord> Lines(Stream stream, int year, PatternSet? sieve, LogReading reading)
    {
        using (stream)
        {
            var lines = new List<string>();
            foreach (var chunk in WholeLines.Of(stream))
            {
                reading.IsLog = reading.IsLog || HasLogLine(chunk.Span);
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

    /// <summary>Whether one of the first lines is one of a log.</summary>
    private static bool HasLogLine(ReadOnlySpan<byte> chunk)
    {
        for (var left = MostLinesLookedAt; left > 0 && chunk.Length > 0; left--)
        {
            var end = chunk.IndexOf((byte)'\n');
            var line = end < 0 ? chunk : chunk[..end];
            if (LineRecords.IsOfLog(Encoding.UTF8.GetString(line[..Math.Min(line.Length, LineRecords.LongestLine)]).TrimEnd('\r')))
            {
                return true;
            }

            chunk = end < 0 ? default : chunk[(end + 1)..];
        }

        return false;
    }

    private static Unpacked Unpack(string program, string path)
    {
        if (path == StandardInput)
        {
            throw new ProblemException(ProblemKind.Failed, $"What comes from the standard input is packed with {program}: unpack it before ({program} -dc … | watchkeeper disks scan -).");
        }

        try
        {
            return new Unpacked(Process.Start(new ProcessStartInfo(program, ["-dc", path]) { UseShellExecute = false, RedirectStandardOutput = true })!);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new ProblemException(ProblemKind.Failed, $"{path} is packed with {program}, which is not installed: install it, or unpack the file.", missing);
        }
    }
}
