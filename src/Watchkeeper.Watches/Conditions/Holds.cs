namespace Watchkeeper.Watches.Conditions;

/// <summary>
/// A test holds, for T: raised when it has held without a break for <see cref="For"/>, cleared when it has not for <see cref="ClearFor"/>. An unknown
/// reading neither raises nor clears, and breaks the time that was being counted: nobody knows that it held all along.
/// </summary>
internal sealed record Holds(Test Test) : Condition
{
    public TimeSpan For { get; init; }

    public TimeSpan ClearFor { get; init; }

    /// <summary>Whether the first answer ever is an edge even when it is "no".</summary>
    public bool SaysFirst { get; init; }

    /// <summary>A key that was not heard of for so long is cleared and forgotten (a filesystem that was unmounted); null keeps it.</summary>
    public TimeSpan? Forget { get; init; }

    public override KeyState NewState(long now) => new State { Known = !SaysFirst, RemembersFirst = SaysFirst };

    public override Edge Observe(KeyState state, in Observation observation)
    {
        var holding = (State)state;
        holding.Seen = observation.At;
        if (!observation.Reading.IsUnknown)
        {
            (holding.LastFacts, holding.LastText) = (observation.Facts, observation.Reading.Text);
        }

        holding.IsSure = Test.Ask(observation.Reading, holding.Now, out var passed) != Verdict.Unknown;
        var edge = holding.IsSure ? Aim(holding, passed, observation) : Break(holding);
        SetWake(holding);
        return edge;
    }

    public override Edge Elapse(KeyState state, long now)
    {
        var holding = (State)state;
        var edge = Edge.None;
        if (holding.Since != KeyState.Never && holding.Since + Span(holding) <= now)
        {
            edge = Reach(holding, holding.Since + Span(holding)) with { Facts = holding.LastFacts, Text = holding.LastText };
        }
        else if (Forget is { } forget && holding.Seen + Micro(forget) <= now)
        {
            edge = holding.IsRaised ? new Edge(EdgeKind.Clear, holding.Seen + Micro(forget), "it is no longer reported") : Edge.None;
            (holding.Now, holding.Target, holding.Since, holding.Gone) = (default, default, KeyState.Never, true);
        }

        SetWake(holding);
        return edge;
    }

    public override void Break(KeyState state)
    {
        Break((State)state);
        SetWake((State)state);
    }

    public override Edge Stand(KeyState state, long now)
    {
        var holding = (State)state;
        return holding is { IsSure: true, IsRaised: true } && holding.Target.Level >= holding.Now.Level
            ? new Edge(EdgeKind.Raise, now, $"still {Describe()}", Test.SeverityOf(holding.Now), holding.LastFacts, holding.LastText)
            : Edge.None;
    }

    public override string Describe() => For > TimeSpan.Zero ? $"{Test.Describe()} for {Say(For)}" : Test.Describe();

    public override string Identity => $"{base.Identity} {ClearFor} {SaysFirst} {Forget} {Test.Hysteresis} {string.Join(',', Test.Valid)}";

    private static Edge Break(State holding)
    {
        (holding.Target, holding.Since) = (holding.Now, KeyState.Never);
        return Edge.None;
    }

    private Edge Aim(State holding, Passed passed, in Observation observation)
    {
        if (passed == holding.Now && holding.Known)
        {
            return Break(holding);
        }

        // Towards another level of the same side the time goes on: above 80 for a while, then above 90, has been above 80 all along.
        if (holding.Since == KeyState.Never || IsWorse(passed, holding.Now) != IsWorse(holding.Target, holding.Now))
        {
            holding.Since = observation.At;
        }

        holding.Target = passed;
        return holding.Since + Span(holding) <= observation.At ? Reach(holding, observation.At) : Edge.None;
    }

    private Edge Reach(State holding, long at)
    {
        var worse = IsWorse(holding.Target, holding.Now);
        (holding.Now, holding.Since, holding.Known) = (holding.Target, KeyState.Never, true);
        return holding.IsRaised
            ? new Edge(EdgeKind.Raise, at, worse ? Describe() : "it is less bad than before", Test.SeverityOf(holding.Now))
            : new Edge(EdgeKind.Clear, at, $"no longer {Test.Describe()}");
    }

    private long Span(State holding) => Micro(IsWorse(holding.Target, holding.Now) ? For : ClearFor);

    /// <summary>A bound on the other side is no relief.</summary>
    private static bool IsWorse(Passed one, Passed other) => one.Level > other.Level || (one.Level == other.Level && one.Level > 0 && one.IsBelow != other.IsBelow);

    private void SetWake(State holding)
    {
        var deadline = holding.Since == KeyState.Never ? KeyState.Never : holding.Since + Span(holding);
        var forget = Forget is { } span && !holding.Gone ? holding.Seen + Micro(span) : KeyState.Never;
        holding.Wake = Math.Min(deadline, forget);
    }

    private sealed class State : KeyState
    {
        public Passed Now;
        public Passed Target;
        public long Since = Never;
        public long Seen;
        public bool Known;
        public bool Gone;

        /// <summary>Whether the last reading said anything. Not kept over a restart: then it is asked first.</summary>
        public bool IsSure;

        /// <summary>The latest known value: what is told when the time is up.</summary>
        public IFacts? LastFacts;
        public string? LastText;

        /// <summary>That there was a first answer is itself worth remembering.</summary>
        public bool RemembersFirst;

        public override bool IsEmpty => Gone || (!RemembersFirst && Now.Level == 0 && Since == Never);

        public override bool IsRaised => Now.Level > 0;

        public override string Describe() => (Now.Level, Since) switch
        {
            (0, Never) => "it does not hold",
            (0, _) => "it holds, but not yet for long enough",
            (_, Never) => "it holds",
            _ => "it holds no longer, but not yet for long enough",
        };

        public override void Save(BinaryWriter writer)
        {
            writer.Write7BitEncodedInt(Kept(Now));
            writer.Write7BitEncodedInt(Kept(Target));
            writer.Write(Since);
            writer.Write(Seen);
            writer.Write(Known);

            // Over a restart they are wanted only where a time is being counted, at whose end they are told.
            writer.Write(Since == Never ? "" : LastText ?? "");
            Facts.Save(Since == Never ? null : LastFacts, writer);
        }

        public override void Load(BinaryReader reader)
        {
            (Now, Target) = (Kept(reader.Read7BitEncodedInt()), Kept(reader.Read7BitEncodedInt()));
            (Since, Seen, Known) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadBoolean());
            var (text, facts) = (reader.ReadString(), Facts.Load(reader));
            (LastText, LastFacts) = Since == Never ? (null, null) : (text, facts);
        }

        private static int Kept(Passed passed) => (passed.Level << 1) | (passed.IsBelow ? 1 : 0);

        private static Passed Kept(int number) => new(number >> 1, (number & 1) != 0);
    }
}
