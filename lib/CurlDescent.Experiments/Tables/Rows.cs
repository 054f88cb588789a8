namespace CurlDescent.Experiments;

/// <summary>A row of a result table that belongs to one cell and one learning rule.</summary>
public abstract record Row
{
    /// <summary>Index of the cell in the sweep, from 0.</summary>
    public required int Cell { get; init; }

    /// <summary>Name of the grid that the cell belongs to.</summary>
    public required string Grid { get; init; }

    /// <summary>
    /// Values of the axes and of whatever else distinguishes the cells, by parameter name; always with <c>inputs</c> and
    /// <c>hiddenUnits</c>.
    /// </summary>
    public required IReadOnlyDictionary<string, ParameterValue> Parameters { get; init; }

    /// <summary>Learning rule: one of <see cref="RuleName"/>.</summary>
    public required string Rule { get; init; }

    /// <summary>Returns a numeric parameter.</summary>
    /// <param name="parameter">Name as in the spec, such as <c>compressionRatio</c>.</param>
    /// <exception cref="MissingColumnException">The table has no such parameter.</exception>
    public double Number(string parameter) => Find(parameter).Number;

    /// <summary>Returns any parameter as text.</summary>
    /// <param name="parameter">Name as in the spec, such as <c>activation</c>.</param>
    /// <exception cref="MissingColumnException">The table has no such parameter.</exception>
    public string Text(string parameter) => Find(parameter).ToString();

    private ParameterValue Find(string parameter) => Parameters.TryGetValue(parameter, out ParameterValue value)
        ? value
        : throw new MissingColumnException("parameter", parameter, Parameters.Keys);
}

/// <summary>One cell under one rule: statistics over its runs.</summary>
public sealed record CellRow : Row
{
    /// <summary>Number of runs.</summary>
    public required int Runs { get; init; }

    /// <summary>How many runs ended how; empty where nothing was trained.</summary>
    public required IReadOnlyDictionary<Outcome, int> Outcomes { get; init; }

    /// <summary>Statistics by name of the measured quantity; see <see cref="Measure"/>.</summary>
    public required IReadOnlyDictionary<string, Summary> Measures { get; init; }

    /// <summary>Returns the statistics of a measured quantity.</summary>
    /// <param name="measure">One of <see cref="Measure"/>.</param>
    /// <exception cref="MissingColumnException">The table has no such quantity.</exception>
    public Summary this[string measure] => Measures.TryGetValue(measure, out Summary found)
        ? found
        : throw new MissingColumnException("measure", measure, Measures.Keys);
}

/// <summary>One run.</summary>
public sealed record RunRow : Row
{
    /// <summary>
    /// Number of the run within its cell and rule, from 0: initial weights, feedback and sample order; the same for every rule.
    /// </summary>
    public required int Seed { get; init; }

    /// <summary>How training ended; null where nothing was trained.</summary>
    public required Outcome? Outcome { get; init; }

    /// <summary>Measured quantities by name; NaN where the run has no value.</summary>
    public required IReadOnlyDictionary<string, double> Measures { get; init; }

    /// <summary>Name of the computational path.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of everything that the run left, bit for bit.</summary>
    public required string ResultHash { get; init; }

    /// <summary>Returns a measured quantity.</summary>
    /// <param name="measure">One of <see cref="Measure"/>.</param>
    /// <exception cref="MissingColumnException">The table has no such quantity.</exception>
    public double this[string measure] => Measures.TryGetValue(measure, out double found)
        ? found
        : throw new MissingColumnException("measure", measure, Measures.Keys);
}

/// <summary>One point of a curve that a run left.</summary>
public sealed record CurveRow : Row
{
    /// <summary>Number of the run within its cell and rule.</summary>
    public required int Seed { get; init; }

    /// <summary>Which curve: see <see cref="Experiments.Series"/>.</summary>
    public required string Series { get; init; }

    /// <summary>Abscissa: the epoch of a learning curve or weight trace, the eigenvalue of a density.</summary>
    public required double X { get; init; }

    /// <summary>Ordinate.</summary>
    public required double Y { get; init; }
}
