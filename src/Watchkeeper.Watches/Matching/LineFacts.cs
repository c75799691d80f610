using System.Text.RegularExpressions;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Watches.Matching;

/// <summary>The named captures of one match, and behind them what the source says of the message.</summary>
internal sealed class LineFacts(Match match, IFacts? context = null) : IFacts
{
    public string? this[string name] => Group(name) is { Success: true } group ? group.Value : context?[name];

    public Group? Group(string name) => match.Groups.TryGetValue(name, out var group) ? group : null;

    public IReadOnlyDictionary<string, string> Copy()
    {
        var captures = new Dictionary<string, string>(context?.Copy() ?? Facts.None.Copy(), StringComparer.Ordinal);
        foreach (Group group in match.Groups)
        {
            // Groups without a name are numbered; the whole match is 0.
            if (group.Success && !char.IsAsciiDigit(group.Name[0]))
            {
                captures[group.Name] = group.Value;
            }
        }

        return captures;
    }
}
