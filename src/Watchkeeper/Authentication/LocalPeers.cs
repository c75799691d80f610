using System.Globalization;
using System.Runtime.InteropServices;
using Watchkeeper.Core.Http;

namespace Watchkeeper.Authentication;

/// <summary>What local users may do on the unix socket: root, the daemon's own user and a group (<c>watchkeeper</c>) administer, everybody reads.</summary>
internal sealed partial class LocalPeers(uint ownUser, uint? administrators)
{
    /// <param name="group">The name of the group whose members administer; it need not exist.</param>
    public static LocalPeers OfThisHost(string group) => OperatingSystem.IsWindows()
        ? new LocalPeers(uint.MaxValue, null)
        : new LocalPeers(EffectiveUser(), FindGroup(group));

    public Caller Identify(PeerCredentials peer)
    {
        var isAdministrator = peer.UserId == 0 || peer.UserId == ownUser
            || (administrators is { } group && (peer.GroupId == group || peer.Groups.Contains(group)));
        return new Caller(
            isAdministrator ? Role.Admin : Role.Read, Proven: true, string.Create(CultureInfo.InvariantCulture, $"user {peer.UserId}"));
    }

    /// <summary>Through the C library, which also asks LDAP and the like; <c>struct group</c> holds two pointers before the id.</summary>
    private static unsafe uint? FindGroup(string name)
    {
        var group = (byte*)GetGroup(name);
        return group is null ? null : *(uint*)(group + (2 * sizeof(nint)));
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getgrnam", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetGroup(string name);
}
