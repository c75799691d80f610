using System.Text.Json.Nodes;

namespace Watchkeeper.EndToEnd.Disks;

/// <summary>The Varlink service io.watchkeeper.disks of the real daemon.</summary>
public sealed class VarlinkTests
{
    private const string Service = "io.watchkeeper.disks";

    [Fact]
    public async Task The_service_answers()
    {
        await using var daemon = await Daemon.StartAsync("disks: { journal: never }");
        using var client = await OpenAsync(daemon);

        var info = await client.CallAsync("org.varlink.service.GetInfo");
        var description = await client.CallAsync("org.varlink.service.GetInterfaceDescription", new JsonObject { ["interface"] = Service });
        var list = await client.CallAsync($"{Service}.List");
        var events = await client.CallAsync($"{Service}.Query", new JsonObject { ["severity"] = "error" });

        Assert.Contains(Service, info["parameters"]!["interfaces"]!.AsArray().Select(name => (string?)name));
        Assert.All(["Info(", "List(", "Query(", "Monitor("], method => Assert.Contains("method " + method, (string?)description["parameters"]!["description"], StringComparison.Ordinal));
        Assert.NotNull(list["parameters"]!["disks"]);
        Assert.NotNull(events["parameters"]!["events"]);
        if (list["parameters"]!["disks"]!.AsArray() is [var first, ..])
        {
            var shown = await client.CallAsync($"{Service}.Info", new JsonObject { ["device"] = (string)first!["name"]! });
            Assert.Equal((string?)first["number"], (string?)shown["parameters"]!["device"]!["number"]);
        }
    }

    [Fact]
    public async Task Mistakes_have_the_errors_of_the_protocol()
    {
        await using var daemon = await Daemon.StartAsync("disks: { journal: never }");
        using var client = await OpenAsync(daemon);

        Assert.Equal($"{Service}.NoSuchDevice", (string?)(await client.CallAsync($"{Service}.Info", new JsonObject { ["device"] = "nope" }))["error"]);
        Assert.Equal("org.varlink.service.MethodNotFound", (string?)(await client.CallAsync($"{Service}.Nothing"))["error"]);
        Assert.Equal("org.varlink.service.InterfaceNotFound", (string?)(await client.CallAsync("org.example.Nothing"))["error"]);
        Assert.Equal("org.varlink.service.InvalidParameter", (string?)(await client.CallAsync($"{Service}.Info", new JsonObject { ["device"] = 7 }))["error"]);
        Assert.Equal("org.varlink.service.InvalidParameter", (string?)(await client.CallAsync($"{Service}.Query", new JsonObject { ["severity"] = "loud" }))["error"]);
        Assert.Equal("org.varlink.service.InvalidParameter", (string?)(await client.CallAsync($"{Service}.Monitor"))["error"]);
        Assert.Equal("org.varlink.service.InvalidParameter", (string?)(await client.CallAsync($"{Service}.Query", new JsonObject { ["limit"] = 1.5 }))["error"]);
        Assert.Equal("org.varlink.service.InvalidParameter", (string?)(await client.CallAsync($"{Service}.Query", new JsonObject { ["limit"] = 99999999999 }))["error"]);
        Assert.Equal("org.varlink.service.InvalidParameter", (string?)(await client.CallAsync($"{Service}.Query", new JsonObject { ["limit"] = "many" }))["error"]);
        Assert.Equal("org.varlink.service.InvalidParameter", (string?)(await client.CallAsync($"{Service}.Query", new JsonObject { ["only"] = "sda" }))["error"]);
        Assert.Equal($"{Service}.NoSuchDevice", (string?)(await client.CallAsync($"{Service}.Query", new JsonObject { ["device"] = "nope" }))["error"]);
        await AssertMistakeAsync("types", new JsonObject { ["types"] = "x" });
        await AssertMistakeAsync("subsystem", new JsonObject { ["subsystem"] = 5 });
        await AssertMistakeAsync("subsystem", new JsonObject { ["subsystem"] = "nothing" });
        await AssertMistakeAsync("type", new JsonObject { ["type"] = "nothing" });
        await AssertMistakeAsync("severity", new JsonObject { ["severity"] = "loud" });
        await AssertMistakeAsync("limit", new JsonObject { ["limit"] = 0 });
        await AssertMistakeAsync("since", new JsonObject { ["since"] = "whenever" });
        await AssertMistakeAsync("until", new JsonObject { ["since"] = "1h", ["until"] = "2h" });
        await AssertMistakeAsync("parameters", 5);
        await AssertMistakeAsync("parameters", new JsonArray());
        await client.SendTextAsync("no JSON\0");
        Assert.Null(await client.NextAsync());

        async Task AssertMistakeAsync(string parameter, JsonNode parameters)
        {
            await client.SendTextAsync(new JsonObject { ["method"] = $"{Service}.Query", ["parameters"] = parameters }.ToJsonString() + "\0");
            var answer = (await client.NextAsync())!;
            Assert.Equal(("org.varlink.service.InvalidParameter", parameter), ((string?)answer["error"], (string?)answer["parameters"]!["parameter"]));
        }
    }

