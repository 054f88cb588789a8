namespace CurlDescent.Experiments.Specs;

/// <summary>Work of a run, in units that a calibration turns into seconds.</summary>
/// <param name="Class">Computations of one class take the same time per unit.</param>
/// <param name="Units">Number of units; of the order of a nanosecond each.</param>
internal readonly record struct RunWork(WorkClass Class, double Units);

/// <summary>Computations that have a speed of their own.</summary>
/// <param name="name">Name.</param>
/// <param name="secondsPerUnit">Measures the speed of this machine, in some tenths of a second.</param>
internal sealed class WorkClass(string name, Func<double> secondsPerUnit)
{
    /// <summary>Measures how many seconds a unit takes.</summary>
    public double SecondsPerUnit() => secondsPerUnit();

    /// <inheritdoc/>
    public override string ToString() => name;
}
