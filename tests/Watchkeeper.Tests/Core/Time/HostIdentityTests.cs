using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Core.Time;

public sealed class HostIdentityTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("watchkeeper-identity").FullName;

    public HostIdentityTests() => Directory.CreateDirectory(Path.Combine(_root, "etc"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void It_is_what_systemd_derives_for_this_application()
    {
        // systemd-id128 machine-id --app-specific=5c3a1e9b7d2f4f06a8b06e41d9c7f253, on a machine with this id.
        MachineId("3d1219c7c4c5404aaa1f6d2a48adfda4\n");
        Assert.Equal("724c20129cc6483198a2a171f90ca76f", HostIdentity.Of(null, _root).Id);
    }

    [Theory]
    [InlineData("uninitialized\n")]
    [InlineData("")]
    [InlineData("00000000000000000000000000000000\n")]
    public void Without_a_machine_id_the_host_s_name_decides(string content)
    {
        MachineId(content);
        var identity = HostIdentity.Of(null, _root);

        Assert.Equal(HostIdentity.Of(Environment.MachineName, _root).Id, identity.Id);
        Assert.Equal(Environment.MachineName, identity.Name);
    }

    [Fact]
    public void A_configured_name_decides_where_there_is_one()
    {
        MachineId("3d1219c7c4c5404aaa1f6d2a48adfda4\n");
        var identity = HostIdentity.Of("attic", _root);

        Assert.Equal("attic", identity.Name);
        Assert.NotEqual(HostIdentity.Of(null, _root).Id, identity.Id);
        Assert.NotEqual(HostIdentity.Of("cellar", _root).Id, identity.Id);
        Assert.Matches("^[0-9a-f]{12}4[0-9a-f]{19}$", identity.Id);
    }

    private void MachineId(string content) => File.WriteAllText(Path.Combine(_root, "etc/machine-id"), content);
}
