using Watchkeeper.CommandLine;
using Watchkeeper.Core;

namespace Watchkeeper.Configuration;

/// <summary>Questions and answers on a terminal, or from a pipe.</summary>
/// <param name="answers">Where they are typed.</param>
/// <param name="questions">Where they are shown.</param>
/// <param name="isTerminal">Whether somebody looks on while secrets are typed.</param>
internal sealed class Dialogue(TextReader answers, TextWriter questions, bool isTerminal)
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
            var answer = ReadLine().Trim();
            if (answer.Length > 0 || standard is not null)
            {
                return answer.Length > 0 ? answer : standard!;
            }
        }
    }

    /// <summary>Asks for something that nobody may read over one's shoulder.</summary>
    public string AskSecret(string question, bool mayBeEmpty)
    {
        while (true)
        {
            questions.Write($"{question} (it is not shown): ");
            questions.Flush();
            var answer = isTerminal ? HiddenInput.ReadLine(questions) : ReadLine();
            if (answer.Length > 0 || mayBeEmpty)
            {
                return answer;
            }
        }
    }

    public bool Confirm(string question, bool standard) =>
        Ask($"{question}? {(standard ? "[Y/n]" : "[y/N]")}", "") is { Length: > 0 } answer ? answer[0] is 'y' or 'Y' : standard;

    private string ReadLine() =>
        answers.ReadLine() ?? throw new ProblemException(ProblemKind.BadRequest, "The input ended before all was answered; nothing was written.");
}
