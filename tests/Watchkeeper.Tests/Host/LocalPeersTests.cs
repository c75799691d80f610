using System.Net.Sockets;
using Watchkeeper.Authentication;
using Watchkeeper.Core.Http;

namespace Watchkeeper.Tests.Host;

public sealed class LocalPeersTests
{
    private readonly LocalPeers _peers = new(ownUser: 500, administrators: 77);

    [Theory]
    [InlineData(0, 0, Role.Admin)]
    [InlineData(500, 500, Role.Admin)]
    [InlineData(1000, 77, Role.Admin)]
    [InlineData(1000, 1000, Role.Read)]
    public void The_user_and_its_group_decide(uint user, uint group, Role role) => Assert.Equal(role, _peers.Identify(new PeerCredentials(user, group, [])).Role);

    [Fact]
    public void A_further_group_counts_too() => Assert.Equal(Role.Admin, _peers.Identify(new PeerCredentials(1000, 1000, [4, 77])).Role);

    [Fact]
    public void A_local_user_has_shown_who_it_is() => Assert.True(_peers.Identify(new PeerCredentials(1000, 1000, [])).Proven);

    [Fact]
    public void The_kernel_tells_who_is_at_the_other_end()
    {
        var path = Path.Combine(Path.GetTempPath(), $"peer-{Guid.NewGuid():N}.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));
        using var server = listener.Accept();
        File.Delete(path);

        var peer = PeerCredentials.Of(server);

        Assert.NotNull(peer);
        Assert.Equal(Environment.IsPrivilegedProcess, peer!.UserId == 0);
    }
}
