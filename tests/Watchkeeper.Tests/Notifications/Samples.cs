using System.Text.Json.Nodes;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications;
using Watchkeeper.Tests.Configuration;

namespace Watchkeeper.Tests.Notifications;

/// <summary>Events and options that tests of this room begin with.</summary>
internal static class Samples
{
    public static Event Event(string type = "disks.io-error", Severity severity = Severity.Error, string subject = "sda", string message = "Disk sda cannot be read.") => new(
        new Guid("00000000-0000-4000-8000-000000000007"),
        "11111111111111111111111111111111",
        1,
        Guid.Empty,
        new Moment(new Instant(1_795_161_600_000_000), TimeSpan.FromHours(1), true),
        type,
        severity,
        subject,
        message,
        [],
        null);

    public static HostEvent At(this Event entry, string host = "alpha") => new(entry, host);

    public static Message Message(string subject = "alpha: Disk sda cannot be read.", string text = "Disk sda cannot be read.\n", string? html = null) => new()
    {
        Key = "0123456789abcdef01234567",
        Thread = "alpha/disks/sda",
        Subject = subject,
        Text = text,
        Html = html,
        Severity = Severity.Error,
        Events = [Event().At()],
        Total = 1,
    };

    /// <summary>The section <c>notifications</c> as the real reader reads it.</summary>
    public static NotificationsOptions Options(string yaml)
    {
        var file = Path.Combine(Path.GetTempPath(), $"watchkeeper-{Guid.NewGuid():N}.yaml");
        File.WriteAllText(file, "notifications:\n" + string.Join('\n', yaml.Split('\n').Select(line => "  " + line)));
        try
        {
            var paths = HostPaths.For(isRoot: false, new Dictionary<string, string>());
            return (NotificationsOptions)WatchkeeperConfiguration.Load(new ConfigurationSource(file, new Dictionary<string, string>(), paths), Rooms.All).Sections["notifications"];
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
