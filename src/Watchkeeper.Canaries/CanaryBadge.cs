using System.Globalization;
using System.Security;

namespace Watchkeeper.Canaries;

/// <summary>A small picture with a canary's name and state, for a README or a dashboard.</summary>
internal static class CanaryBadge
{
    private const int LetterWidth = 7;
    private const int LongestName = 60;

    public static string Draw(Canary canary)
    {
        var name = canary.Settings.Name.Length > LongestName ? canary.Settings.Name[..(LongestName - 1)] + "…" : canary.Settings.Name;
        var (state, color) = canary.State switch
        {
            "late" => ("late", "#b3261e"),
            "paused" => ("paused", "#6b6b6b"),
            "running" => ("running", "#1d5fa8"),
            _ => ("ok", "#2d7a3a"),
        };
        var left = (name.Length * LetterWidth) + 12;
        var right = (state.Length * LetterWidth) + 12;
        var label = SecurityElement.Escape(new string([.. name.Select(c => char.IsControl(c) ? ' ' : c)]));
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{label}: {state}">
            <title>{label}: {state}</title>
            <clipPath id="r"><rect width="{left + right}" height="20" rx="3"/></clipPath>
            <g clip-path="url(#r)"><rect width="{left}" height="20" fill="#444"/><rect x="{left}" width="{right}" height="20" fill="{color}"/></g>
            <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
            <text x="{left / 2}" y="14" textLength="{left - 12}" lengthAdjust="spacingAndGlyphs">{label}</text><text x="{left + (right / 2)}" y="14">{state}</text>
            </g>
            </svg>

            """);
    }
}
