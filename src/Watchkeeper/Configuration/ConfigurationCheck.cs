using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Http;

namespace Watchkeeper.Configuration;

/// <param name="Ok">Whether the daemon would take it.</param>
/// <param name="File">The file that was read; null when there is none.</param>
/// <param name="Errors">One sentence each, with file, line and column.</param>
/// <param name="Warnings">What is odd but no reason to refuse it.</param>
/// <param name="Missing">What the capabilities need of the system and do not have.</param>
internal sealed record ConfigurationCheckResult(
    bool Ok, string? File, IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings, IReadOnlyList<MissingNeed> Missing);

/// <param name="Module">The capability.</param>
/// <param name="DropIn">The drop-in's file name in the folder <c>packaging</c>.</param>
/// <param name="Sentence">What is missing, what does not work without it, and what to do.</param>
internal sealed record MissingNeed(string Module, string DropIn, string Sentence);

/// <summary>What <c>config check</c> finds out.</summary>
internal static class ConfigurationCheck
{
    public static ConfigurationCheckResult Run(ConfigurationSource source, IReadOnlyList<Module> modules, SystemdUnits units)
    {
        var missing = modules.SelectMany(module => module.Needs.Select(need => Missing(module, need, units))).OfType<MissingNeed>().ToList();
        try
        {
            var configuration = WatchkeeperConfiguration.Load(source, modules);
            var problems = Start(configuration.Core).ToList();
            return new ConfigurationCheckResult(
                configuration.Failures.Count == 0 && problems.TrueForAll(IsOnlyOurs), configuration.File, [.. configuration.Failures, .. Sentences(problems, ours: false)], [.. configuration.Warnings, .. Sentences(problems, ours: true)], missing);
        }
        catch (ProblemException problem)
        {
            return new ConfigurationCheckResult(false, source.File, problem.Message.Split('\n'), [], missing);
        }
    }

    /// <summary>What the daemon would stumble over when it starts, though the file itself is well written.</summary>
    private static IEnumerable<ProblemException> Start(CoreOptions core)
    {
        if (core.Tls is { } tls && Problem(() => Certificates.Read(tls.Certificate, tls.Key)) is { } certificate)
        {
            yield return certificate;
        }

        if (Problem(() => Database.Check(core.Database)) is { } database)
        {
            yield return database;
        }
    }

    private static ProblemException? Problem(Action step)
    {
        try
        {
            step();
            return null;
        }
        catch (ProblemException problem)
        {
            return problem;
        }
    }

    /// <summary>What this user may not read, the daemon's user perhaps may.</summary>
    private static bool IsOnlyOurs(ProblemException problem) => problem.Kind == ProblemKind.Forbidden;

    private static string[] Sentences(List<ProblemException> problems, bool ours) =>
        [.. problems.Where(problem => IsOnlyOurs(problem) == ours).Select(problem => problem.Message)];

    private static MissingNeed? Missing(Module module, SystemNeed need, SystemdUnits units)
    {
        if (units.HasService ? units.HasDropIn(need.DropIn) : need.IsMet())
        {
            return null;
        }

        var remedy = units.HasService
            ? $"the drop-in {need.DropIn} is not installed; copy packaging/{need.DropIn} to {units.DropInFolder}, then systemctl daemon-reload and restart watchkeeper"
            : $"this user may not do that; run as root, or as the service of packaging/ with its drop-in {need.DropIn}";
        return new MissingNeed(module.Name, need.DropIn, $"{module.Name}: it takes more than an ordinary service's permissions that {need.Purpose}: {remedy}.");
    }
}
