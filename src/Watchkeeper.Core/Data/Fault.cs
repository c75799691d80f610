namespace Watchkeeper.Core.Data;

/// <summary>Whose fault an exception from the engine is, and so what becomes of the write.</summary>
internal enum FaultKind
{
    /// <summary>The closure's own (a constraint, a bug): it fails alone.</summary>
    Own,

    /// <summary>Passes by itself or with help (locked, full, gone): the write is tried again.</summary>
    Away,

    /// <summary>As <see cref="Away"/>, but pointless to wait for at start (no permission, not a database, wrong password).</summary>
    Refused,

    /// <summary>No waiting helps this one (damaged data, a statement that takes too long): it fails alone, with the sentence.</summary>
    Hopeless,
}

/// <summary>An engine's verdict on an exception.</summary>
/// <param name="Sentence">What happened, where, and what to do, for the user.</param>
/// <param name="Reconnect">Whether the connection is of no further use.</param>
internal sealed record Fault(FaultKind Kind, string Sentence, bool Reconnect = true)
{
    public static Fault Own { get; } = new(FaultKind.Own, "", Reconnect: false);
}

/// <summary>A fault that Watchkeeper itself found, before the engine did.</summary>
internal sealed class EngineException(FaultKind kind, string sentence) : Exception(sentence)
{
    public Fault Fault => new(kind, Message);
}
