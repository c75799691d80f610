using System.Security.Cryptography;
using System.Text;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Watches;

/// <summary>A watch's condition said something about one key: the one thing that leaves the conditions, for the active set and the actions.</summary>
/// <param name="At">When, on the watch's axis of time.</param>
/// <param name="Origin">Where in the source it came from, so that reading it again after a crash gives the same trigger.</param>
internal sealed record Trigger(Watch Watch, string Key, EdgeKind Kind, long At, string Origin)
{
    /// <summary>It is about the source that could not say.</summary>
    public bool IsUnknown { get; init; }

    public string Why { get; init; } = "";

    public Severity Severity { get; init; }

    /// <summary>The line, or the value.</summary>
    public string Text { get; init; } = "";

    public IReadOnlyDictionary<string, string> Captures { get; init; } = Facts.None.Copy();

    /// <summary>How long before it was noticed it was written.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>When it was noticed, on the boot axis.</summary>
    public long Noticed { get; set; }

    /// <summary>How long ago what it says was so. A level that is seen to hold is no older than the last look.</summary>
    public TimeSpan AgeAt(long now) =>
        Kind != EdgeKind.Fire && Watch.SeesLevel ? TimeSpan.Zero : Age + TimeSpan.FromMicroseconds(Math.Max(0, now - Noticed));

    /// <summary>What was done about it, a clause for <c>watches explain</c>; told by whoever decides, and no part of what it is.</summary>
    public string Fate { get; set; } = "";

    /// <summary>Identifies it: the same each time the same line is read in the same state.</summary>
    public Guid IdOn(HostIdentity host) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{host.Id}\n{Watch.Name}\n{Watch.Source.Identity}\n{Key}\n{Kind}\n{IsUnknown}\n{Origin}")).AsSpan(0, 16));

    /// <summary>The watch's sentence with the captures filled in.</summary>
    public string Message => Watch.Message.IsEmpty || IsUnknown ? DefaultMessage : Watch.Message.Fill(new TriggerFacts(this));

    private string DefaultMessage => Kind switch
    {
        EdgeKind.Clear => $"{Watch.Name}{Of}: over, {Why}.",
        _ when Text.Length == 0 || IsUnknown => $"{Watch.Name}{Of}: {Why}.",
        _ => $"{Watch.Name}{Of}: {Why}: {(Text.Length > 300 ? Text[..300] + "…" : Text)}",
    };

    private string Of => Key.Length == 0 ? "" : $" ({Key})";
}
