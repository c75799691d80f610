namespace Watchkeeper.Hosting;

/// <summary>Where the data is, as people may see it: without a password.</summary>
internal static class DatabasePlace
{
    public static string Of(string url)
    {
        if (url.StartsWith("sqlite:", StringComparison.Ordinal))
        {
            return Path.GetFullPath(url["sqlite:".Length..]);
        }

        return Uri.TryCreate(url, UriKind.Absolute, out var uri) ? $"{uri.Scheme}://{uri.Authority}{uri.AbsolutePath}" : "PostgreSQL";
    }
}
