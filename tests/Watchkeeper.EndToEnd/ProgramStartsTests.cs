namespace Watchkeeper.EndToEnd;

public sealed class ProgramStartsTests
{
}
