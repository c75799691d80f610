namespace Watchkeeper.Core.Configuration;

/// <summary>
/// A form of text that one capability understands and the settings of others may hold: an expression of metrics, a schedule of canaries. The rooms do not
/// know each other: a setting names the grammar, and <see cref="Section.Check"/> finds who knows it.
/// </summary>
/// <param name="Name">The capability and the thing: <c>metrics.expression</c>.</param>
/// <param name="Objection">What is wrong with a text, in words; null: nothing.</param>
public sealed record Grammar(string Name, Func<string, string?> Objection);
