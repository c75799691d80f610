using System.CommandLine;

namespace Watchkeeper.Core.CommandLine;

/// <summary>A command with an action: what every room's <c>XCommands.cs</c> makes its verbs with.</summary>
public sealed class Verb : Command
{
    /// <param name="name">The word on the command line.</param>
    /// <param name="description">One sentence for <c>--help</c> and the manual page.</param>
    /// <param name="run">Returns the exit code: 0 ok, 1 failed, 2 usage.</param>
    public Verb(string name, string description, Func<Invocation, Task<int>> run)
        : base(name, description) => Run = run;

    /// <summary>What it does; the command line's root calls it with an invocation of its own making.</summary>
    public Func<Invocation, Task<int>> Run { get; }
}
