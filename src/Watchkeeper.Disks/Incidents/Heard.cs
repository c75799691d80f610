using Watchkeeper.Core.Events;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Disks.Table;

namespace Watchkeeper.Disks.Incidents;

/// <summary>The floors of the stack that tell of one fault each in their own words, the lowest first.</summary>
internal enum Floor
{
    /// <summary>A disk, its transport and the block layer over it: one fault in several words.</summary>
    Disk,

    /// <summary>An array, a map, a pool.</summary>
    Map,

    /// <summary>A filesystem, and tasks that wait for it.</summary>
    Filesystem,
}

/// <summary>What a fault is told of: a disk and the filesystem directly on it have one name, and are two subjects.</summary>
internal readonly record struct Subject(Floor Floor, string Name);

/// <summary>How much it means: what ends a device's work is told even where something as bad was told before.</summary>
internal readonly record struct Weight(int Finality, Severity Severity)
{
    public static Weight Of(StorageEvent row) => new(row.Finality, row.Severity);

    public bool IsMoreThan(Weight other) => Finality > other.Finality || Severity < other.Severity;

    public Weight Max(Weight other) => new(Math.Max(Finality, other.Finality), Severity < other.Severity ? Severity : other.Severity);
}

/// <summary>A finding and the names it goes by.</summary>
/// <param name="Device">The device it is about; where the line names none, the part of the system that speaks.</param>
/// <param name="Holder">What is made of the device, where the line names it.</param>
/// <param name="IsNamed">Whether the line, or one of its record, names the device.</param>
internal sealed record Heard(Finding Finding, string Device, string? Holder, bool IsNamed)
{
    public StorageEvent Row => Finding.Row;

    /// <summary>What tells it apart from the same row about another device; without a name, what else the line says of whom it happened to.</summary>
    public string Key => IsNamed ? Device : $"{Device} {Row.Type} {Finding.Facts.GetValueOrDefault("task")}";

    /// <summary>What a line says of an array or a map is about that, through whichever of its members it speaks.</summary>
    public Subject Subject => new(FloorOf(Row), IsNamed && Holder is not null && FloorOf(Row) > Floor.Disk ? Holder : Key);

    private static Floor FloorOf(StorageEvent row) => row.Layer switch
    {
        <= 2 => Floor.Disk,
        3 => Floor.Map,
        _ => Floor.Filesystem,
    };
}
