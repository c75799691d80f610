using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches.Active;

/// <summary>
/// Tells other programs which conditions are active: a file that is replaced whole, and a named pipe that gets one line of JSON at each change. A pipe
/// that nobody reads, or a disk that is full, delays nobody: only the newest state waits.
/// </summary>
internal sealed class ConditionOutlets(LiveOptions<WatchesOptions> options, HostClock clock, ILogger<ConditionOutlets> log)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    private readonly Channel<ConditionSet> _states =
        Channel.CreateBounded<ConditionSet>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Tell(ConditionSet set) => _states.Writer.TryWrite(set);

    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var set in _states.Reader.ReadAllAsync(cancellation))
        {
            var text = Text(set);
            Attempt(options.Current.ConditionsPipe, pipe => NamedPipe.WriteLine(pipe, text));

            // A file that could not be written tells something that is over: it is tried again until it is right, or there is something newer to tell.
            while (!Attempt(options.Current.ConditionsFile, file => Replace(file, text)) && _states.Reader.Count == 0)
            {
                await Task.WhenAny(Task.Delay(RetryPause, clock, cancellation), _states.Reader.WaitToReadAsync(cancellation).AsTask());
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>The state as one line: the top one (or null), and all of them, the highest priority first.</summary>
    public static string Text(ConditionSet set) => new JsonObject
    {
        ["top"] = set.Top is { } top ? ConditionWords.Fields(top) : null,
        ["conditions"] = new JsonArray([.. set.All.Select(one =>
        {
            var fields = ConditionWords.Fields(one);
            fields["inhibited_by"] = set.InhibitedBy(one.Name);
            return (JsonNode)fields;
        })]),
    }.ToJsonString();

    private static void Replace(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var fresh = file + ".new";
        File.WriteAllText(fresh, text + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(fresh, file, overwrite: true);
    }

    private bool Attempt(string? path, Action<string> write)
    {
        try
        {
            if (path is not null)
            {
                write(path);
            }

            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            WatchesLog.OutletFailed(log, path!, failure.Message);
            return false;
        }
    }
}
