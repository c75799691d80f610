using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Watches.Sources;

/// <summary>One of the things that a polled source answered with.</summary>
/// <param name="Reading">Its value.</param>
/// <param name="Facts">Labels and further values.</param>
internal sealed record Sample(Reading Reading, IReadOnlyDictionary<string, string> Facts)
{
    public static IReadOnlyList<Sample> Unknown(string why) => [new Sample(Reading.Unknown(why), new Dictionary<string, string>())];
}
