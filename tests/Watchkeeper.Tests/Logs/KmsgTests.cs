using System.Globalization;
using System.Text;
using System.Threading.Channels;
using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Core;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Logs.Kmsg;
using Watchkeeper.Logs.Sources;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Logs;

public sealed class KmsgTests
{
    [Fact]
    public void A_record_has_its_priority_time_text_and_device()
    {
        Assert.True(KmsgRecord.TryParse("6,611,62899141,-;sd 7:0:0:0: [sdc] tag#102 Sense Key : Medium Error [current] \n SUBSYSTEM=scsi\n DEVICE=+scsi:7:0:0:0\n"u8, out var record));

        Assert.Equal(611, record.Sequence);
        Assert.Equal("sd 7:0:0:0: [sdc] tag#102 Sense Key : Medium Error [current] ", record.Record.Text);
        Assert.Equal(Severity.Info, record.Record.Priority);
        Assert.Equal(TimeSpan.FromMicroseconds(62899141), record.Record.KernelTime);
        Assert.Equal("scsi", record.Record.Subsystem);
        Assert.Equal("+scsi:7:0:0:0", record.Record.Device);
        Assert.True(record.Record.IsKernel);
    }

    [Theory]
    [InlineData("2,730,142,-;a\\x0ab\\x5cc\n", "kernel", "a\nb\\c")]
    [InlineData("3,1,2,-,caller=T12;with a caller\n", "kernel", "with a caller")]
    [InlineData("30,465,19,-;systemd[1]: Inserted module 'autofs4'\n", "systemd", "Inserted module 'autofs4'")]
    [InlineData("13,848,57,-;TESTMARK start\n", "", "TESTMARK start")]
    [InlineData("11,849,58,-;kernel: XFS (sda1): log I/O error -5\n", "", "kernel: XFS (sda1): log I/O error -5")]
    [InlineData("11,850,59,-;kernel[1]: XFS (sda1): log I/O error -5\n", "", "kernel[1]: XFS (sda1): log I/O error -5")]
    [InlineData("4,5,6,-;ends in \\x4", "kernel", "ends in \\x4")]
    public void Text_is_unescaped_and_programs_are_told_from_the_kernel(string raw, string program, string text)
    {
        Assert.True(KmsgRecord.TryParse(Encoding.UTF8.GetBytes(raw), out var record));

        Assert.Equal(program, record.Record.Program);
        Assert.Equal(text, record.Record.Text);
    }

