using System.Text;

namespace Watchkeeper.Logs.Matching;

/// <summary>
/// Finds, in a regular expression, texts of which every match must contain one: <c>sshd\[\d+\]: Failed (?:x)?y</c> gives <c>Failed </c>. What it does not
/// understand it takes for "could be anything", so the answer is always safe, and at worst there is none.
/// </summary>
internal sealed class RequiredLiterals
{
    private readonly string _expression;
    private readonly List<string> _runs = [];
    private int _at;
    private int _depth;
    private bool _alternated;
    private bool _lost;

    private RequiredLiterals(string expression) => _expression = expression;

    /// <summary>The alternatives of which one is in every match, cut so that they begin where they are most telling; empty when there are none.</summary>
    public static IReadOnlyList<string> Of(string expression) => Read(expression).Best;

    /// <summary>The same, and besides all texts of which every match contains each.</summary>
    public static (IReadOnlyList<string> Best, IReadOnlyList<string> Runs) Read(string expression)
    {
        var reader = new RequiredLiterals(expression);
        var best = reader.Alternation();
        return reader._lost || reader._at < expression.Length || best is null ? ([], [])
            : ([.. best.Select(LiteralRarity.FromRarest).Distinct(StringComparer.Ordinal)], reader._alternated ? [] : reader._runs);
    }

    private List<string>? Alternation()
    {
        var all = new List<string>();
        var complete = true;
        while (true)
        {
            var branch = Sequence();
            complete &= branch is not null;
            all.AddRange(branch ?? []);
            if (_at >= _expression.Length || _expression[_at] != '|')
            {
                return complete ? all : null;
            }

            _alternated |= _depth == 0;
            _at++;
        }
    }

    /// <summary>One concatenation, up to a bar, a closing parenthesis or the end.</summary>
    private IReadOnlyList<string>? Sequence()
    {
        IReadOnlyList<string>? best = null;
        var run = new StringBuilder();
        while (!_lost && _at < _expression.Length && _expression[_at] is not ('|' or ')'))
        {
            var atom = Atom();
            var (least, exactlyOne) = Quantifier();
            if (atom is Atomic.Literal(var letter))
            {
                if (least > 0)
                {
                    run.Append(letter);
                }

                if (!exactlyOne)
                {
                    Flush();
                }
            }
            else if (atom is not Atomic.Nothing)
            {
                Flush();
                if (atom is Atomic.AnyOf(var texts) && least > 0)
                {
                    best = LiteralRarity.Rarer(best, texts);
                }
            }
        }

        Flush();
        return best;

        void Flush()
        {
            if (run.Length > 0)
            {
                best = LiteralRarity.Rarer(best, [run.ToString()]);
                if (_depth == 0)
                {
                    _runs.Add(run.ToString());
                }

                run.Clear();
            }
        }
    }

    private Atomic Atom()
    {
        var letter = _expression[_at++];
        switch (letter)
        {
            case '^' or '$':
                return new Atomic.Nothing();
            case '.':
                return new Atomic.Anything();
            case '[':
                return Class();
            case '(':
                return Group();
            case '\\':
                return Escape();
            default:
                // A chunk is searched before it is decoded, so only ASCII is looked for.
                return char.IsAscii(letter) ? new Atomic.Literal(letter) : new Atomic.Anything();
        }
    }

    private Atomic Escape()
    {
        if (_at >= _expression.Length)
        {
            return Lose();
        }

        var letter = _expression[_at++];
        return letter switch
        {
            'b' or 'B' or 'A' or 'z' or 'Z' => new Atomic.Nothing(),
            'd' or 'D' or 'w' or 'W' or 's' or 'S' or 'n' or 't' or 'r' => new Atomic.Anything(),
            _ when char.IsAsciiLetterOrDigit(letter) || !char.IsAscii(letter) => Lose(),
            _ => new Atomic.Literal(letter),
        };
    }

    private Atomic.Anything Class()
    {
        // A closing bracket that comes first, also after the negation, stands for itself.
        _at += _at < _expression.Length && _expression[_at] == '^' ? 1 : 0;
        for (var first = true; _at < _expression.Length; first = false)
        {
            var letter = _expression[_at++];
            if (letter == ']' && !first)
            {
                return new Atomic.Anything();
            }

            if (letter == '[')
            {
                // POSIX classes and subtraction.
                return Lose();
            }

            _at += letter == '\\' ? 1 : 0;
        }

        return Lose();
    }

    private Atomic Group()
    {
        if (_at < _expression.Length && _expression[_at] == '?' && !OpenSpecialGroup())
        {
            return Lose();
        }

        _depth++;
        var inner = Alternation();
        _depth--;
        if (_lost || _at >= _expression.Length)
        {
            return Lose();
        }

        _at++;
        return inner is null ? new Atomic.Anything() : new Atomic.AnyOf(inner);
    }

    /// <summary>Skips <c>?:</c>, <c>?></c> or <c>?&lt;name&gt;</c>; lookarounds, options and the rest are not followed.</summary>
    private bool OpenSpecialGroup()
    {
        var rest = _expression.AsSpan(_at);
        if (rest.StartsWith("?:") || rest.StartsWith("?>"))
        {
            _at += 2;
            return true;
        }

        var end = rest.IndexOf('>');
        if (rest.StartsWith("?<") && end > 2 && (char.IsLetter(rest[2]) || rest[2] == '_'))
        {
            _at += end + 1;
            return true;
        }

        return false;
    }

    /// <summary>How often at least the atom before comes, and whether exactly once.</summary>
    private (int Least, bool ExactlyOne) Quantifier()
    {
        if (_at >= _expression.Length)
        {
            return (1, true);
        }

        int least;
        switch (_expression[_at])
        {
            case '?' or '*':
                least = 0;
                _at++;
                break;
            case '+':
                least = 1;
                _at++;
                break;
            case '{' when _at + 1 < _expression.Length && char.IsAsciiDigit(_expression[_at + 1]):
                var end = _expression.IndexOf('}', _at);
                if (end < 0)
                {
                    return (1, true);
                }

                least = _expression[_at + 1] == '0' ? 0 : 1;
                _at = end + 1;
                break;
            default:
                return (1, true);
        }

        // Lazy or possessive.
        _at += _at < _expression.Length && _expression[_at] is '?' or '+' ? 1 : 0;
        return (least, false);
    }

    private Atomic.Anything Lose()
    {
        _lost = true;
        return new Atomic.Anything();
    }

    private abstract record Atomic
    {
        /// <summary>Matches no text: an anchor.</summary>
        public sealed record Nothing : Atomic;

        public sealed record Literal(char Letter) : Atomic;

        public sealed record Anything : Atomic;

        public sealed record AnyOf(IReadOnlyList<string> Texts) : Atomic;
    }
}
