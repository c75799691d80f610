namespace Watchkeeper.Core.Http;

/// <summary>What a token, or a local user, may do. Admin may do everything; ping and read are apart; everybody may do what asks for none.</summary>
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
public sealed record RequiredRole(Role Role)
{
    /// <summary>
    /// Whether the caller must have shown who it is, by a token or as a user of this host on the unix socket. As long as there is no token, a program on
    /// this host may administer over TCP without one; it may not run actions, read secrets or make tokens. Endpoints that do such things set this.
    /// </summary>
    public bool Proven { get; init; }
}
