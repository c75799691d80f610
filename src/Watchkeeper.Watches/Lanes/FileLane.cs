using System.Text;
using System.Text.RegularExpressions;
using Watchkeeper.Logs.Files;
using Watchkeeper.Watches.Matching;

namespace Watchkeeper.Watches.Lanes;

/// <summary>The watches on one file.</summary>
internal sealed class FileLane(LaneServices services, Sources.FileSource source, IReadOnlyList<LiveWatch> watches) : LineLane(services, source.Identity, watches)
{
    private const int LongestRecord = 64 * 1024;

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        var records = source.RecordStart is { } start ? new Records(start) : null;
        using var file = new FileChunks(source.Path, Services.Clock);
        file.Missing += why => _ = SayTroubleAsync(why);
        await foreach (var chunk in file.ReadAsync(Saved, cancellation))
        {
            await SayWellAsync();
            var clock = new LineClock(Services.Axis.Now, Services.Clock.Now) { ReadsStamps = true };
            IsUrgent |= chunk.Lines.IsEmpty;
            Take(records is { IsOpen: true } ? null : chunk.Position, () =>
            {
                if (records is null)
                {
                    Engine.Scan(chunk.Lines.Span, clock);
                    return;
                }

                records.Add(chunk.Lines.Span, record => Engine.Take(record, clock));
            });
        }
    }

    /// <summary>Puts lines together to records: a line that begins none belongs to the one before.</summary>
    private sealed class Records(Regex start)
    {
        private readonly StringBuilder _open = new();

        public bool IsOpen => _open.Length > 0;

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
