namespace Watchkeeper.Core.Data;

/// <summary>What a writer is promised when its write completes.</summary>
public enum Durability
{
    /// <summary>Committed, and written by the kernel when it writes back: a power cut may take it. Costs no sync of its own (flights, samples).</summary>
    Periodic,

    /// <summary>On the disk: survives a power cut (a ping, an outbox row, an event).</summary>
    Durable,
}
