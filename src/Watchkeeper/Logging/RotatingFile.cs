using System.Globalization;
using System.Text;
using Watchkeeper.Core;

namespace Watchkeeper.Logging;

/// <summary>
/// A log file that is put aside when it has grown to its size: <c>watchkeeper.log</c>, then <c>.1</c> (the newest) to <c>.N</c>. Whoever moves the file away
/// is followed at the next line, so logrotate works too.
/// </summary>
internal sealed class RotatingFile : LogTarget
{
    private readonly string _path;
    private readonly long _maxSize;
    private readonly int _keep;
    private readonly Lock _lock = new();
    private FileStream? _file;

    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="maxSize">Bytes after which the file is put aside.</param>
    /// <param name="keep">How many old files are kept; 0 keeps none.</param>
    /// <exception cref="ProblemException">The file cannot be opened.</exception>
    public RotatingFile(string path, long maxSize, int keep)
    {
        (_path, _maxSize, _keep) = (path, maxSize, keep);
        try
        {
            _file = Open();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemKind.Failed, $"The log file cannot be written: {failure.Message} Check log.file.", failure);
        }
    }

    public override bool WantsTime => true;

    public override bool WantsFields => true;

    public override void Write(LogLevel level, string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        lock (_lock)
        {
            try
            {
                if (_file is null || !File.Exists(_path))
                {
                    _file?.Dispose();
                    _file = Open();
                }

                if (_file.Length > 0 && _file.Length + bytes.Length > _maxSize)
                {
                    Rotate();
                }

                _file.Write(bytes);
                _file.Flush();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // A full disk must not stop the daemon; the next line tries again.
                _file?.Dispose();
                _file = null;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }

        base.Dispose(disposing);
    }

    private FileStream Open() => new(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private void Rotate()
    {
        _file?.Dispose();
        _file = null;
        File.Delete(Aside(_keep));
        for (var number = _keep - 1; number >= 1; number--)
        {
            if (File.Exists(Aside(number)))
            {
                File.Move(Aside(number), Aside(number + 1), overwrite: true);
            }
        }

        if (_keep > 0)
        {
            File.Move(_path, Aside(1), overwrite: true);
        }
        else
        {
            File.Delete(_path);
        }

        _file = Open();
    }

    private string Aside(int number) => string.Create(CultureInfo.InvariantCulture, $"{_path}.{number}");
}
