namespace CurlDescent.Experiments;

/// <summary>Work of a run, in units that a calibration turns into seconds.</summary>
/// <param name="Class">Computations of one class take the same time per unit.</param>
/// <param name="Units">Number of units; of the order of a nanosecond each.</param>
internal readonly record struct RunWork(WorkClass Class, double Units);

/// <summary>Computations that have a speed of their own.</summary>
internal enum WorkClass
{
    Linear,
    Nonlinear,
    Eigenvalues,
    Theory,
    Tangents,
    Kernels,
}
