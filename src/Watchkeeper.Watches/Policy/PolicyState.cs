using System.Collections.Immutable;

namespace Watchkeeper.Watches.Policy;

/// <summary>What was done about something that lasts.</summary>
internal enum Standing
{
    /// <summary>It does not hold, as far as is known, or there is nothing to do about it.</summary>
    Even,

    /// <summary>It holds, and nothing was done yet: there is nothing to undo.</summary>
    Unanswered,

    /// <summary>It was acted upon; once it is over, <c>after</c> is due.</summary>
    Answered,

    /// <summary>It is being acted upon, and nobody knows yet whether that will be done. Where a stop cut it off, nobody ever will: it may have been.</summary>
    Answering,
}

/// <summary>What a watch's policy remembers of one key; survives restarts.</summary>
internal sealed record PolicyState
{
    public static PolicyState Fresh { get; } = new();

    public long LastStart { get; init; } = long.MinValue;

    /// <summary>Runs in a row with no quiet time between them.</summary>
    public int Streak { get; init; }

    /// <summary>The starts within the limit's window, oldest first; only kept where there is a limit.</summary>
    public ImmutableArray<long> Starts { get; init; } = [];

    /// <summary>Failed runs in a row.</summary>
    public int Failures { get; init; }

    public long LastFailure { get; init; } = long.MinValue;

    public bool GaveUp { get; init; }

    public long LastTrigger { get; init; } = long.MinValue;

    /// <summary>Triggers that started nothing.</summary>
    public long Suppressed { get; init; }

    public Standing Standing { get; init; }

    public byte[] Save()
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        writer.Write(LastStart);
        writer.Write7BitEncodedInt(Streak);
        writer.Write7BitEncodedInt(Starts.Length);
        foreach (var start in Starts)
        {
            writer.Write(start);
        }

        writer.Write7BitEncodedInt(Failures);
        writer.Write(LastFailure);
        writer.Write(GaveUp);
        writer.Write(LastTrigger);
        writer.Write(Suppressed);
        writer.Write((byte)Standing);
        writer.Flush();
        return buffer.ToArray();
    }

    /// <summary>A state that cannot be read begins anew.</summary>
    public static PolicyState Load(byte[] kept)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(kept));
            return new PolicyState
            {
                LastStart = reader.ReadInt64(),
                Streak = reader.Read7BitEncodedInt(),
                Starts = [.. Enumerable.Range(0, reader.Read7BitEncodedInt()).Select(_ => reader.ReadInt64())],
                Failures = reader.Read7BitEncodedInt(),
                LastFailure = reader.ReadInt64(),
                GaveUp = reader.ReadBoolean(),
                LastTrigger = reader.ReadInt64(),
                Suppressed = reader.ReadInt64(),
                Standing = (Standing)reader.ReadByte(),
            };
        }
        catch (Exception broken) when (broken is IOException or FormatException or ArgumentException)
        {
            return Fresh;
        }
    }
}
