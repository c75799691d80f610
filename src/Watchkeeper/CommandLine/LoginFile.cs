using System.Text.Json;
using System.Text.Json.Serialization;
using Watchkeeper.Core;

namespace Watchkeeper.CommandLine;

/// <summary>What <c>watchkeeper login</c> remembers: a daemon elsewhere and its token, readable by the user alone.</summary>
internal sealed record Login(string Server, string? Token);

internal static class LoginFile
{
    public static string Path { get; } = System.IO.Path.Combine(Folder(), "login.json");

    public static Login? Read()
    {
        if (!File.Exists(Path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path), LoginJson.Default.Login);
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemKind.Failed, $"{Path} cannot be read; 'watchkeeper logout' removes it.", failure);
        }
    }

    /// <summary>Written beside and renamed, and private from its first byte on.</summary>
    public static void Write(Login login)
    {
        Directory.CreateDirectory(Folder());
        var beside = Path + ".new";
        File.Delete(beside);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(beside, options))
        {
            JsonSerializer.Serialize(file, login, LoginJson.Default.Login);
        }

        File.Move(beside, Path, overwrite: true);
    }

    /// <summary>False when there was nothing to forget.</summary>
    public static bool Delete()
    {
        if (!File.Exists(Path))
        {
            return false;
        }

        File.Delete(Path);
        return true;
    }

    private static string Folder()
    {
        var given = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return System.IO.Path.Combine(System.IO.Path.IsPathRooted(given) ? given : System.IO.Path.Combine(home, ".config"), "watchkeeper");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Login))]
internal sealed partial class LoginJson : JsonSerializerContext;
