namespace Watchkeeper.Core.Contracts;

/// <summary>Create or trigger a canary: what canaries offers to the other rooms.</summary>
public interface ICanaryPings
{
    /// <summary>Triggers the canary with this slug, or says why not.</summary>
    Task<string?> TriggerAsync(string slug, string comment, CancellationToken cancellation);

    /// <summary>Creates a canary unless one with this slug exists; says why not.</summary>
    Task<string?> EnsureAsync(string name, string schedule, CancellationToken cancellation);
}
