using System.Globalization;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>
/// How long it took from each line written to the act of its watch, in milliseconds, beside a control that did the same in the same moments where nothing goes
/// wrong: what a busy machine adds, it adds to both.
/// </summary>
/// <param name="Crowding">How many times longer than on a quiet machine everything took meanwhile.</param>
internal sealed record Round(IReadOnlyList<double> Delays, IReadOnlyList<double> Control, double Crowding)
{
    private const int Fewest = 3;
    private const int Most = 9;

    /// <summary>
    /// Measures some rounds, and a few more where they are not enough to tell. In the middle one of all, a watch may be later than the control by 50 ms at the
    /// median and by 100 ms at p99, on a quiet machine; on one where everything takes longer, by so much longer.
    /// </summary>
    public static async Task JudgeAsync(Func<Task<Round>> measure, ITestOutputHelper output)
    {
        var rounds = new List<Round>();
        do
        {
            rounds.Add(await measure());
        }
        while (rounds.Count < Fewest || (rounds.Count < Most && !IsWell(rounds)));

        Judge(rounds, output);
    }

    public static void Judge(IReadOnlyList<Round> rounds, ITestOutputHelper output)
    {
        var all = new Round([.. rounds.SelectMany(round => round.Delays)], [.. rounds.SelectMany(round => round.Control)], rounds.Average(round => round.Crowding));
        output.WriteLine($"{all}, of {rounds.Count} rounds");
        Assert.True(IsWell(rounds), string.Join('\n', rounds));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"median {At(Delays, 0.5):0.0} ms, p99 {At(Delays, 0.99):0.0} ms; control {At(Control, 0.5):0.0} ms and {At(Control, 0.99):0.0} ms; crowding {Crowding:0.0}");

    private static bool IsWell(IReadOnlyList<Round> rounds) => Middle(rounds, 0.5) <= 50 && Middle(rounds, 0.99) <= 100;

    /// <summary>By how much the middle round is later than its control.</summary>
    private static double Middle(IReadOnlyList<Round> rounds, double share) =>
        rounds.Select(round => (At(round.Delays, share) - At(round.Control, share)) / round.Crowding).Order().ElementAt(rounds.Count / 2);

    private static double At(IReadOnlyList<double> delays, double share) => delays.Order().ElementAt((int)Math.Ceiling(delays.Count * share) - 1);
}
