namespace Watchkeeper.Tests.Disks;

/// <summary>Makes a tree of /sys, /dev, /run and /proc of a text: <c>path = content</c> (\n for a line feed), <c>path -> target</c> for a link, <c>path/</c> for a folder.</summary>
internal static class HostTreeText
{
    public static void Make(string root, string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == '#')
            {
                continue;
            }

            var link = line.IndexOf(" -> ", StringComparison.Ordinal);
            var equals = line.IndexOf(" = ", StringComparison.Ordinal);
            var path = Path.Combine(root, (link > 0 ? line[..link] : equals > 0 ? line[..equals] : line).TrimStart('/'));
            Directory.CreateDirectory(line.EndsWith('/') ? path : Path.GetDirectoryName(path)!);
            if (link > 0)
            {
                var target = line[(link + 4)..];
                File.CreateSymbolicLink(path, target.StartsWith('/') ? Path.Combine(root, target[1..]) : target);
            }
            else if (equals > 0)
            {
                File.WriteAllText(path, line[(equals + 3)..].Replace("\\n", "\n", StringComparison.Ordinal) + "\n");
            }
        }
    }
}
