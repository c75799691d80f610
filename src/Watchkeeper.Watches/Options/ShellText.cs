
namespace Watchkeeper.Watches.Options;

/// <summary>
/// Finds what is filled into the text of a shell. A shell would read it as commands, whoever wrote the line that it came from; as a further argument it is
/// only a word.
/// </summary>
internal static class ShellText
{
    private static readonly HashSet<string> Shells =
        new(["sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "fish", "su", "runuser"], StringComparer.Ordinal);

    /// <summary>Programs that run the program that their arguments name.</summary>
    private static readonly HashSet<string> Starters = new(
        ["env", "sudo", "doas", "nice", "ionice", "chrt", "timeout", "setsid", "nohup", "stdbuf", "flock", "chroot", "busybox", "systemd-run", "setpriv", "unshare", "nsenter", "xargs"],
        StringComparer.Ordinal);

    /// <summary>The first name that would be filled into a shell's text; null: there is none.</summary>
    public static string? NameIn(IReadOnlyList<string> command)
    {
        var argv = command.ToList();
        var shell = argv.Count > 0 && Shells.Contains(Path.GetFileName(argv[0])) ? 0
            : argv.Count > 0 && Starters.Contains(Path.GetFileName(argv[0])) ? argv.FindIndex(argument => Shells.Contains(Path.GetFileName(argument)))
            : -1;
        var option = shell < 0 ? -1 : argv.FindIndex(shell + 1, IsTextOption);
        if (option < 0)
        {
            return null;
        }

        // Further options may stand between the option and its text.
        var text = argv.FindIndex(option + 1, argument => argument.Length > 0 && argument[0] is not ('-' or '+'));
        return text < 0 ? null : Template.Parse(argv[text]).Names.FirstOrDefault();
    }

    /// <summary><c>-c</c>, also among others (<c>-ec</c>); of su and runuser <c>--command</c> too.</summary>
    private static bool IsTextOption(string argument) =>
        argument is "--command" || (argument.Length > 1 && argument[0] == '-' && argument[1] != '-' && argument.Contains('c', StringComparison.Ordinal));
}
