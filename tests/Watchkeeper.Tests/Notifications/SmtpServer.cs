using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Watchkeeper.Tests.Notifications;

/// <summary>A real SMTP server (python3-aiosmtpd) that behaves as told; gone when disposed, and also when the tests are killed.</summary>
internal sealed class SmtpServer : IDisposable
{
    private readonly Process _process;

    public SmtpServer(string mode, params string[] tls)
    {
        var script = Path.Combine(Repository.Root, "tests/Watchkeeper.Tests/Notifications/Fixtures/smtp-server.py");
        // Debian's own python: the one that has Debian's packages.
        _process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, mode, .. tls])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Port = int.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    public int Port { get; }

    /// <summary>The next mail it takes.</summary>
    public async Task<JsonObject> NextAsync() =>
        JsonNode.Parse((await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)))!)!.AsObject();

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
