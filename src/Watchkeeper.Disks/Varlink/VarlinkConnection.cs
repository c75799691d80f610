using System.Text.Json;
using System.Text.Json.Nodes;
using Watchkeeper.Core;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Disks.Varlink;

/// <summary>One caller: reads calls, one after the other, and writes their answers.</summary>
internal sealed class VarlinkConnection(Stream stream, DisksInterface disks, HostClock clock)
{
    private const int LongestCall = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await ReadAsync(cancellation) is { } call)
        {
            if (!await AnswerAsync(call, cancellation))
            {
                return;
            }
        }
    }

    /// <summary>Answers one call; false when the connection should end.</summary>
    private async Task<bool> AnswerAsync(JsonObject call, CancellationToken cancellation)
    {
        var method = call["method"]?.GetValueKind() == JsonValueKind.String ? (string)call["method"]! : "";
        var oneway = IsTrue(call["oneway"]);
        try
        {
            var parameters = new VarlinkParameters(call);
            if (method == $"{DisksInterface.Name}.Monitor")
            {
                if (!IsTrue(call["more"]))
                {
                    throw new VarlinkMistake("more");
                }

                await MonitorAsync(parameters, cancellation);
                return false;
            }

            var answer = disks.Answer(method, parameters);
            if (!oneway)
            {
                await WriteAsync(answer is null ? Unknown(method) : new JsonObject { ["parameters"] = answer }, cancellation);
            }
        }
        catch (VarlinkMistake mistake)
        {
            await WriteAsync(Failure("org.varlink.service.InvalidParameter", new JsonObject { ["parameter"] = mistake.Parameter }), cancellation);
        }
        catch (ProblemException problem) when (problem.Kind == ProblemKind.NotFound)
        {
            await WriteAsync(Failure($"{DisksInterface.Name}.NoSuchDevice", new JsonObject { ["message"] = problem.Message }), cancellation);
        }

        return true;
    }

    /// <summary>Tells of events until the caller leaves; that is noticed at once, not at the next event.</summary>
    private async Task MonitorAsync(VarlinkParameters parameters, CancellationToken cancellation)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var left = LeaveAsync(leaving);
        try
        {
            await foreach (var told in disks.MonitorAsync(parameters, leaving.Token))
            {
                await WriteAsync(new JsonObject { ["parameters"] = told, ["continues"] = true }, leaving.Token);
            }
        }
        finally
        {
            await leaving.CancelAsync();
            await left;
        }
    }

    /// <summary>Whatever comes while events are told, the end or another call, ends the telling.</summary>
    private async Task LeaveAsync(CancellationTokenSource leaving)
    {
        await stream.ReadAsync(new byte[1], leaving.Token).AsTask().ContinueWith(static read => _ = read.Exception, TaskScheduler.Default);
        await leaving.CancelAsync();
    }

    private static bool IsTrue(JsonNode? node) => node?.GetValueKind() == JsonValueKind.True;

    private static JsonObject Unknown(string method)
    {
        var service = method[..Math.Max(0, method.LastIndexOf('.'))];
        return service is DisksInterface.Name or "org.varlink.service"
            ? Failure("org.varlink.service.MethodNotFound", new JsonObject { ["method"] = method })
            : Failure("org.varlink.service.InterfaceNotFound", new JsonObject { ["interface"] = service });
    }

    private static JsonObject Failure(string error, JsonObject parameters) => new() { ["error"] = error, ["parameters"] = parameters };

    private async Task<JsonObject?> ReadAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        var call = new List<byte>();
        var one = new byte[1];
        while (call.Count < LongestCall && await stream.ReadAsync(one, either.Token) == 1)
        {
            if (one[0] == 0)
            {
                return Parse(call.ToArray());
            }

            call.Add(one[0]);
        }

        return null;
    }

    /// <summary>Null, which ends the connection, for what is no JSON object.</summary>
    private static JsonObject? Parse(byte[] call)
    {
        try
        {
            return JsonNode.Parse(call) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task WriteAsync(JsonObject answer, CancellationToken cancellation)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(answer.ToJsonString() + "\0");
        await stream.WriteAsync(bytes, cancellation);
    }
}
