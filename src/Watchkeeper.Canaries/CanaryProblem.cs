using Watchkeeper.Canaries.CoalMine;
using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core;

namespace Watchkeeper.Canaries;

/// <summary>
/// Why something cannot be done to a canary: a sentence of ours, and Coal Mine's words for it, which its clients see.
/// </summary>
/// <param name="Kind">Decides our status.</param>
/// <param name="Sentence">What happened and what to do.</param>
/// <param name="Wire">The text of Coal Mine's <c>error</c>.</param>
internal sealed record CanaryProblem(ProblemKind Kind, string Sentence, string Wire)
{
    /// <summary>The one problem that Coal Mine answers with 404.</summary>
    public static CanaryProblem NotFound { get; } = new(ProblemKind.NotFound, "There is no such canary.", "Canary Not Found");

    public static CanaryProblem AlreadyPaused { get; } = new(ProblemKind.Conflict, "The canary is paused already.", "AlreadyPausedError()");

    public static CanaryProblem AlreadyUnpaused { get; } = new(ProblemKind.Conflict, "The canary is not paused.", "AlreadyUnpausedError()");

    public static CanaryProblem NothingToUpdate { get; } =
        new(ProblemKind.BadRequest, "Nothing would change.", PythonText.Exception("ValueError", "No updates specified"));

    public static CanaryProblem EmptySlug { get; } = new(
        ProblemKind.BadRequest,
        "A name needs at least one letter or digit.",
        PythonText.Exception("Exception", "Must specify name, slug, or identifier"));

    /// <summary>An import that was made before.</summary>
    public static CanaryProblem IsHereAlready { get; } = Bad("A canary with this id is here already.");

    public static CanaryProblem Exists(Canary other) => new(
        ProblemKind.Conflict,
        $"The canary {other.Settings.ForPeople} exists already, with the id {other.Id}.",
        PythonText.Exception("AlreadyExistsError", $"Canary {other.Settings.Slug} already exists with identifier {other.Id}"));

    public static CanaryProblem Of(ScheduleError error) =>
        new(ProblemKind.BadRequest, error.Sentence, PythonText.Exception(error.Exception, error.Wire));

    public static CanaryProblem Bad(string sentence) => new(ProblemKind.BadRequest, sentence, PythonText.Exception("ValueError", sentence));

    public int HttpStatus => ToException().HttpStatus;

    public ProblemException ToException() => new(Kind, Sentence);
}

/// <summary>What came of an attempt: a value, or why not.</summary>
internal readonly record struct Outcome<T>(T? Value, CanaryProblem? Problem)
    where T : class
{
    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(CanaryProblem problem) => new(null, problem);

    /// <summary>The value; a problem becomes the exception that answers a request or ends a command.</summary>
    public T OrThrow() => Value ?? throw Problem!.ToException();
}