    [Fact]
    [Trait("Needs", "root")]
    public async Task What_is_answered_has_the_fields_that_the_interface_describes()
    {
        await using var daemon = await Daemon.StartAsync("disks: { sources: [kmsg], journal: never, accept_program_lines: true }");
        var device = $"sd{DisksTests.RandomLetters()}";
        DisksTests.WriteKmsg($"<3>critical medium error, dev {device}, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
        await DisksTests.WaitForEventsAsync(daemon, device, 1);
        using var client = await OpenAsync(daemon);

        var description = (string)(await client.CallAsync("org.varlink.service.GetInterfaceDescription", new JsonObject { ["interface"] = Service }))["parameters"]!["description"]!;
        var told = (await client.CallAsync($"{Service}.Query", new JsonObject { ["device"] = device, ["subsystem"] = "block" }))["parameters"]!["events"]!.AsArray();
        var disks = (await client.CallAsync($"{Service}.List"))["parameters"]!["disks"]!.AsArray();

        Assert.Empty(told.Single()!.AsObject().Select(field => field.Key).Except(Fields(description, "Event")));
        Assert.Empty(disks.SelectMany(disk => disk!.AsObject()).Select(field => field.Key).Except(Fields(description, "Device")));
    }

    /// <summary>The names in <c>type NAME (name: type, …)</c>.</summary>
    private static IEnumerable<string> Fields(string description, string type)
    {
        var fields = description.Split($"type {type} (")[1].Split(')')[0];
        return fields.Split(',').Select(field => field.Split(':')[0].Trim());
    }

    [Fact]
    [Trait("Needs", "root")]
    public async Task Events_are_told_as_they_happen_to_those_who_asked_for_them()
    {
        await using var daemon = await Daemon.StartAsync("disks: { sources: [kmsg], journal: never, accept_program_lines: true }");
        var device = $"sd{DisksTests.RandomLetters()}";

        // Only a device that is there, or of which something was told, can be followed.
        DisksTests.WriteKmsg($"<3>EXT4-fs error (device {device}b): ext4_find_entry:1455: inode #17: comm nginx: reading directory lblock 0");
        await DisksTests.WaitForEventsAsync(daemon, device + "b", 1);
        using var all = await OpenAsync(daemon);
        using var one = await OpenAsync(daemon);
        await all.SendAsync($"{Service}.Monitor", more: true);
        await one.SendAsync($"{Service}.Monitor", new JsonObject { ["device"] = device + "b", ["severity"] = "critical" }, more: true);

        // The stream begins when the call has been taken: until then lines are written again, each about another sector.
        var first = all.NextAsync();
        for (var sector = 0; !first.IsCompleted && sector < 300; sector++)
        {
            DisksTests.WriteKmsg($"<3>critical medium error, dev {device}a{sector}, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
            await Task.WhenAny(first, Task.Delay(100));
        }

        DisksTests.WriteKmsg($"<3>XFS ({device}b): Filesystem has been shut down due to log error (0x2).");
        var told = (await first)!;
        Assert.True((bool)told["continues"]!);
        while ((string?)told["parameters"]!["event"]!["device"] != device + "b")
        {
            told = (await all.NextAsync())!;
        }

        var only = (await one.NextAsync())!;
        Assert.Equal(("disks.filesystem-shutdown", device + "b", "critical"), Summary(only));
        Assert.Equal(Summary(told), Summary(only));
    }

    [Fact]
    public async Task Those_who_leave_make_room()
    {
        await using var daemon = await Daemon.StartAsync("disks: { journal: never }");
        for (var caller = 0; caller < 150; caller++)
        {
            using var client = await OpenAsync(daemon);
            await client.SendAsync($"{Service}.Monitor", more: true);
        }

        using var last = await OpenAsync(daemon);
        Assert.NotNull((await last.CallAsync($"{Service}.List"))["parameters"]);
    }

    [Fact]
    public async Task A_reload_moves_the_socket()
    {
        await using var daemon = await Daemon.StartAsync("disks: { journal: never }");
        using (await OpenAsync(daemon))
        {
        }

        var other = Path.Combine(daemon.Folder, "elsewhere");
        daemon.Configure($"disks: {{ journal: never, varlink: {other} }}");
        await daemon.SignalAsync("HUP");

        using var client = await VarlinkClient.OpenAsync(other);
        Assert.NotNull((await client.CallAsync($"{Service}.List"))["parameters"]);
        Assert.False(File.Exists(Path.Combine(daemon.Folder, Service)));
    }

    private static Task<VarlinkClient> OpenAsync(Daemon daemon) => VarlinkClient.OpenAsync(Path.Combine(daemon.Folder, Service));

    private static (string?, string?, string?) Summary(JsonNode answer)
    {
        var told = answer["parameters"]!["event"]!;
        return ((string?)told["type"], (string?)told["device"], (string?)told["severity"]);
    }
}
