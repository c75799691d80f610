using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>statsd's admin commands over TCP, one a line; each answer ends with END and an empty line. Objects are printed as JSON.</summary>
internal sealed class StatsdAdmin(StatsdState state, HostClock clock, StatsdOptions options)
{
    private const string Help = "Commands: stats, counters, timers, gauges, sets, delcounters, deltimers, delgauges, delsets, health, config, quit\n";

    private readonly TimeSpan _started = clock.Uptime;
    private string _health = "up";

    public async Task ServeAsync(Socket connection, CancellationToken cancellation)
    {
        await foreach (var line in LineStreams.CommandsAsync(connection, cancellation))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["quit", ..])
            {
                return;
            }

            if (words.Length > 0)
            {
                await connection.SendAsync(Encoding.UTF8.GetBytes(Answer(words)), cancellation);
            }
        }
    }

    public string Answer(string[] words)
    {
        lock (state.Gate)
        {
            return words[0] switch
            {
                "help" => Help + "\n",
                "stats" => Stats() + "END\n\n",
                "counters" => Json(StatsdType.Counter, static (json, entry) => Number(json, entry.Value)),
                "gauges" => Json(StatsdType.Gauge, static (json, entry) => Number(json, entry.Value)),
                "timers" => Json(StatsdType.Timer, static (json, entry) => Array(json, entry.Times, static (json, value) => Number(json, value))),
                "sets" => Json(StatsdType.Set, static (json, entry) => Array(json, entry.Members ?? [], static (json, member) => json.WriteStringValue(member))),
                "delcounters" => Delete(StatsdType.Counter, words),
                "delgauges" => Delete(StatsdType.Gauge, words),
                "deltimers" => Delete(StatsdType.Timer, words),
                "delsets" => Delete(StatsdType.Set, words),
                "health" => Health(words),
                "config" => Config(),
                _ => "ERROR\n",
            };
        }
    }

    private string Stats() => string.Create(
        CultureInfo.InvariantCulture,
        $"uptime: {(long)(clock.Uptime - _started).TotalSeconds}\nmessages.bad_lines_seen: {state.BadLines}\nmessages.packets_received: {state.Packets}\nmessages.metrics_received: {state.Metrics}\n");

    private string Health(string[] words)
    {
        _health = words is [_, "up" or "down", ..] ? words[1] : _health;
        return $"health: {_health}\n";
    }

    private string Config() => Text(json =>
    {
        json.WriteNumber("flushInterval", options.FlushInterval.TotalMilliseconds);
        json.WriteStartArray("percentThreshold");
        foreach (var percentile in options.Percentiles)
        {
            json.WriteNumberValue(percentile);
        }

        json.WriteEndArray();
        json.WriteString("health", _health);
    });

    /// <summary>Names, or all below a folder (<c>api.*</c>).</summary>
    private string Delete(StatsdType type, string[] words)
    {
        var answer = new StringBuilder();
        foreach (var name in words.Skip(1))
        {
            var gone = state.Forget(entry => entry.Type == type
                && (entry.Key == name || (name.EndsWith(".*", StringComparison.Ordinal) && entry.Key.StartsWith(name[..^1], StringComparison.Ordinal))));
            foreach (var key in gone)
            {
                answer.Append("deleted: ").Append(key).Append('\n');
            }

            if (gone.Count == 0)
            {
                answer.Append("metric ").Append(name).Append(" not found\n");
            }
        }

        return answer.Append("END\n\n").ToString();
    }

    private string Json(StatsdType type, Action<Utf8JsonWriter, StatsdEntry> value) => Text(json =>
    {
        foreach (var entry in state.Entries.Where(entry => entry.Type == type))
        {
            json.WritePropertyName(entry.Key);
            value(json, entry);
        }
    });

    /// <summary>JSON has no number that is not finite, and a sum may become one.</summary>
    private static void Number(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Array<T>(Utf8JsonWriter json, IEnumerable<T> items, Action<Utf8JsonWriter, T> item)
    {
        json.WriteStartArray();
        foreach (var one in items)
        {
            item(json, one);
        }

        json.WriteEndArray();
    }

    private static string Text(Action<Utf8JsonWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true }))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\nEND\n\n";
    }
}
