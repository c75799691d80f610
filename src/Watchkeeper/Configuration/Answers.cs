namespace Watchkeeper.Configuration;

/// <summary>
/// The answers of a dialogue, each under the path of the setting that it becomes: what was answered once is not asked again, unless it turned out to be
/// wrong (<see cref="Forget"/>).
/// </summary>
internal sealed class Answers(Dialogue dialogue)
{
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);

    public void Say(string sentence) => dialogue.Say(sentence);

    public string Ask(string setting, string question, string? standard = null) => Given(setting, () => dialogue.Ask(question, standard));

    public string AskSecret(string setting, string question, bool mayBeEmpty) => Given(setting, () => dialogue.AskSecret(question, mayBeEmpty));

    /// <summary>Has the answer that became this setting, or a part of it, asked for again; false where there is none.</summary>
    public bool Forget(string setting)
    {
        var wrong = _given.Keys.Where(given => given == setting || given.StartsWith(setting + ".", StringComparison.Ordinal) || setting.StartsWith(given + "[", StringComparison.Ordinal)).ToList();
        wrong.ForEach(given => _given.Remove(given));
        return wrong.Count > 0;
    }

    private string Given(string setting, Func<string> ask)
    {
        if (!_given.TryGetValue(setting, out var answer))
        {
            _given.Add(setting, answer = ask());
        }

        return answer;
    }
}
