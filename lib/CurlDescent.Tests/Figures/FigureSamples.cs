using CurlDescent.Figures;
using CurlDescent.Plasticity;
using CurlDescent.Simulation;

namespace CurlDescent.Tests.Figures;

/// <summary>One figure of every kind from real, small computations. The only place that brings the library's numbers and the figures together.</summary>
internal static class FigureSamples
{
    private static readonly TrainingSpec Linear = new()
    {
        Inputs = 8,
        HiddenUnits = 16,
        TrainingSamples = 60,
        BatchSize = 10,
        Epochs = 2000,
        LearningRate = 0.1,
        Seed = 5,
    };

    public static IReadOnlyList<(string Name, Func<Figure> Make)> All { get; } =
    [
        ("learning-curves", LearningCurvesFigure),
        ("phase-diagram", PhaseDiagramHidden),
        ("error-map", ErrorMapFigure),
        ("spectrum", Spectrum),
    ];

    private static LearningCurvesFigure LearningCurvesFigure()
    {
        LearningRule[] rules = [LearningRule.GradientDescent, LearningRule.CurlDescent(RuleFlips.Counts(0, 1)), LearningRule.FeedbackAlignment];
        return new([.. rules.Select(Learned)])
        {
            Caption = FigureCaption.Miniature("Training error of three rules.", "linear, M = 8, N = 16, P = 60, B = 10, one readout unit flipped", 5),
            Threshold = 1e-3,
        };

        static Curve Learned(LearningRule rule)
        {
            Recording[] runs = [.. Enumerable.Range(0, 5).Select(r => Trainer.Run(Linear with { Rule = rule, Run = (uint)r }))];
            return Curve.OverRuns(rule.Name, Curve.OneBased(runs[0].Epochs), [.. runs.Select(r => r.TrainErrors)], 1);
        }
    }

    private static PlaneCurve HiddenBoundary() => PlaneCurve.Through(Enumerable.Range(0, 200).Select(k =>
    {
        double z = -2 + k / 200.0, a = 1 / ((z + 1) * (z + 1)), b = 1 / ((z - 1) * (z - 1)), alpha = (1 + b) / (a + b);
        return (-1 / (z * (1 - ((1 - alpha) / (z - 1) + alpha / (z + 1)))), alpha);
    }));

    private static PhaseDiagramFigure PhaseDiagramHidden() => new(Axis.HiddenFraction, HiddenBoundary())
    {
        Caption = FigureCaption.Theory("Stability of the solution manifold with flips among the inputs.", "random-matrix limit, equal relative weight scales (ρ = 1)"),
        Authors = Authors("hidden"),
    };

    private static PlaneCurve Authors(string which)
    {
        string file = Path.Combine(RepositoryFolder(), "data", "reference", $"phase-boundary-{which}.csv");
        return PlaneCurve.Through(File.ReadLines(file).Skip(1).Select(line => line.Split(','))
            .Select(f => (double.Parse(f[0], System.Globalization.CultureInfo.InvariantCulture), double.Parse(f[1], System.Globalization.CultureInfo.InvariantCulture))));
    }

    internal static string RepositoryFolder()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CurlDescent.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private static ErrorMapFigure ErrorMapFigure()
    {
        (int N, int M)[] sizes = [(33, 6), (27, 9), (23, 12), (18, 18), (12, 24), (8, 28)];
        var points = new List<(double, double, double)>();
        foreach ((int n, int m) in sizes)
        {
            for (int k = 0; k <= 10; k++)
            {
                var spec = (Linear with
                {
                    Inputs = m,
                    HiddenUnits = n,
                    Epochs = 300,
                    TrainingSamples = 50,
                    ErrorSchedule = RecordingSchedule.Never,
                    Rule = LearningRule.CurlDescent(RuleFlips.Fractions(k / 10.0, 0)),
                }).WithPaperConventions();
                points.Add(((double)m / n, k / 10.0, Math.Log10(Trainer.Run(spec with { LearningRate = 1 }).FinalTestError)));
            }
        }

        return new(Axis.HiddenFraction, GridMap.FromPoints(points))
        {
            Caption = FigureCaption.Miniature("Final test error under the exact boundary.", "linear, N·M small, P = 50, B = 10, 300 epochs, norms kept", 1),
            Boundary = HiddenBoundary(),
        };
    }

    private static SpectrumFigure Spectrum()
    {
        var random = new CurlDescent.RandomNumbers.RandomStream(3, 0, default);
        const int m = 400, n = 200;
        var w = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(n, m, (_, _) => random.NextNormal() / Math.Sqrt(m));
        double[] eigenvalues = [.. (w.TransposeThisAndMultiply(w)).Evd(MathNet.Numerics.LinearAlgebra.Symmetricity.Symmetric).EigenValues.Select(z => z.Real)];
        double c = 2, lo = Math.Pow(1 - Math.Sqrt(1 / c), 2), hi = Math.Pow(1 + Math.Sqrt(1 / c), 2);
        double[] x = [.. Enumerable.Range(0, 301).Select(k => lo + (hi - lo) * k / 300)];
        return new SpectrumFigure(eigenvalues, new SpectralCurve(x, [.. x.Select(v => Math.Sqrt(Math.Max(0, (hi - v) * (v - lo))) / (2 * Math.PI * v))])
        {
            Atoms = [(0, 0.5)],
            Edges = [lo, hi],
        })
        {
            Caption = FigureCaption.Miniature("Marchenko–Pastur.", "M = 400, N = 200", 1),
            AtomWidth = 1e-9,
        };
    }
}
