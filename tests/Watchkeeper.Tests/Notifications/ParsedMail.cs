using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Watchkeeper.Tests.Notifications;

/// <summary>A mail as another program reads it: Python's parser.</summary>
internal static class ParsedMail
{
    private const string Script =
        """
        import email, email.policy, json, sys
        m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
        found = {k: str(v) for k, v in m.items()}
        for part in m.walk():
            if not part.is_multipart():
                found[part.get_content_type()] = part.get_content().replace("\r\n", "\n")
        found["defects"] = " ".join(str(d) for part in m.walk() for d in part.defects)
        print(json.dumps(found))
        """;

    /// <summary>Its headers by their names, its bodies by their types, and what is wrong with it under <c>defects</c>.</summary>
    public static JsonObject Of(string mail)
    {
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Script]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        python.StandardInput.Write(mail);
        python.StandardInput.Close();
        return JsonNode.Parse(python.StandardOutput.ReadToEnd())!.AsObject();
    }

    public static string Text(this JsonObject json, string key) => json[key]!.GetValue<string>();
}
