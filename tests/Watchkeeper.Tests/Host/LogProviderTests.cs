using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Time;
using Watchkeeper.Logging;

namespace Watchkeeper.Tests.Host;

public sealed class LogProviderTests
{
    [Theory]
    [InlineData("Watchkeeper.Uptime.UptimeService", "uptime: Flight 7 of \"a b\" has begun flight=7 name=\"a b\"")]
    [InlineData("Other.Library", "Other.Library: Flight 7 of \"a b\" has begun flight=7 name=\"a b\"")]
    public void A_line_has_its_room_its_sentence_and_its_values(string category, string expected)
    {
        var target = new Kept();
        using var provider = new LogProvider(target, HostClock.Open());

        provider.CreateLogger(category).LogWarning("Flight {Flight} of \"{Name}\" has begun", 7, "a b");

        Assert.Equal([expected], target.Lines);
    }

    [Theory]
    [InlineData("Watchkeeper.Http.Gate", LogLevel.Information, true)]
    [InlineData("Watchkeeper.Http.Gate", LogLevel.Debug, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Information, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning, true)]
    [InlineData("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Error, false)]
    public void Libraries_are_heard_from_warning_on_and_the_host_not_at_all(string category, LogLevel level, bool isHeard)
    {
        using var provider = new LogProvider(new Kept(), HostClock.Open());

        Assert.Equal(isHeard, provider.CreateLogger(category).IsEnabled(level));
    }

    [Fact]
    public void Line_breaks_in_a_message_do_not_forge_lines()
    {
        var target = new Kept();
        using var provider = new LogProvider(target, HostClock.Open());

        provider.CreateLogger("Watchkeeper.Logs.X").LogInformation("{Text}", "first\nsecond");

        Assert.Equal(["logs: first second text=\"first second\""], target.Lines);
    }

    [Fact]
    public void A_value_that_is_a_sentence_is_not_told_twice()
    {
        var target = new Kept();
        using var provider = new LogProvider(target, HostClock.Open());

        provider.CreateLogger("Watchkeeper.Core.Data.Database").LogWarning("{Sentence} It took {Seconds} s", "The disk is full.", 3);

        Assert.Equal(["core: The disk is full. It took 3 s seconds=3"], target.Lines);
    }

    private sealed class Kept : LogTarget
    {
        public List<string> Lines { get; } = [];

        public override bool WantsTime => false;

        public override bool WantsFields => true;

        public override void Write(LogLevel level, string line) => Lines.Add(line);
    }
}
