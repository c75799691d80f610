using Watchkeeper.Core.Events;

namespace Watchkeeper.Notifications;

/// <summary>What a channel is given to deliver: one event, or a digest of many.</summary>
internal sealed record Message
{
    /// <summary>The same for every attempt at the same message, so that the other side can tell a repetition.</summary>
    public required string Key { get; init; }

    /// <summary>The same for all messages about one thing (a canary, a disk); empty for a digest.</summary>
    public required string Thread { get; init; }

    /// <summary>All who get this as a mail, for its header; empty where the channel knows.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>One line.</summary>
    public required string Subject { get; init; }

    /// <summary>Plain text; lines end with \n.</summary>
    public required string Text { get; init; }

    /// <summary>The same for mail readers and Matrix; null where the text must stand alone.</summary>
    public string? Html { get; init; }

    /// <summary>The worst of its events.</summary>
    public required Severity Severity { get; init; }

    /// <summary>A page of the web interface; null when nobody said where that is.</summary>
    public string? Link { get; init; }

    /// <summary>The events, at most <see cref="Composer.NamesInDigest"/> of them.</summary>
    public required IReadOnlyList<HostEvent> Events { get; init; }

    /// <summary>How many events it stands for.</summary>
    public required int Total { get; init; }
}

/// <summary>An event with the name of its host, which the event itself knows only by id.</summary>
internal sealed record HostEvent(Event Event, string Host);
