using CurlDescent.Arithmetic;

namespace CurlDescent.Simulation;

/// <summary>
/// What <see cref="Backpropagation{TActivation}"/> needs of a network, its data and its rule: hidden layers of any number and one readout.
/// </summary>
internal sealed class LayeredProblem
{
    /// <summary>Training inputs.</summary>
    public required PaddedInputs Training { get; init; }

    /// <summary>Test inputs.</summary>
    public required PaddedInputs Test { get; init; }

    /// <summary>Training targets, row-major P×K.</summary>
    public required double[] TrainTargets { get; init; }

    /// <summary>Test targets, row-major.</summary>
    public required double[] TestTargets { get; init; }

    /// <summary>Numbers of inputs, hidden units and outputs, from below.</summary>
    public required int[] Widths { get; init; }

    /// <summary>Weights of each layer at the start, row-major, counted from below; read once.</summary>
    public required WeightSource Weights { get; init; }

    /// <summary>Signs of the columns of each hidden layer's weights: one per neuron below.</summary>
    public required double[][] ColumnSigns { get; init; }

    /// <summary>Signs of the rows of the uppermost hidden layer's weights: one per unit; 1 where flips are presynaptic.</summary>
    public required double[] RowSigns { get; init; }

    /// <summary>Signs of the rows of the readout weights: one per output; 1 where flips are presynaptic.</summary>
    public required double[] ReadoutRows { get; init; }

    /// <summary>Signs of the columns of the readout weights: one per unit.</summary>
    public required double[] ReadoutColumns { get; init; }

    /// <summary>
    /// Under feedback alignment the matrix that carries errors down to each hidden layer, row-major units × units above; else null.
    /// </summary>
    public double[][]? Feedback { get; init; }

    /// <summary>Outputs and loss.</summary>
    public required OutputStage Output { get; init; }

    /// <summary>B.</summary>
    public required int BatchSize { get; init; }

    /// <summary>η.</summary>
    public required double StepSize { get; init; }

    /// <summary>Whether both norms are kept; for one hidden layer only.</summary>
    public bool KeepNorms { get; init; }

    /// <summary>
    /// +1 or −1 for the units of each hidden layer whose outgoing weights have one sign (Dale's law), 0 for the others; or null.
    /// </summary>
    public double[][]? CellTypes { get; init; }
}

/// <summary>Gives the weights of a layer, row-major.</summary>
/// <param name="layer">From 0, counted from below.</param>
internal delegate ReadOnlySpan<double> WeightSource(int layer);
