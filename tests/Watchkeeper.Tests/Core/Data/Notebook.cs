using Watchkeeper.Core;
using Watchkeeper.Core.Data;

namespace Watchkeeper.Tests.Core.Data;

/// <summary>A module with one table, for tests of what happens to writes.</summary>
internal static class Notebook
{
    public static Module Module { get; } = new("notes", "For tests.")
    {
        Migrations = [new Migration(1, "CREATE TABLE notes (id {id}, text {text} NOT NULL UNIQUE, weight {double}, data {bytes});")],
    };

    public static Task NoteAsync(this Database database, string text, Durability durability = Durability.Durable, byte[]? data = null) =>
        database.WriteAsync(
            transaction => { transaction.Execute("INSERT INTO notes (text, data) VALUES (@text, @data)", ("text", text), ("data", data)); },
            durability);

    public static List<string> Notes(this Database database) =>
        database.Read(session => session.Query("SELECT text FROM notes ORDER BY id", row => row.Text(0)));
}
