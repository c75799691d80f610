using System.Net.Sockets;
using Watchkeeper.Core;
using Watchkeeper.Core.Http;

namespace Watchkeeper.Tests.Core.Http;

public sealed class StaleSocketTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("watchkeeper-").FullName;

    [Theory]
    [InlineData(SocketType.Stream)]
    [InlineData(SocketType.Dgram)]
    public void What_an_earlier_run_left_is_removed_and_what_is_in_use_is_not(SocketType type)
    {
        var path = Path.Combine(_folder, "s");
        var first = Bound(path, type);
        Assert.Equal(ProblemKind.Conflict, Assert.Throws<ProblemException>(() => StaleSocket.Remove(path, type)).Kind);

        // As SIGKILL leaves it: .NET removes the file only where it closes the socket in peace.
        File.Move(path, path + ".kept");
        first.Dispose();
        File.Move(path + ".kept", path);
        StaleSocket.Remove(path, type);

        Assert.False(Path.Exists(path));
        StaleSocket.Remove(path, type);
    }

    [Fact]
    public void A_file_a_folder_and_a_link_are_left_alone()
    {
        var file = Path.Combine(_folder, "precious");
        File.WriteAllText(file, "");
        var link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, "/nowhere");
        foreach (var path in new[] { file, link, Directory.CreateDirectory(Path.Combine(_folder, "d")).FullName })
        {
            Assert.Contains("is no socket", Assert.Throws<ProblemException>(() => StaleSocket.Remove(path)).Message, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(file));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Socket Bound(string path, SocketType type)
    {
        var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        if (type == SocketType.Stream)
        {
            socket.Listen();
        }

        return socket;
    }
}
