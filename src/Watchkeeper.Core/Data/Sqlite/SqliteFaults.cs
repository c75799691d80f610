using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Watchkeeper.Core.Data.Sqlite;

/// <summary>SQLite's result codes (sqlite.org/rescode.html) as sentences.</summary>
internal static partial class SqliteFaults
{
    /// <summary>Growing the shared-memory file failed: on a full disk this is how it shows first.</summary>
    private const int SharedMemorySize = raw.SQLITE_IOERR | (19 << 8);

    /// <summary>W_OK of access(2).</summary>
    private const int WriteAccess = 2;

    /// <summary>EROFS of errno(3).</summary>
    private const int ReadOnlyFilesystem = 30;

    public static Fault Judge(Exception exception, string path) => exception switch
    {
        EngineException found => found.Fault,
        SqliteException sqlite => Judge(sqlite, path),
        _ => Fault.Own,
    };

    private static Fault Judge(SqliteException exception, string path) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new Fault(
            FaultKind.Away, $"The database {path} is locked by another program; find it with \"fuser {path}\" and end it.", Reconnect: false),
        raw.SQLITE_FULL => Full(path),
        raw.SQLITE_IOERR when exception.SqliteExtendedErrorCode == SharedMemorySize => Full(path),
        raw.SQLITE_IOERR => new Fault(
            FaultKind.Away, $"The database {path} could not be read or written ({exception.Message}); look for disk errors with \"watchkeeper disks\" and dmesg."),
        raw.SQLITE_CORRUPT => new Fault(
            FaultKind.Hopeless, $"The database {path} is damaged; move it away and restore a backup, or salvage it with \"sqlite3 {path} .recover\"."),
        raw.SQLITE_NOTADB => new Fault(FaultKind.Refused, $"The file {path} is not an SQLite database; name another file, or move this one away."),
        raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN when IsOnReadOnlyFilesystem(path) => new Fault(
            FaultKind.Away,
            $"The filesystem that holds {path} is read-only; find out why (watchkeeper disks scan, dmesg), then mount -o remount,rw, and recording goes on by itself."),
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN => new Fault(
            FaultKind.Refused,
            $"The database {path} cannot be opened for writing by user {Environment.UserName}; give that user the file and its folder, or set the key database: to another path."),
        _ => Fault.Own,
    };

    /// <summary>As after an error of its disk: to wait is right, where a missing permission is a mistake.</summary>
    private static bool IsOnReadOnlyFilesystem(string path) =>
        Access(Path.GetDirectoryName(path)!, WriteAccess) != 0 && Marshal.GetLastPInvokeError() == ReadOnlyFilesystem;

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    private static Fault Full(string path) => new(
        FaultKind.Away, $"The disk that holds {path} is full; make room on it, and recording goes on by itself.", Reconnect: false);
}
