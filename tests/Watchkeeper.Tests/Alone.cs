namespace Watchkeeper.Tests;

/// <summary>Tests that look at the whole process, such as its memory: they run when all others have ended.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
