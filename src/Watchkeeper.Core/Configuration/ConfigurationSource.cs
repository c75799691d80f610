using System.Text;

namespace Watchkeeper.Core.Configuration;

/// <summary>Where the configuration comes from.</summary>
/// <param name="Chosen">The file of <c>--config</c> (or <c>WATCHKEEPER_CONFIG</c>), which must exist; null to look in the usual place.</param>
/// <param name="Environment">The environment variables.</param>
/// <param name="Paths">The usual places.</param>
public sealed record ConfigurationSource(string? Chosen, IReadOnlyDictionary<string, string> Environment, HostPaths Paths)
{
    /// <summary>A configuration is a few kilobytes; whatever is larger than this is something else.</summary>
    private const int LargestFile = 4 * 1024 * 1024;

    /// <summary>For this process.</summary>
    /// <param name="chosen">What <c>--config</c> said, or null.</param>
    public static ConfigurationSource OfProcess(string? chosen)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        var paths = HostPaths.For(System.Environment.IsPrivilegedProcess, environment);
        return new ConfigurationSource(chosen ?? (environment.GetValueOrDefault("WATCHKEEPER_CONFIG") is { Length: > 0 } file ? file : null), environment, paths);
    }

    /// <summary>The file that is read, or would be if it were there.</summary>
    public string File => Chosen ?? Paths.ConfigurationFile;

    /// <summary>The file's text, or null when it was not chosen and is not there: then everything has its default.</summary>
    /// <exception cref="ProblemException">It cannot be read.</exception>
    internal string? ReadFile()
    {
        try
        {
            var bytes = ReadBytes();
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new ProblemException(ProblemKind.Failed, $"{File} is not UTF-8 text (at byte {e.Index}); save it as UTF-8.", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Chosen is null ? null : throw new ProblemException(
                ProblemKind.Failed, $"{File} does not exist; write one with: watchkeeper config init > {File}", e);
        }
        catch (UnauthorizedAccessException e)
        {
            var sentence = Directory.Exists(File)
                ? $"{File} is a folder, not a file."
                : $"{File} may not be read by {System.Environment.UserName}; give it and its folder to a group of this user "
                    + $"(chgrp watchkeeper {File} {System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(File))}), with modes 0640 and 0750.";
            throw new ProblemException(ProblemKind.Forbidden, sentence, e);
        }
        catch (IOException e)
        {
            throw new ProblemException(ProblemKind.Failed, $"{File} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Not by the file's length: <c>--config</c> may name a pipe.</summary>
    private ReadOnlySpan<byte> ReadBytes()
    {
        using var stream = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int length; (length = stream.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, length);
            if (bytes.Length > LargestFile)
            {
                throw new ProblemException(ProblemKind.Failed, $"{File} is larger than 4 MiB, which no configuration is.");
            }
        }

        return bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
    }
}
