namespace Watchkeeper.Core.Http;

/// <summary>What a token, or a local user, may do. Each role may do what the ones before it may, except that ping and read are apart.</summary>
public enum Role
{
    /// <summary>Anyone: health, the short trigger URLs.</summary>
    None,

    /// <summary>Pings canaries and pushes values; reads nothing.</summary>
    Ping,

    /// <summary>Reads everything but secrets.</summary>
    Read,

    /// <summary>Everything.</summary>
    Admin,
}

/// <summary>
/// The role an endpoint asks for, as endpoint metadata: <c>.WithMetadata(new RequiredRole(Role.Admin))</c>. An endpoint without it asks for
/// <see cref="Role.Read"/> when it only reads (GET, HEAD) and <see cref="Role.Admin"/> otherwise.
/// </summary>
public sealed record RequiredRole(Role Role);
