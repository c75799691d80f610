using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Watchkeeper.Core.Data.Sqlite;

/// <summary>
/// The operating system's own libsqlite3, patched by its distribution, instead of a bundled copy: the provider's imports of <c>e_sqlite3</c> are led to it.
/// </summary>
internal static class SqliteLibrary
{
    /// <summary>STRICT tables came with 3.37.</summary>
    private const int Oldest = 3_037_000;

    private static readonly Lazy<string?> Problem = new(Load);

    /// <summary>Loads the library once.</summary>
    /// <exception cref="EngineException">It is not there, or too old.</exception>
    public static void Require()
    {
        if (Problem.Value is { } sentence)
        {
            throw new EngineException(FaultKind.Refused, sentence);
        }
    }

    private static string? Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        try
        {
            raw.SetProvider(new SQLite3Provider_e_sqlite3());

            // Nobody asks how much memory it uses, and to keep count of that each allocation takes a lock of the whole process.
            raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
            return raw.sqlite3_libversion_number() >= Oldest
                ? null
                : $"The system's SQLite is {raw.sqlite3_libversion().utf8_to_string()}, and 3.37 or later is needed; install a newer libsqlite3.";
        }
        catch (DllNotFoundException)
        {
            return $"The SQLite library ({Names[0]}) is not installed; install it (Debian: apt install libsqlite3-0), or use a postgres:// database.";
        }
    }

    private static string[] Names =>
        OperatingSystem.IsWindows() ? ["winsqlite3", "sqlite3"]
        : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib", "libsqlite3.dylib"]
        : ["libsqlite3.so.0", "libsqlite3.so"];

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name == "e_sqlite3")
        {
            foreach (var candidate in Names)
            {
                if (NativeLibrary.TryLoad(candidate, out var library))
                {
                    return library;
                }
            }
        }

        return 0;
    }
}
