using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Canaries.Imports;

/// <summary><c>config convert coal-mine.ini</c>: the configuration that does what Coal Mine's settings did.</summary>
internal static class CoalMineConverter
{
    public static Converter Converter { get; } = new(
        "Coal Mine",
        text => CoalMineIni.Parse(text).Names.Any(IsOfCoalMine),
        text => ConvertedConfiguration.Write(CoalMineIni.Parse(text)))
    {
        FromEnvironment = static () => CoalMineIni.FromEnvironment(Environment.GetEnvironmentVariable) is var settings && settings.Names.Any() ? ConvertedConfiguration.Write(settings) : null,
    };

    private static bool IsOfCoalMine(string name) =>
        ((string[])["wsgi.", "mongodb.", "email.", "logging."]).Any(section => name.StartsWith(section, StringComparison.OrdinalIgnoreCase));
}
