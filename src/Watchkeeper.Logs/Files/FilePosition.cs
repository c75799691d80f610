using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Watchkeeper.Core;

namespace Watchkeeper.Logs.Files;

/// <summary>
/// Where reading stands in a file that may be rotated: the file itself (device and inode), the offset, and a fingerprint of what stands before it, which tells
/// a file that was emptied and grew again (copytruncate) from one that only grew, and finds the copy that was made of it.
/// </summary>
internal readonly record struct FilePosition(ulong Device, ulong Inode, long Offset, int FingerprintLength, string Fingerprint)
{
    private const int LongestFingerprint = 256;

    public static FilePosition? Parse(string? text) =>
        text?.Split(' ') is [var device, var inode, var offset, var length, var fingerprint]
        && ulong.TryParse(device, NumberStyles.None, CultureInfo.InvariantCulture, out var deviceNumber)
        && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out var inodeNumber)
        && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var fingerprintLength)
            ? new FilePosition(deviceNumber, inodeNumber, at, Math.Min(fingerprintLength, LongestFingerprint), fingerprint) : null;

    /// <summary>The position at an offset of an open file.</summary>
    public static FilePosition Of(SafeFileHandle file, FileState state, long offset)
    {
        var length = (int)Math.Min(offset, LongestFingerprint);
        return new FilePosition(state.Device, state.Inode, offset, length, Before(file, offset, length));
    }

    /// <summary>Whether this is the file that was read, with at least what had been read still in it.</summary>
    public bool Continues(SafeFileHandle file, FileState state) => IsOf(state) && Fits(file, state);

    public bool IsOf(FileState state) => state.Device == Device && state.Inode == Inode;

    /// <summary>Whether a file holds what had been read, be it the same file or a copy.</summary>
    public bool Fits(SafeFileHandle file, FileState state) => state.Length >= Offset && Before(file, Offset, FingerprintLength) == Fingerprint;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Device} {Inode} {Offset} {FingerprintLength} {Fingerprint}");

    private static string Before(SafeFileHandle file, long offset, int length)
    {
        Span<byte> bytes = stackalloc byte[LongestFingerprint];
        var read = RandomAccess.Read(file, bytes[..length], Math.Max(0, offset - length));
        return Convert.ToHexString(SHA256.HashData(bytes[..read]).AsSpan(0, 8));
    }
}
