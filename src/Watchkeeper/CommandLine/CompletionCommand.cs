using System.CommandLine;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.CommandLine;

/// <summary><c>watchkeeper completion bash|zsh|fish</c>: a script for the shell that asks the program itself what may come next.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # watchkeeper completion for bash: source this file, or put it into /usr/share/bash-completion/completions/watchkeeper
        _watchkeeper() {
            local line
            COMPREPLY=()
            while IFS= read -r line; do
                [[ $line == "${COMP_WORDS[COMP_CWORD]}"* ]] && COMPREPLY+=("$(printf '%q' "$line")")
            done < <("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
        }
        complete -o default -F _watchkeeper watchkeeper
        """;

    private const string Zsh = """
        #compdef watchkeeper
        # watchkeeper completion for zsh: put this into a folder of $fpath as _watchkeeper
        _watchkeeper() {
            local -a found
            found=("${(@f)$(${words[1]} "[suggest:$(( ${#BUFFER} - ${#RBUFFER} ))]" "$BUFFER" 2>/dev/null)}")
            [[ -n ${found[1]} ]] && compadd -- "${found[@]}" || _files
        }
        compdef _watchkeeper watchkeeper
        """;

    private const string Fish = """
        # watchkeeper completion for fish: put this into ~/.config/fish/completions/watchkeeper.fish
        complete -c watchkeeper -f -a '(set -l line (commandline -cp); watchkeeper "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)'
        """;

    public static Command Make()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.CompletionSources.Add("bash", "zsh", "fish");
        var verb = new Verb("completion", "Print a completion script for your shell.", async invocation =>
        {
            await invocation.Out.WriteLineAsync(invocation.Get(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                var other => throw new ProblemException(ProblemKind.BadRequest, $"There is no completion for '{other}'; there is one for bash, zsh and fish."),
            });
            return 0;
        });
        verb.Arguments.Add(shell);
        return verb;
    }
}
