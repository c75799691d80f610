using System.CommandLine;
using System.IO.Compression;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Watches.Replay;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Verbs;

/// <summary><c>watches test FILE --watch NAME</c>: what a watch would have done on these lines. Nothing is executed.</summary>
internal sealed class TestVerb
{
    private readonly Argument<string> _file = new("file") { Description = "A log file, also packed with gzip; - for standard input." };
    private readonly Option<string> _watch = new("--watch", "-w") { Description = "The watch, by its name in the configuration.", Required = true, HelpName = "NAME" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Only what would have fired, not each match." };

    public static Verb Make()
    {
        var made = new TestVerb();
        var verb = new Verb("test", "Replay a log file through a watch with a virtual clock, and show each match and what would have fired. Nothing is executed.", made.Run);
        verb.Arguments.Add(made._file);
        verb.Options.Add(made._watch);
        verb.Options.Add(made._quiet);
        return verb;
    }

    private Task<int> Run(Invocation invocation)
    {
        var watch = Chosen.Watch(invocation, invocation.Get(_watch)!);
        if (watch.Source is not FollowedSource)
        {
            throw new ProblemException(
                ProblemKind.BadRequest, $"The watch “{watch.Name}” looks at {watch.Source.Identity}, which has no lines: try it with `watchkeeper watches run {watch.Name} --dry-run`.");
        }

        var fires = 0;
        var replay = new FileReplay(watch, TimeZoneInfo.Local, invocation.Clock.Now, line =>
        {
            fires += line.Fire is null ? 0 : 1;
            Print(invocation, line);
        });
        using var reader = Open(invocation.Get(_file)!);
        var lines = Run(replay, reader, invocation.Get(_file)!);
        if (!invocation.Json)
        {
            invocation.Out.WriteLine($"{lines} lines, {replay.Matches} matches, {fires} would have fired, {replay.Suppressed} suppressed.");
            if (lines > 1 && !replay.HasStamps)
            {
                invocation.Out.WriteLine("The lines begin with no time that is known here; they were taken as written one second after the other.");
            }

            if (watch.Source is JournalSource { Units.Count: > 0 } or JournalSource { Identifiers.Count: > 0 })
            {
                invocation.Out.WriteLine($"A file does not say which unit wrote a line: each was taken as one of the {watch.Source.Identity}.");
            }
        }

        return Task.FromResult(0);
    }

    private static long Run(FileReplay replay, StreamReader reader, string path)
    {
        try
        {
            return replay.Run(reader);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemKind.BadRequest, $"Cannot read {path} to its end: {failure.Message}", failure);
        }
    }

    private void Print(Invocation invocation, ReplayLine line)
    {
        if (line.Match is not null && invocation.Get(_quiet))
        {
            return;
        }

        if (invocation.Json)
        {
            Lines.Print(invocation, line, WatchesJson.Default.ReplayLine);
        }
        else if (line.Match is { } match)
        {
            invocation.Out.WriteLine($"{match.Line,7}  match  {match.Time}  {Screen.CleanLines(Of(match.Key) + match.Text)}");
            invocation.Out.WriteLine($"         → {Screen.CleanLines(match.Outcome)}");
        }
        else if (line.Fire is { } fire)
        {
            invocation.Out.WriteLine($"{fire.Line,7}  {fire.Edge.ToUpperInvariant(),-5}  {fire.Time}  {Screen.CleanLines(Of(fire.Key) + fire.Message)}");
            foreach (var action in fire.Actions)
            {
                invocation.Out.WriteLine($"         would {Screen.CleanLines(action)}");
            }
        }
    }

    private static string Of(string key) => key.Length == 0 ? "" : $"[{key}] ";

    private static StreamReader Open(string path)
    {
        if (path == "-")
        {
            return new StreamReader(Console.OpenStandardInput());
        }

        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 128 * 1024);
            var isPacked = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
            stream.Position = 0;
            return new StreamReader(isPacked ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemKind.NotFound, $"Cannot read {path}: {failure.Message}", failure);
        }
    }
}
