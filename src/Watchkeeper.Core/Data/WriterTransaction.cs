using Watchkeeper.Core.Events;

namespace Watchkeeper.Core.Data;

/// <summary>The writer's session, which all closures use in turn for as long as its connection lives.</summary>
internal sealed class WriterTransaction(WriterConnection connection, EventWriter events) : Transaction(connection.Connection)
{
    /// <summary>Whose closure runs now.</summary>
    public WriteRequest? Request { get; set; }

    /// <summary>Whether an event was appended since this was last set to false.</summary>
    public bool HasAppended { get; set; }

    public override int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        connection.Execute(sql, parameters) ?? base.Execute(sql, parameters);

    public override Event Append(EventDraft draft)
    {
        HasAppended = true;
        return events.Append(this, Request!, draft);
    }

    public override void OnCommit(Action action) => Request!.OnCommit(action);
}
