namespace Watchkeeper.Core.Time;

/// <summary>Which host this is, also on a database that many hosts share.</summary>
/// <param name="Id">32 hexadecimal digits: an application-specific hash of the machine id, or of the configured key <c>host:</c>.</param>
/// <param name="Name">The name people use: the configured <c>host:</c>, or else the host name.</param>
public sealed record HostIdentity(string Id, string Name);