    [Fact]
    public void No_bytes_make_it_throw()
    {
        var bytes = Gen.Elements("6,1,2,-;x\n DEVICE=b8:0"u8.ToArray()).ListOf(24);
        Prop.ForAll(bytes.ToArbitrary(), some => !KmsgRecord.TryParse([.. some], out var record) || record.Record.Text is not null).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public async Task Reading_resumes_after_the_last_record_and_counts_what_the_ring_lost()
    {
        var clock = new FakeHostClock();
        var ring = new Ring(capacity: 100);
        ring.Write(50);
        string? position;
        await using (var first = new SourceReader(new KmsgSource(clock, false, ring.Open)))
        {
            Assert.Equal(50, (await first.TakeAsync(50)).Count);
            Assert.Equal(0, first.Lost);
            position = first.Position;
        }

        ring.Write(30);
        await using (var second = new SourceReader(new KmsgSource(clock, false, ring.Open), position))
        {
            Assert.Equal("line 50", (await second.TakeAsync(30))[0].Text);
            Assert.Equal(0, second.Lost);
            position = second.Position;
        }

        ring.Write(250);
        await using var third = new SourceReader(new KmsgSource(clock, false, ring.Open), position);
        Assert.Equal("line 230", (await third.TakeAsync(100))[0].Text);
        Assert.Equal(150, third.Lost);
    }

    [Fact]
    public async Task Another_boot_begins_anew()
    {
        var clock = new FakeHostClock();
        var ring = new Ring(capacity: 10);
        ring.Write(5);
        await using var reader = new SourceReader(new KmsgSource(clock, false, ring.Open), $"{Guid.NewGuid():N} 3");

        Assert.Equal("line 0", (await reader.TakeAsync(5))[0].Text);
        Assert.Equal(0, reader.Lost);
    }

    [Fact]
    public async Task Whoever_begins_now_gets_nothing_old_and_misses_nothing_after_it()
    {
        var clock = new FakeHostClock(uptime: TimeSpan.FromMicroseconds(5));
        var ring = new Ring(capacity: 10);
        ring.Write(5);
        var batches = Channel.CreateUnbounded<LogBatch>();
        using var ending = new CancellationTokenSource();
        var reading = new KmsgSource(clock, false, ring.Open, fromNow: true).RunAsync(null, batches.Writer, ending.Token);
        var place = await batches.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(place.Records);
        await ending.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        ring.Write(2);
        await using var reader = new SourceReader(new KmsgSource(clock, false, ring.Open, fromNow: true), place.Position);
        Assert.Equal(["line 5", "line 6"], (await reader.TakeAsync(2)).Select(record => record.Text));
    }

    [Fact]
    public async Task In_a_storm_every_line_is_seen_or_counted()
    {
        var ring = new Ring(capacity: 20_000);
        await using var reader = new SourceReader(new KmsgSource(new FakeHostClock(), false, ring.Open), capacity: 4);
        ring.Write(1);
        var seen = (await reader.TakeAsync(1)).Count;
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                ring.Write(1000);
            }

            // The last record tells how much was lost before it.
            ring.Write(1);
        });
        while (seen + reader.Lost < 1_000_002)
        {
            seen += (await reader.TakeAsync(1)).Count;
        }

        await writing;
        Assert.Equal(1_000_002, seen + reader.Lost);
    }

    [Fact]
    public async Task The_real_ring_gives_what_a_program_wrote_to_it()
    {
        if (!File.Exists("/dev/kmsg") || Environment.UserName != "root")
        {
            Assert.Skip("/dev/kmsg can be written by root only.");
        }

        using var clock = (IDisposable)HostClock.Open();
        await using var reader = new SourceReader(new KmsgSource((HostClock)clock, acceptPrograms: true));
        var mark = $"watchkeeper test {Guid.NewGuid():N}";
        using (var kmsg = new FileStream("/dev/kmsg", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0))
        {
            kmsg.Write(Encoding.UTF8.GetBytes($"<3>{mark}\n"));
        }

        while (true)
        {
            var found = (await reader.TakeAsync(1)).Find(record => record.Text == mark);
            if (found is not null)
            {
                Assert.True(found.IsKernel);
                Assert.InRange(((HostClock)clock).Now - found.Time!.Value, TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(10));
                return;
            }
        }
    }

    [Fact]
    public void A_ring_that_may_not_be_read_is_said_in_a_sentence()
    {
        var problem = Assert.Throws<ProblemException>(() => new KmsgDevice("/nonexistent"));

        Assert.Contains("CAP_SYSLOG", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>The kernel's ring, as a reader sees it: it holds the newest records and overwrites the oldest.</summary>
    private sealed class Ring(int capacity)
    {
        private readonly Lock _gate = new();
        private readonly SemaphoreSlim _grew = new(0);
        private long _next;

        public void Write(int count)
        {
            lock (_gate)
            {
                _next += count;
            }

            _grew.Release();
        }

        public IKmsgDevice Open() => new Reader(this);

        private sealed class Reader(Ring ring) : IKmsgDevice
        {
            private long _at;

            public KmsgRead Read(Span<byte> buffer, out int length)
            {
                length = 0;
                lock (ring._gate)
                {
                    if (_at < ring._next - ring.Capacity)
                    {
                        _at = ring._next - ring.Capacity;
                        return KmsgRead.Overrun;
                    }

                    if (_at == ring._next)
                    {
                        return KmsgRead.Empty;
                    }
                }

                length = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"3,{_at},{_at},-;line {_at}\n"), buffer);
                _at++;
                return KmsgRead.Record;
            }

            public void Wait(CancellationToken cancellation) => ring._grew.Wait(cancellation);

            public void Dispose()
            {
            }
        }

        private int Capacity => capacity;
    }
}
