namespace Watchkeeper.Core.Http;

/// <summary>Who sent a request, as the gate established it; endpoints find it among the request's features.</summary>
/// <param name="Role">What the caller may do.</param>
/// <param name="Proven">Whether it showed who it is; see <see cref="RequiredRole.Proven"/>.</param>
/// <param name="Name">For the log and for events: <c>token backup</c>, <c>user 1000</c>, <c>192.0.2.7</c>.</param>
public sealed record Caller(Role Role, bool Proven, string Name)
{
    /// <summary>Whether what the caller was let in by still holds: what answers for a long time asks again.</summary>
    public Func<bool> IsInForce { get; init; } = static () => true;

    public bool May(RequiredRole required) => required.Role switch
    {
        Role.None => true,
        _ when Role == Role.Admin => Proven || !required.Proven,
        _ => Role == required.Role && (Proven || !required.Proven),
    };
}
