using System.Text;
using System.Text.RegularExpressions;
using Watchkeeper.Logs.Files;
using Watchkeeper.Watches.Matching;

namespace Watchkeeper.Watches.Lanes;

/// <summary>The watches on one file.</summary>
internal sealed class FileLane(LaneServices services, Sources.FileSource source, IReadOnlyList<LiveWatch> watches) : LineLane(services, source.Identity, watches)
{
    private const int LongestRecord = 64 * 1024;

    /// <summary>Between the place in the file and the record that was open there, in a saved position.</summary>
    private const char Open = '\n';

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        var (place, left) = Saved?.Split(Open, 2) is [var before, var open] ? (before, open) : (Saved, "");
        var records = source.RecordStart is { } start ? new Records(start, left) : null;
        using var file = new FileChunks(source.Path, Services.Clock);
        file.Missing += why => _ = SayTroubleAsync(why);
        var goesOn = left.Length > 0;
        await foreach (var chunk in file.ReadAsync(place, cancellation))
        {
            await SayWellAsync();
            var clock = new LineClock(Services.Axis.Now, Services.Clock.Now) { ReadsStamps = true };
            IsUrgent |= chunk.Lines.IsEmpty;
            if (goesOn && chunk.Lines.IsEmpty)
            {
                // The file was opened, and the rest of the record that was open may follow.
                goesOn = false;
                continue;
            }

            Take(() =>
            {
                if (records is null)
                {
                    Engine.Scan(chunk.Lines.Span, clock);
                    return chunk.Position;
                }

                records.Add(chunk.Lines.Span, record => Engine.Take(record, clock));
                return records.Left.Length > 0 ? $"{chunk.Position}{Open}{records.Left}" : chunk.Position;
            });
        }
    }

    /// <summary>Puts lines together to records: a line that begins none belongs to the one before.</summary>
    /// <param name="left">What of a record was there already.</param>
    private sealed class Records(Regex start, string left)
    {
        private readonly StringBuilder _open = new(left);

        /// <summary>The record that is not complete yet.</summary>
        public string Left => _open.ToString();

        /// <summary>Adds whole lines; no lines at all (the file is quiet, or another) ends the record.</summary>
        public void Add(ReadOnlySpan<byte> lines, Action<string> record)
        {
            if (lines.IsEmpty)
            {
                Close(record);
                return;
            }

            foreach (var line in Encoding.UTF8.GetString(lines).TrimEnd('\n').Split('\n'))
            {
                if (start.IsMatch(line) || _open.Length > LongestRecord)
                {
                    Close(record);
                }

                _open.Append(_open.Length > 0 ? "\n" : "").Append(line.TrimEnd('\r'));
            }
        }

        private void Close(Action<string> record)
        {
            if (_open.Length > 0)
            {
                record(_open.ToString());
                _open.Clear();
            }
        }
    }
}
