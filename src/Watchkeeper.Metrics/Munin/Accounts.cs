using System.Globalization;
using System.Runtime.InteropServices;

namespace Watchkeeper.Metrics.Munin;

/// <summary>Users and groups of this host, as /etc/passwd and /etc/group have them.</summary>
internal static partial class Accounts
{
    /// <summary>Numbers of a user and of its own group; null for one that is not known.</summary>
    public static (uint User, uint Group)? Find(string user) => Lines("/etc/passwd").Select(line => line.Split(':'))
        .Where(fields => fields.Length > 3 && (fields[0] == user || fields[2] == user))
        .Select(fields => ((uint, uint)?)(Number(fields[2]), Number(fields[3]))).FirstOrDefault();

    public static bool HasGroup(string group) =>
        Lines("/etc/group").Any(line => line.StartsWith(group + ":", StringComparison.Ordinal) || line.Split(':') is [_, _, var number, ..] && number == group);

    /// <summary>Makes a folder that belongs to a user; one that cannot be made or given away is left to whoever needs it to tell of.</summary>
    public static void MakeFolder(string path, string user)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return;
        }

        if (Find(user) is { } account)
        {
            _ = ChangeOwner(path, account.User, account.Group);
        }
    }

    private static uint Number(string text) => uint.Parse(text, CultureInfo.InvariantCulture);

    private static string[] Lines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
