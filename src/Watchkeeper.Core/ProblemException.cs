namespace Watchkeeper.Core;

/// <summary>What kind of problem a user is told about; it decides the exit code and the HTTP status.</summary>
public enum ProblemKind
{
    /// <summary>The request is wrong: HTTP 400, exit 2.</summary>
    BadRequest,

    /// <summary>HTTP 401, exit 1.</summary>
    Unauthorized,

    /// <summary>HTTP 403, exit 1.</summary>
    Forbidden,

    /// <summary>HTTP 404, exit 1.</summary>
    NotFound,

    /// <summary>The state does not allow it: HTTP 409, exit 1.</summary>
    Conflict,

    /// <summary>Something that is needed is away; trying again later may help: HTTP 503, exit 1.</summary>
    Unavailable,

    /// <summary>It failed: HTTP 500, exit 1.</summary>
    Failed,
}

/// <summary>
/// Ends a request or a command with a sentence for its user: what happened, where, and what to do. It is never logged with a stack trace;
/// everything else that is thrown is a bug.
/// </summary>
public sealed class ProblemException : Exception
{
    public ProblemException(ProblemKind kind, string message)
        : base(message) => Kind = kind;

    public ProblemException(ProblemKind kind, string message, Exception inner)
        : base(message, inner) => Kind = kind;

    public ProblemKind Kind { get; }

    public int ExitCode => Kind == ProblemKind.BadRequest ? 2 : 1;

    public int HttpStatus => Kind switch
    {
        ProblemKind.BadRequest => 400,
        ProblemKind.Unauthorized => 401,
        ProblemKind.Forbidden => 403,
        ProblemKind.NotFound => 404,
        ProblemKind.Conflict => 409,
        ProblemKind.Unavailable => 503,
        _ => 500,
    };
}
