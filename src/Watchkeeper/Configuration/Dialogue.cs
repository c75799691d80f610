using Watchkeeper.Core;

namespace Watchkeeper.Configuration;

/// <summary>Questions and answers on a terminal, or from a pipe.</summary>
internal sealed class Dialogue(TextReader answers, TextWriter questions)
{
    public void Say(string sentence)
    {
        questions.WriteLine(sentence);
        questions.Flush();
    }

    /// <summary>Asks until there is an answer; an empty one takes the standard, if there is one.</summary>
    /// <exception cref="ProblemException">There are no more answers.</exception>
    public string Ask(string question, string? standard = null)
    {
        while (true)
        {
            questions.Write(standard is { Length: > 0 } ? $"{question} [{standard}]: " : $"{question}: ");
            questions.Flush();
            var answer = (answers.ReadLine() ?? throw new ProblemException(ProblemKind.BadRequest, "The input ended before all was answered; nothing was written.")).Trim();
            if (answer.Length > 0 || standard is not null)
            {
                return answer.Length > 0 ? answer : standard!;
            }
        }
    }

    public bool Confirm(string question, bool standard) =>
        Ask($"{question}? {(standard ? "[Y/n]" : "[y/N]")}", "") is { Length: > 0 } answer ? answer[0] is 'y' or 'Y' : standard;
}
