using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Data;

/// <summary>Brings the tables of all modules up to date, and refuses a database from a later version than this program can serve.</summary>
internal sealed class Schema(Engine engine, IReadOnlyList<Module> modules)
{
    /// <summary>How far ahead a database may be: daemons on one database are upgraded one after the other.</summary>
    private const int Ahead = 1;

    private readonly Module[] _modules = [CoreModule.Module, .. modules.Where(module => module.Migrations.Count > 0)];

    /// <summary>Runs what is missing, each migration in a transaction of its own, and enters the host.</summary>
    /// <param name="migrated">Told of each migration of tables that were there before: the module and the number.</param>
    public void Migrate(WriterConnection writer, HostIdentity host, Action<string, int> migrated)
    {
        using var session = new Session(writer.Connection);
        var versions = Versions(session);
        foreach (var module in _modules)
        {
            var isNew = !versions.ContainsKey(module.Name);
            while (Next(module, versions) is not null)
            {
                if (InTransaction(writer, () => Step(session, writer, module, versions)) is { } done && !isNew)
                {
                    migrated(module.Name, done);
                }
            }
        }

        const string Enter = "INSERT INTO hosts (id, name) VALUES (@id, @name) ON CONFLICT (id) DO UPDATE SET name = excluded.name";
        if (session.First("SELECT name FROM hosts WHERE id = @id", row => row.Text(0), ("id", host.Id)) != host.Name)
        {
            InTransaction(writer, () => session.Execute(Enter, ("id", host.Id), ("name", host.Name)));
        }
    }

    /// <summary>For a reader that may not migrate: whether it understands what is there.</summary>
    public void Check(Session session)
    {
        var versions = Versions(session);
        if (versions.Count == 0)
        {
            throw new ProblemException(ProblemKind.Failed, $"{engine.Place} is not a Watchkeeper database.");
        }

        foreach (var module in _modules)
        {
            if (Next(module, versions) is not null)
            {
                throw new ProblemException(
                    ProblemKind.Conflict, $"The database {engine.Place} is from an older version of Watchkeeper; start this version's daemon once, and it is brought up to date.");
            }
        }
    }

    private static T InTransaction<T>(WriterConnection writer, Func<T> work)
    {
        writer.Begin(durable: true);
        try
        {
            writer.Unhurried();
            var result = work();
            writer.Commit();
            return result;
        }
        catch
        {
            writer.Rollback();
            throw;
        }
    }

    /// <summary>One migration, unless another daemon was faster; its number.</summary>
    private int? Step(Session session, WriterConnection writer, Module module, Dictionary<string, int> versions)
    {
        foreach (var (name, version) in Versions(session))
        {
            versions[name] = version;
        }

        if (Next(module, versions) is not { } migration)
        {
            return null;
        }

        if (module == CoreModule.Module && versions.Count == 0)
        {
            Run(writer, "CREATE TABLE schema_versions (module {text} PRIMARY KEY, version {int} NOT NULL)");
        }

        foreach (var statement in migration.Sql.Split([";\n", ";\r\n"], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Run(writer, statement.TrimEnd(';'));
        }

        session.Execute(
            "INSERT INTO schema_versions (module, version) VALUES (@module, @version) ON CONFLICT (module) DO UPDATE SET version = excluded.version",
            ("module", module.Name), ("version", migration.Number));
        versions[module.Name] = migration.Number;
        return migration.Number;
    }

    private Migration? Next(Module module, Dictionary<string, int> versions)
    {
        var version = versions.GetValueOrDefault(module.Name);
        var newest = module.Migrations.Max(migration => migration.Number);
        return version <= newest + Ahead
            ? module.Migrations.Where(migration => migration.Number > version).MinBy(migration => migration.Number)
            : throw new EngineException(
                FaultKind.Refused,
                $"The database {engine.Place} was written by a later version of Watchkeeper ({module.Name} is at schema {version}, this version knows {newest}); install that version.");
    }

    private Dictionary<string, int> Versions(Session session)
    {
        var versions = new Dictionary<string, int>(StringComparer.Ordinal);
        if (engine.HasTable(session, "schema_versions"))
        {
            session.Scan("SELECT module, version FROM schema_versions", row => versions.TryAdd(row.Text(0), row.Int32(1)));
        }

        return versions;
    }

    private void Run(WriterConnection writer, string statement)
    {
        using var command = writer.Connection.CreateCommand();
        command.CommandText = engine.Ddl(statement);
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }
}
