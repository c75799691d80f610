using Watchkeeper.Core.Events;

namespace Watchkeeper.Core.Data;

/// <summary>The writer's session, which all closures use in turn for as long as its connection lives.</summary>
internal sealed class WriterTransaction(WriterConnection connection, EventWriter events) : Transaction(connection.Connection)
{
    private WriteRequest? _request;

    /// <summary>Whether an event was appended since this was last set to false.</summary>
    public bool HasAppended { get; set; }

    /// <summary>A closure begins to run; one before it that did not come to its end was rolled back.</summary>
    public void Begin(WriteRequest request)
    {
        _request = request;
        events.Begin();
    }

    /// <summary>The closure has come to its end.</summary>
    public void End() => events.End(this);

    public override int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        connection.Execute(sql, parameters) ?? base.Execute(sql, parameters);

    public override Event Append(EventDraft draft)
    {
        HasAppended = true;
        return events.Append(this, _request!, draft);
    }

    public override void OnCommit(Action action) => _request!.OnCommit(action);
}
