using System.Collections;
using Watchkeeper.Core;

namespace Watchkeeper.Hosting;

/// <summary>
/// The modules of the program, each made when it is first looked at: a short verb needs one or none of them, and making all takes longer than it may.
/// </summary>
/// <param name="entries">The name of each module, and what makes it.</param>
internal sealed class ModuleList(params (string Name, Func<Module> Make)[] entries) : IReadOnlyList<Module>
{
    private readonly Module?[] _made = new Module?[entries.Length];

    public int Count => entries.Length;

    public Module this[int index] => _made[index] ??= entries[index].Make();

    public string NameOf(int index) => entries[index].Name;

    public IEnumerator<Module> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
