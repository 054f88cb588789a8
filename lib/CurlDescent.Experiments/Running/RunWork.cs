namespace CurlDescent.Experiments;

/// <summary>Work of a run, in units that a calibration turns into seconds.</summary>
/// <param name="Class">Runs of one class cost the same per unit.</param>
/// <param name="Steps">Number of updates.</param>
/// <param name="Multiplications">Number of multiply-adds in all.</param>
internal readonly record struct RunWork(WorkClass Class, double Steps, double Multiplications);

/// <summary>Computations that have a speed of their own.</summary>
internal enum WorkClass
{
    LinearBatches,
    LinearFullBatch,
    Tanh,
    OtherNonlinear,
    Eigenvalues,
    Theory,
}
