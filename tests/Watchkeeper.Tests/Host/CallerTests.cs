using Watchkeeper.Core.Http;

namespace Watchkeeper.Tests.Host;

public sealed class CallerTests
{
    [Theory]
    [InlineData(Role.None, Role.None, true)]
    [InlineData(Role.None, Role.Read, false)]
    [InlineData(Role.Ping, Role.Ping, true)]
    [InlineData(Role.Ping, Role.Read, false)]
    [InlineData(Role.Read, Role.Ping, false)]
    [InlineData(Role.Read, Role.Read, true)]
    [InlineData(Role.Read, Role.Admin, false)]
    [InlineData(Role.Admin, Role.Ping, true)]
    [InlineData(Role.Admin, Role.Admin, true)]
    public void Ping_and_read_are_apart_and_admin_may_everything(Role has, Role asked, bool may) =>
        Assert.Equal(may, new Caller(has, Proven: true, "x").May(new RequiredRole(asked)));

    [Fact]
    public void What_asks_for_proof_is_not_for_the_unproven()
    {
        var unproven = new Caller(Role.Admin, Proven: false, "127.0.0.1");

        Assert.True(unproven.May(new RequiredRole(Role.Admin)));
        Assert.False(unproven.May(new RequiredRole(Role.Admin) { Proven = true }));
    }
}
