namespace Watchkeeper.Watches.Conditions;

/// <summary>The first half of a pair that waits for the second, with its captures.</summary>
internal sealed class PairState : KeyState
{
    public long Since { get; set; } = Never;

    public Facts? Captures { get; set; }

    public bool IsWaiting => Since != Never;

    public override bool IsEmpty => !IsWaiting;

    public override string Describe() => IsWaiting ? "the first was seen, the second not yet" : "the first was not seen";

    public void Begin(in Observation first, long within)
    {
        Since = first.At;
        Wake = first.At + within;
        Captures = new Facts(first.Facts.Copy());
    }

    public void End()
    {
        (Since, Wake) = (Never, Never);
        Captures = null;
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(Since);
        Facts.Save(Captures, writer);
    }

    public override void Load(BinaryReader reader)
    {
        Since = reader.ReadInt64();
        Captures = Facts.Load(reader);
    }
}
