using System.Text;

namespace Watchkeeper.Core.Text;

/// <summary>
/// Characters that are not seen where they stand, or that turn the direction of what follows: control characters, marks of direction, fillers and tags. What
/// joins letters (U+200C, U+200D) and chooses the picture of an emoji is not among them. The web interface has the same table, in <c>format/hidden.ts</c>.
/// </summary>
public static class HiddenMarks
{
    /// <summary>First and last of each stretch, in rising order; without line breaks and the tab.</summary>
    private static readonly (int First, int Last)[] Table =
    [
        (0x0000, 0x0008), (0x000B, 0x000C), (0x000E, 0x001F), (0x007F, 0x009F), (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160),
        (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200B), (0x200E, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0xE0000, 0xE007F),
    ];

    public static IReadOnlyList<(int First, int Last)> Ranges => Table;

    public static bool Contains(Rune rune)
    {
        foreach (var (first, last) in Table)
        {
            if (rune.Value <= last)
            {
                return rune.Value >= first;
            }
        }

        return false;
    }
}
