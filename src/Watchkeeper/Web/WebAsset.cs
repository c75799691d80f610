using System.Collections.Frozen;
using System.Reflection;

namespace Watchkeeper.Web;

/// <summary>A file of the built interface, embedded in the program; compressed when it was built, if the client takes that.</summary>
internal sealed record WebAsset(string Resource, string ContentType, string? Encoding)
{
    private const string Prefix = "web/";

    private static readonly Assembly Program = typeof(WebAsset).Assembly;

    private static readonly FrozenSet<string> Resources = Program.GetManifestResourceNames().ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Null when there is no such file; the name is looked up as it is, so no path leads anywhere else.</summary>
    public static WebAsset? Find(string name, string acceptedEncodings)
    {
        var resource = Prefix + name;
        if (!Resources.Contains(resource) || TypeOf(name) is not { } type)
        {
            return null;
        }

        return Accepts(acceptedEncodings, "br") && Resources.Contains(resource + ".br") ? new WebAsset(resource + ".br", type, "br")
            : Accepts(acceptedEncodings, "gzip") && Resources.Contains(resource + ".gz") ? new WebAsset(resource + ".gz", type, "gzip")
            : new WebAsset(resource, type, null);
    }

    public static string ReadText(string name)
    {
        using var reader = new StreamReader(Program.GetManifestResourceStream(Prefix + name)!);
        return reader.ReadToEnd();
    }

    public Stream Open() => Program.GetManifestResourceStream(Resource)!;

    private static bool Accepts(string encodings, string wanted)
    {
        foreach (var range in encodings.AsSpan().Split(','))
        {
            var encoding = encodings.AsSpan()[range].Trim();
            if (encoding.StartsWith(wanted) && (encoding.Length == wanted.Length || encoding[wanted.Length] is ';' or ' ') && !encoding.EndsWith("q=0"))
            {
                return true;
            }
        }

        return false;
    }

    private static string? TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        _ => null,
    };
}
