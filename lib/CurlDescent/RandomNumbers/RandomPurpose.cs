namespace CurlDescent;

/// <summary>
/// What a random stream is for. The number is part of the stream's counter: never renumber, only append.
/// Values from 1000 on are free for users.
/// </summary>
public enum RandomPurpose : uint
{
    /// <summary>Training inputs, one value per sample and input.</summary>
    TrainingInputs = 1,

    /// <summary>Test inputs.</summary>
    TestInputs = 2,

    /// <summary>Hidden weights of the teacher.</summary>
    TeacherHidden = 3,

    /// <summary>Readout weights of the teacher.</summary>
    TeacherReadout = 4,

    /// <summary>Initial hidden weights of the student.</summary>
    StudentHidden = 5,

    /// <summary>Initial readout weights of the student.</summary>
    StudentReadout = 6,

    /// <summary>Fixed random feedback weights of feedback alignment.</summary>
    Feedback = 7,

    /// <summary>Order of the samples; the stream's index is the epoch.</summary>
    SampleOrder = 8,

    /// <summary>Perturbation of a start at the teacher.</summary>
    Perturbation = 9,

    /// <summary>Random matrices of the stability theory; the index is the row.</summary>
    SampledMatrix = 10,

    /// <summary>Start and probe vectors of iterative methods (Lanczos, Lyapunov exponents).</summary>
    Probe = 11,

    /// <summary>Resampling in statistics.</summary>
    Bootstrap = 12,

    /// <summary>Points drawn to be checked again or to sample a design space.</summary>
    Design = 13,

    /// <summary>Noise on the inputs of ongoing learning, a value per step, sample of the batch and input.</summary>
    InputNoise = 14,

    /// <summary>Noise on the labels of ongoing learning, a value per step, sample of the batch and output.</summary>
    LabelNoise = 15,

    /// <summary>Noise of the synapses themselves, a value per step and weight.</summary>
    SynapticNoise = 16,
}
