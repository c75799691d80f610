using System.Diagnostics;
using Watchkeeper.Core;

namespace Watchkeeper.Logs.Records;

/// <summary>What an unpacking program gives; its end is the end only if the program says that all was well.</summary>
internal sealed class Unpacked(Process program) : ForwardStream
{
    private readonly Stream _output = program.StandardOutput.BaseStream;

    public override int Read(Span<byte> buffer)
    {
        var read = _output.Read(buffer);
        if (read > 0 || buffer.Length == 0)
        {
            return read;
        }

        program.WaitForExit();
        return program.ExitCode == 0 ? 0 : throw new InvalidDataException($"{program.StartInfo.FileName} ended with code {program.ExitCode}.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _output.Dispose();
            program.Dispose();
        }

        base.Dispose(disposing);
    }
}
