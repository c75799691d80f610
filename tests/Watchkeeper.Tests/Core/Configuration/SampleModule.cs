using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Tests.Core.Configuration;

/// <summary>A module whose section has one key of every kind.</summary>
internal sealed record SampleOptions
{
    public required string Text { get; init; }

    public string? Note { get; init; }

    public bool Flag { get; init; }

    public long Count { get; init; }

    public double Share { get; init; }

    public TimeSpan Every { get; init; }

    public TimeSpan? Pause { get; init; }

    public long Room { get; init; }

    public string? Password { get; init; }

    public SampleMood Mood { get; init; }

    public required IReadOnlyList<string> Names { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required string Inner { get; init; }

    public string? Extra { get; init; }

    public required IReadOnlyList<string> Items { get; init; }

    public required IReadOnlyList<string> Jobs { get; init; }

    public static Module Module { get; } = new("sample", "One key of every kind.") { Options = OptionsReader.Of(Read) };

    private static SampleOptions Read(Section section) => new()
    {
        Text = section.Text("text", "hello", "A text."),
        Note = section.OptionalText("note", "A text that may be absent.", "remember the milk"),
        Flag = section.Flag("flag", true, "A flag."),
        Count = section.Integer("count", 3, 1, 10, "A count."),
        Share = section.Number("share", 0.5, 0, 1, "A share."),
        Every = section.Duration("every", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "How often."),
        Pause = section.OptionalDuration("pause", TimeSpan.Zero, TimeSpan.MaxValue, "How long.", "5m"),
        Room = section.Size("room", 1024 * 1024, 4096, long.MaxValue, "How much."),
        Password = section.Secret("password", "A secret."),
        Mood = section.Choice("mood", SampleMood.QuiteCalm, "A mood."),
        Names = section.Texts("names", ["a"], "Some names."),
        Headers = section.TextMap("headers", "Some headers."),
        Inner = section.Nested("inner", static inner => inner.Text("deep", "down", "Deep."), "A part."),
        Extra = section.OptionalNested("extra", static inner => inner.Text("deep", "extra", "Deep."), "A part that may be absent."),
        Items = section.List("items", static item => item.Text("name", "?", "Its name."), "Some items."),
        Jobs = section.Map("jobs", static (name, job) => $"{name} {job.Duration("grace", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.MaxValue, "Its grace.").TotalSeconds}", "Some jobs."),
    };
}

internal enum SampleMood
{
    QuiteCalm,
    Angry,
}
