namespace CurlDescent.Experiments;

/// <summary>Names of the curves that a run leaves: values of <see cref="CurveRow.Series"/>.</summary>
public static class Series
{
    /// <summary>Training error against epoch.</summary>
    public const string TrainError = "train error";

    /// <summary>Test error against epoch.</summary>
    public const string TestError = "test error";

    /// <summary>Prefix of weight traces against epoch: <c>hidden weight 0</c> …, the index into W1, row-major.</summary>
    public const string HiddenWeight = "hidden weight";

    /// <summary>Prefix of weight traces against epoch: <c>readout weight 0</c> …, the index into W2, row-major.</summary>
    public const string ReadoutWeight = "readout weight";

    /// <summary>Histogram of sampled eigenvalues, as a density: bin centre against density.</summary>
    public const string EigenvalueHistogram = "eigenvalue histogram";

    /// <summary>Limiting density of the bulk: eigenvalue against density.</summary>
    public const string LimitingDensity = "limiting density";

    /// <summary>Atoms of the limiting law: position against mass.</summary>
    public const string Atoms = "atoms";

    /// <summary>dL/dt over L in continuous time against epoch, of all training data.</summary>
    public const string LossRate = "loss rate";

    /// <summary>Least over greatest eigenvalue of the symmetric part of the kernel that moves the errors, against epoch.</summary>
    public const string SmallestEigenvalue = "smallest eigenvalue";

    /// <summary>Loss on clean data against learning time, under noise.</summary>
    public const string KeptLoss = "kept loss";

    /// <summary>Loss of the first record's readout weights on later hidden activities, against learning time.</summary>
    public const string DecoderLoss = "decoder loss";

    /// <summary>Cosine of the hidden activities with those of the first record, against learning time.</summary>
    public const string Alignment = "alignment";

    /// <summary>Mean square displacement within the tangent space against the lag, in learning time.</summary>
    public const string TangentSquare = "tangent square";

    /// <summary>Share of the test samples that are classified right, against epoch.</summary>
    public const string TestAccuracy = "test accuracy";

    /// <summary>Angle between a rule's direction and the negative gradient, in degrees, against epoch.</summary>
    public const string GradientAngle = "gradient angle";

    /// <summary>Norm of a rule's direction over that of the gradient, against epoch.</summary>
    public const string NormRatio = "norm ratio";
}
