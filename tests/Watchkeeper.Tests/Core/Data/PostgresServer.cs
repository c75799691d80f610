using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Watchkeeper.Tests.Core.Data;

/// <summary>
/// A real PostgreSQL server from Debian's binaries, on a unix socket in a folder of its own, without fsync. It runs under a shell that ends it and removes
/// the folder when the pipe to the shell's input closes: when this is disposed, and also when the tests are killed.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    private const string Superuser = "watchkeeper";

    private static readonly string? Binaries = FindBinaries();
    private static readonly Lazy<PostgresServer> One = new(static () => new PostgresServer());
    private static int _databases;

    private readonly string _folder;
    private Process? _shell;

    public PostgresServer()
    {
        _folder = Directory.CreateDirectory(Path.Combine(Memory, "wk-pg-" + Guid.NewGuid().ToString("N")[..8])).FullName;
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", Unprivileged, _folder);
        }

        RunAs($"{Binaries}/initdb", "-D", $"{_folder}/data", "-U", Superuser, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        Start();
    }

    public static bool IsInstalled => Binaries is not null;

    /// <summary>The server that all store tests of a run share; started at its first use, and ended by the end of the process.</summary>
    public static PostgresServer Shared => One.Value;

    private static string Unprivileged => "nobody";

    /// <summary>In memory where that can be: each database is a thousand small files to make and to delete.</summary>
    private static string Memory => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    /// <summary>A new, empty database.</summary>
    /// <returns>Its URL.</returns>
    public string CreateDatabase()
    {
        var name = "test_" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        using var connection = Connect();
        using var create = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE template0", connection);
        create.ExecuteNonQuery();
        return $"postgres://{Superuser}@localhost/{name}?host={Uri.EscapeDataString(_folder)}";
    }

    /// <summary>Drops a database, whoever is still connected.</summary>
    public void DropDatabase(string url)
    {
        using var connection = Connect();
        using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS {new Uri(url).AbsolutePath.Trim('/')} WITH (FORCE)", connection);
        drop.ExecuteNonQuery();
    }

    public void Start()
    {
        var command = $"{Binaries}/postgres -D {_folder}/data -k {_folder} -c listen_addresses= -c fsync=off -c full_page_writes=off -c autovacuum=off "
            + $"-c dynamic_shared_memory_type=mmap -c max_connections=200 >>{_folder}/log 2>&1";
        _shell = Process.Start(Command(["sh", "-c", $"{command} & server=$!; said=$(cat); kill -QUIT $server; wait $server; [ \"$said\" = keep ] || rm -rf {_folder}"], input: true))!;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Connect().Dispose();
                return;
            }
            catch (NpgsqlException) when (attempt < 300)
            {
                Thread.Sleep(50);
            }
        }
    }

    /// <summary>Ends the server at once, as a crash does: no client is told, nothing is written.</summary>
    public void Crash()
    {
        _shell!.StandardInput.Write("keep");
        End();
    }

    public void Dispose()
    {
        if (_shell is not null)
        {
            End();
        }
        else
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private void End()
    {
        _shell!.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
        _shell = null;
    }

    private static string? FindBinaries() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            .Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private static void RunAs(params string[] command) => Run(Command(command, input: false));

    private static void Run(params string[] command) => Run(
        new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true });

    private static void Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{start.FileName} failed: {errors.Result}");
        }
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static ProcessStartInfo Command(string[] command, bool input)
    {
        string[] whole = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", Unprivileged, "--regid", "nogroup", "--clear-groups", .. command] : command;
        return new ProcessStartInfo(whole[0], whole[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = input,
            RedirectStandardOutput = !input,
            RedirectStandardError = !input,
            WorkingDirectory = "/",
        };
    }

    private NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection($"Host={_folder};Username={Superuser};Database=postgres;Pooling=false");
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
