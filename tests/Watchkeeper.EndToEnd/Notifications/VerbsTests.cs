using System.Text.Json.Nodes;

namespace Watchkeeper.EndToEnd.Notifications;

/// <summary>Routes, and <c>watchkeeper notifications</c>, with a real daemon and channels that do what they do.</summary>
public sealed class VerbsTests
{
    /// <summary>The kernel of the machine that runs the tests may have faults of its own to tell, which default would be told first.</summary>
    private const string Configuration =
        """
        disks: { sources: [] }
        notifications:
          channels:
            default: { command: { run: [sh, -c, "cat >> $HOME/default"] } }
            phone: { command: { run: [sh, -c, "cat >> $HOME/phone"] } }
            tickets: { command: { run: [sh, -c, "echo the printer is on fire >&2; exit 67"] } }
            busy: { command: { run: [sh, -c, "exit 75"] } }
          routes:
            - { events: "canaries.l?te", severity: error, tags: [backup, offsite], channels: [phone, tickets] }
            - { events: [canaries.late], tags: busy, channels: busy }
            - { events: "canaries.*", severity: critical, channels: phone }
        """;

    [Fact]
    public async Task Each_event_goes_where_the_routes_say_and_the_list_says_what_became_of_it()
    {
        await using var daemon = await Daemon.StartAsync(Configuration);
        await daemon.OutputOfAsync("canaries", "create", "tagged", "--schedule", "1s", "--tag", "backup");
        await daemon.OutputOfAsync("canaries", "create", "plain", "--schedule", "1s");
        await daemon.OutputOfAsync("canaries", "create", "slow", "--schedule", "1s", "--tag", "busy");

        var told = await UntilToldAsync(daemon, "plain default sent", "tagged phone sent", "tagged tickets refused", "slow busy pending");

        Assert.DoesNotContain("tagged default sent", told);
        Assert.DoesNotContain("plain phone sent", told);
        Assert.DoesNotContain("slow default sent", told);
        var table = await daemon.OutputOfAsync("notifications", "list");
        Assert.Matches("ID +WHEN +TO +STATE +TRIES +MESSAGE\n", table);
        Assert.Matches(@" tickets +refused +1 +tagged .* \(sh ended with exit status 67: the printer is on fire\)\n", table);
        Assert.Matches(@" busy +again (now|in [0-9a-z ]+) +[0-9]+ +slow .* \(sh ended with exit status 75\)\n", table);
        Assert.Contains("notifications are tried again.", await daemon.OutputOfAsync("notifications", "retry"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_says_what_the_other_side_said_and_what_may_have_been_meant()
    {
        await using var daemon = await Daemon.StartAsync(Configuration);

        var refused = await daemon.RunAsync("notifications", "test", "tickets");
        var mistyped = await daemon.RunAsync("notifications", "test", "defualt");
        var strange = await daemon.RunAsync("notifications", "test", "pigeon");
        var worked = await daemon.RunAsync("notifications", "test", "phone", "--json");

        Assert.Equal((1, "watchkeeper: nothing was sent to tickets: sh ended with exit status 67: the printer is on fire.\n"), (refused.ExitCode, refused.Error));
        Assert.Equal((1, "watchkeeper: There is no channel named \"defualt\"; did you mean \"default\"?\n"), (mistyped.ExitCode, mistyped.Error));
        Assert.Equal((1, "watchkeeper: There is no channel named \"pigeon\"; there are default, phone, tickets, busy.\n"), (strange.ExitCode, strange.Error));
        Assert.Equal("sent", JsonNode.Parse(worked.Output)!["result"]!.GetValue<string>());
        Assert.Equal(1, (await daemon.RunAsync("notifications", "retry", "4711")).ExitCode);
        Assert.Equal(2, (await daemon.RunAsync("notifications", "list", "--state", "lost")).ExitCode);
    }

    [Fact]
    public async Task A_route_to_a_channel_that_is_not_there_is_an_error_with_its_place()
    {
        await using var daemon = Daemon.Prepare("notifications:\n  channels: { phone: { command: { run: x } } }\n  routes: [{ channels: phon }]");

        var found = await daemon.RunAsync("config", "check");

        Assert.Equal(1, found.ExitCode);
        Assert.Contains("watchkeeper.yaml:3:24: notifications.routes[0].channels: there is no channel named \"phon\"; did you mean \"phone\"?", found.Error, StringComparison.Ordinal);
    }

    /// <summary>Waits until the list has all of these: subject, target and state.</summary>
    private static async Task<List<string>> UntilToldAsync(Daemon daemon, params string[] expected)
    {
        for (var attempt = 0; attempt < 60; attempt++)
        {
            var lines = (await daemon.OutputOfAsync("notifications", "list", "--json")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var told = lines.Select(line => JsonNode.Parse(line)!).Where(one => $"{one["type"]}" == "canaries.late").Select(one => $"{one["subject"]} {one["target"]} {one["state"]}").ToList();
            if (expected.All(told.Contains))
            {
                return told;
            }

            await Task.Delay(500);
        }

        Assert.Fail("The list does not come to have it.\n" + await daemon.OutputOfAsync("notifications", "list") + daemon.Log);
        return [];
    }
}
