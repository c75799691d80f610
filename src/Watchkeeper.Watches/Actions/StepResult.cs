namespace Watchkeeper.Watches.Actions;

/// <summary>What came of a step.</summary>
/// <param name="Error">Why it failed, a clause; null: it did what it should.</param>
/// <param name="Exit">A command's exit status; for one that a signal ended, 128 and the signal.</param>
/// <param name="Output">What it printed, at most 64 kB.</param>
internal sealed record StepResult(string? Error = null, int? Exit = null, string Output = "")
{
    public static StepResult Done { get; } = new();

    public bool Succeeded => Error is null;
}
