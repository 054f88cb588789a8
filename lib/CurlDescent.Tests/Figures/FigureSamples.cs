using System.Globalization;
using CurlDescent.Figures;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Figures;

/// <summary>One figure of every kind from real, small computations. Only here do the library's numbers and the figures meet.</summary>
internal static class FigureSamples
{
    private static readonly TrainingSpec Linear = new()
    {
        Inputs = 8,
        HiddenUnits = 16,
        TrainingSamples = 60,
        BatchSize = 10,
        Epochs = 600,
        LearningRate = 0.1,
        Seed = 5,
    };

    private const string LinearSpec = "linear, M = 8, N = 16, P = 60, B = 10";

    public static IReadOnlyList<(string Name, Func<Figure> Make)> All { get; } =
    [
        ("learning-curves", LearningCurves),
        ("epochs-to-threshold", EpochsToThreshold),
        ("weight-traces",
            () => new WeightTracesFigure([Converging(), Chaotic()])
            {
                Caption = FigureCaption.Miniature("Weights of a converging and of a chaotic run.", LinearSpec, 1),
            }),
        ("saddle-escape", SaddleEscape),
        ("scatter", Scatter),
        ("phase-diagram-hidden", () => HiddenPhases()),
        ("phase-diagram-readout", () => ReadoutPhases()),
        ("boundary-family", BoundaryFamily),
        ("phase-surface", PhaseSurface),
        ("error-map", () => HiddenErrors()),
        ("error-maps",
            () => new ErrorMapsFigure([("Final error", ReadoutErrors()), ("Maximum error", ReadoutErrors(maximum: true))])
            {
                Caption = FigureCaption.Miniature("Final and maximum error.", LinearSpec, 1),
            }),
        ("spectrum", Spectrum),
        ("outlier", Outlier),
        ("density-explorer", DensityExplorer),
        ("order-parameter", OrderParameter),
        ("lyapunov", Lyapunov),
        ("helmholtz-arrows", () => Helmholtz(FieldMarks.Arrows)),
        ("helmholtz-streamlines", () => Helmholtz(FieldMarks.Streamlines)),
        ("flow-plane", () => Flow(false)),
        ("flow-space", () => Flow(true)),
        ("circulation", CirculationOfLoop),
        ("jacobian", JacobianParts),
        ("schematic",
            () => new NetworkSchematicFigure
            {
                HebbianJacobian = HebbianJacobian(),
                Caption = FigureCaption.Theory("The three networks."),
            }),
        ("summary", Summary),
    ];

    private static LearningRule[] Rules { get; } =
    [
        LearningRule.GradientDescent, LearningRule.CurlDescent(RuleFlips.Counts(0, 1)), LearningRule.FeedbackAlignment,
    ];

    private static LearningCurvesFigure LearningCurves()
    {
        return new([.. Rules.Select(Learned)])
        {
            Caption = FigureCaption.Miniature("Training error of three rules.", LinearSpec + ", one readout unit flipped", 5),
            Threshold = 1e-3,
        };

        static Curve Learned(LearningRule rule)
        {
            Recording[] runs = [.. Enumerable.Range(0, 5).Select(r => Trainer.Run(Linear with { Rule = rule, Run = (uint)r }))];
            return Curve.OverRuns(rule.Name, Curve.OneBased(runs[0].Epochs), [.. runs.Select(r => r.TrainErrors)], 1);
        }
    }

    private static EpochsToThresholdFigure EpochsToThreshold()
    {
        double[] sizes = [10, 20, 40, 60, 100, 160];
        Curve[] curves = [.. Rules.Take(2).Select(rule =>
        {
            double?[][] reached = [.. sizes.Select(p => Enumerable.Range(0, 6).Select(r => (double?)Trainer.Run(
                Linear with { Rule = rule, TrainingSamples = (int)p, Run = (uint)r, Epochs = 60, LearningRate = 0.05 }).EpochsToThreshold(
                    1e-3)).ToArray())];
            double[] mean = [.. reached.Select(values => values.Average(v => v ?? 60))];
            double[] error =
            [
                .. reached.Select((values, i) => 1.96 * Math.Sqrt(values.Average(v => Math.Pow((v ?? 60) - mean[i], 2)) / 5)),
            ];
            return new Curve(rule.Name, sizes, mean)
            {
                Lower = [.. mean.Zip(error, (m, e) => m - e)],
                Upper = [.. mean.Zip(error, (m, e) => m + e)],
                Censored = [.. reached.Select(values => values.Any(v => v is null))],
            };
        })];
        return new(new Axis("Training samples <i>P</i>") { Log = true }, curves)
        {
            Caption = FigureCaption.Miniature("Epochs to threshold.", LinearSpec, 6),
            Horizon = 60,
        };
    }

    private static WeightTraces Traces(string title, double fraction)
    {
        TrainingSpec spec = Linear with
        {
            Inputs = 12,
            HiddenUnits = 20,
            Rule = LearningRule.CurlDescent(RuleFlips.Fractions(fraction, 0)),
            KeepNorms = true,
            Epochs = 400,
            BatchSize = 60,
            LearningRate = 0.5,
            WeightSchedule = RecordingSchedule.Every(2),
            ErrorSchedule = RecordingSchedule.Never,
        };
        Recording run = Trainer.Run(spec);
        return new(
            title, [.. run.Weights.Select(w => (double)w.Epoch)],
            [.. Enumerable.Range(0, 6).Select(k => run.Weights.Select(w => w.Network.HiddenWeights[k * 13]).ToArray())]);
    }

    private static WeightTraces Converging() => Traces("converging", 0.05);

    private static WeightTraces Chaotic() => Traces("chaotic", 0.8);

    private static SaddleEscapeFigure SaddleEscape()
    {
        return new([Escape("gradient descent", false), Escape("curl descent", true)])
        {
            Caption =
                FigureCaption.Miniature("Escape from the saddle at 0 in the network of two synapses.", "target 1, start (0.02, 0.001)"),
        };

        static EscapeTrace Escape(string name, bool flip)
        {
            var toy = new TwoWeightToy(1, false, flip);
            Trajectory path = Trajectory.Integrate(toy, [0.02, 0.001], 14, maxStep: 0.05);
            double[] gradient = new double[2];
            List<double> loss = [], norm = [], curvature = [];
            foreach (double[] p in path.Points)
            {
                (double w1, double w2) = (p[0], p[1]);
                loss.Add(toy.Loss(w1, w2));
                new TwoWeightToy(1).Evaluate(p, gradient);
                norm.Add(double.Hypot(gradient[0], gradient[1]));
                double mixed = 2 * w1 * w2 - 1, mean = (w1 * w1 + w2 * w2) / 2, half = (w2 * w2 - w1 * w1) / 2;
                curvature.Add(mean - double.Hypot(half, mixed));
            }

            return new EscapeTrace(name, path.Times, loss, norm, curvature);
        }
    }

    private static ScatterFigure Scatter()
    {
        var groups = new List<PointGroup>();
        foreach (LearningRule rule in Rules.Take(2))
        {
            Recording[] runs =
            [
                .. Enumerable.Range(0, 12).Select(r => Trainer.Run(Linear with { Rule = rule, Run = (uint)r, Epochs = 100 })),
            ];
            groups.Add(new(rule.Name, [.. runs.Select(r => Math.Log10(r.FinalTrainError))], [.. runs.Select(r => r.FinalTestError)]));
        }

        return new(new Axis("log<sub>10</sub> training error"), new Axis(Symbols.TestError) { Log = true }, groups)
        {
            Caption = FigureCaption.Miniature("Test against training error.", LinearSpec, 12),
        };
    }

    private static PlaneCurve HiddenBoundary { get; } = PlaneCurve.Of(HiddenPhaseBoundary.Create());

    private static PlaneCurve ReadoutBoundary { get; } = PlaneCurve.Of(ReadoutPhaseBoundary.Create());

    private static PhaseDiagramFigure HiddenPhases() => new(Axis.HiddenFraction, HiddenBoundary)
    {
        Caption =
            FigureCaption.Theory("Stability with flips among the inputs.", "random-matrix limit, equal relative weight scales (ρ = 1)"),
        Authors = Authors("hidden"),
    };

    private static PhaseDiagramFigure ReadoutPhases() => new(Axis.ReadoutFraction, ReadoutBoundary)
    {
        Caption = FigureCaption.Theory(
            "Stability with flips among the hidden units.", "random-matrix limit, equal relative weight scales (ρ = 1)"),
        Authors = Authors("readout"),
    };

    private static PlaneCurve Authors(string which)
    {
        string file = Path.Combine(RepositoryFolder(), "data", "reference", $"phase-boundary-{which}.csv");
        return PlaneCurve.Through(File.ReadLines(file).Skip(1).Select(line => line.Split(','))
            .Select(f => (double.Parse(f[0], CultureInfo.InvariantCulture), double.Parse(f[1], CultureInfo.InvariantCulture))));
    }

    internal static string RepositoryFolder()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CurlDescent.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private static BoundaryFamilyFigure BoundaryFamily() =>
        new(Axis.ReadoutFraction, "<i>ρ</i>",
            [.. new[] { 0.25, 0.5, 1, 2, 4 }.Select(rho => (rho, PlaneCurve.Of(ReadoutPhaseBoundary.Create(rho))))])
        {
            Caption = FigureCaption.Theory("The effect of ρ.", "random-matrix limit"),
        };

    private static PhaseSurfaceFigure PhaseSurface() =>
        PhaseSurfaceFigure.Of(
            JointPhaseBoundary.Create(), FigureCaption.Theory("Joint boundary.", "random-matrix limit, ρ = 1"), (1e-3, 10), 25);

    private static ErrorMapFigure HiddenErrors() => new(Axis.HiddenFraction, Errors((m, n, alpha) => Linear with
    {
        Inputs = m,
        HiddenUnits = n,
        Epochs = 200,
        Rule = LearningRule.CurlDescent(RuleFlips.Fractions(alpha, 0)),
    }, run => run.FinalTestError, [(33, 6), (27, 9), (23, 12), (18, 18), (12, 24), (8, 28)]))
    {
        Caption =
            FigureCaption.Miniature("Final test error under the exact boundary.", "linear, P = 60, B = 10, 200 epochs, norms kept", 1),
        Boundary = HiddenBoundary,
    };

    private static ErrorMapFigure ReadoutErrors(bool maximum = false) => new(Axis.ReadoutFraction, Errors((m, n, alpha) => Linear with
    {
        Inputs = m,
        HiddenUnits = n,
        Epochs = 400,
        BatchSize = 60,
        Start = StartPoint.NearTeacher(WeightLayer.Hidden, 1e-10),
        Rule = LearningRule.CurlDescent(RuleFlips.Fractions(0, alpha)),
    }, run => maximum ? run.MaxTrainError : run.FinalTestError,
    [(60, 2), (40, 4), (33, 6), (27, 9), (23, 12), (18, 18), (12, 24), (8, 28)]))
    {
        Caption = FigureCaption.Miniature("Test error near the teacher.", "linear, P = 60, full batch, 400 epochs, norms kept", 1),
        Boundary = ReadoutBoundary,
        Exponents = (-30, 0),
        Quantity = maximum ? "Greatest training error" : Symbols.TestError,
    };

    private static GridMap Errors(Func<int, int, double, TrainingSpec> spec, Func<Recording, double> error, (int N, int M)[] sizes) =>
        GridMap.FromPoints(sizes.SelectMany(size => Enumerable.Range(0, 11).Select(k => k / 10.0).Select(alpha =>
        {
            TrainingSpec full =
                (spec(size.M, size.N, alpha) with
                {
                    ErrorSchedule = RecordingSchedule.LogSpaced(20),
                    LearningRate = 1,
                }).WithPaperConventions();
            double value = error(Trainer.Run(full));
            return ((double)size.M / size.N, alpha, value > 0 ? Math.Log10(value) : -40);
        })));

    private static double[] Sampled(int m, int n, int hiddenFlips, int readoutFlips, ulong seed = 3)
    {
        var random = new RandomStream(seed, 0, default);
        Matrix<double> w = Matrix<double>.Build.Dense(n, m, (_, _) => random.NextNormal() / Math.Sqrt(m));
        Matrix<double> d2 = Matrix<double>.Build.DenseDiagonal(n, n, i => i < readoutFlips ? -1 : 1),
            d1 = Matrix<double>.Build.DenseDiagonal(m, m, i => i < hiddenFlips ? -1 : 1);
        return [.. (d1 + w.Transpose() * d2 * w).Evd(Symmetricity.Symmetric).EigenValues.Select(z => z.Real)];
    }

    private static readonly Axis InLambda = new("Eigenvalue, in units of <i>λ</i>");

    private static SpectrumFigure Spectrum() =>
        new(Sampled(300, 100, 0, 50), SpectralCurve.Of(SpectralLaw.Create(DesignPoint.Create(3, 0, 0.5))))
        {
            Caption =
                FigureCaption.Miniature("Sampled spectrum against the limiting density.", "M = 300, N = 100, half the readout flipped", 1),
            Eigenvalue = InLambda,
            Bins = 60,
        };

    private static OutlierFigure Outlier()
    {
        double[] cs = [0.2, 0.4, 0.7, 1, 1.5];
        const int m = 200;
        return new(
            new SpectrumFigure(Sampled(m, 200, 1, 0), SpectralCurve.Of(SpectralLaw.Create(DesignPoint.Create(1, 0, 0))))
            {
                Caption = FigureCaption.Theory(""),
                Eigenvalue = InLambda,
                Outliers = [Sampled(m, 200, 1, 0).Min()],
                PredictedOutliers = [SingleFlip.HiddenInput(m, 200).Position],
                Bins = 50,
            },
            new Axis(Symbols.CompressionRatio),
            [
                new Curve("predicted", cs, [.. cs.Select(c => SingleFlip.HiddenInput(m, (int)(m / c)).Position)]) { Color = Palette.Ink },
                new Curve("sampled", cs, [.. cs.Select(c => Sampled(m, (int)(m / c), 1, 0).Min())])
                {
                    Marked = true,
                    Color = Palette.Vermilion,
                },
            ])
        {
            Caption = FigureCaption.Miniature("One flipped input.", "M = 200", 1),
        };
    }

    private static DensityExplorerFigure DensityExplorer()
    {
        double[] c = [0.1, 0.3, 0.5, 1, 2], hidden = [0, 0.25, 0.5, 1], readout = [0, 0.25, 0.5];
        var laws = new SpectralCurve[c.Length, hidden.Length, readout.Length];
        for (int i = 0; i < c.Length; i++)
        {
            for (int j = 0; j < hidden.Length; j++)
            {
                for (int k = 0; k < readout.Length; k++)
                    laws[i, j, k] = SpectralCurve.Of(SpectralLaw.Create(DesignPoint.Create(c[i], hidden[j], readout[k])), 80);
            }
        }

        return new()
        {
            CompressionRatios = c,
            HiddenFractions = hidden,
            ReadoutFractions = readout,
            Laws = laws,
            Start = (2, 1, 1),
            Eigenvalues = (-4, 8),
            Caption = FigureCaption.Theory("Move the sliders: where does the density reach below 0?", "random-matrix limit, ρ = 1"),
        };
    }

    private static OrderParameterFigure OrderParameter()
    {
        double[] alphas = [0, 0.1, 0.2, 0.3, 0.5, 0.8];
        (int N, int M)[] sizes = [(30, 9), (25, 10)];
        HiddenPhaseBoundary boundary = HiddenPhaseBoundary.Create();
        return new(
            Axis.HiddenFraction,
            [.. sizes.Select(size =>
                new Curve(
                    $"{Symbols.C} = {Symbols.Number((double)size.M / size.N)}", alphas, [.. alphas.Select(alpha => Trainer.Run((Linear with
                    {
                        Inputs = size.M, HiddenUnits = size.N, BatchSize = 60, Epochs = 1500, OrderParameterWindow = 300, LearningRate = 1,
                        ErrorSchedule = RecordingSchedule.Never,
                        Start = StartPoint.NearTeacher(WeightLayer.Readout, 1e-10),
                        Rule = LearningRule.CurlDescent(RuleFlips.Fractions(alpha, 0)),
                    }).WithPaperConventions()).OrderParameter ?? double.NaN)]))],
            [.. sizes.Select(size => boundary.LargestStableFraction((double)size.M / size.N))])
        {
            Caption = FigureCaption.Miniature("q across the boundary.", "linear, P = 60, full batch, 1500 epochs", 1),
        };
    }

    // Stands in for exponents until those of the tangent dynamics are on the main branch: growth rate of the training error near the
    // teacher.
    private static LyapunovFigure Lyapunov()
    {
        double[] alphas = [0, 0.1, 0.2, 0.4, 0.7, 1];
        double Growth(int n, int m, double alpha)
        {
            Recording run = Trainer.Run(Linear with
            {
                Inputs = m,
                HiddenUnits = n,
                BatchSize = 60,
                Epochs = 20,
                LearningRate = 0.3,
                ErrorSchedule = RecordingSchedule.Every(1),
                Start = StartPoint.NearTeacher(WeightLayer.Hidden, 1e-9),
                Rule = LearningRule.CurlDescent(RuleFlips.Fractions(alpha, 0)),
            });
            return Math.Log(run.TrainErrors[^1] / run.TrainErrors[10]) / 20;
        }

        double[] ms = [4, 6, 8, 10, 12, 15];
        return new(
            [new Curve("<i>α</i><sub>h</sub> = 0.5", [.. ms.Select(m => m / 25)], [.. ms.Select(m => Growth(25, (int)m, 0.5))])],
            [new Curve("<i>c</i> = 0.4", alphas, [.. alphas.Select(a => Growth(25, 10, a))])])
        {
            CriticalC = [HiddenPhaseBoundary.Create().FindCriticalCompressionRatio(0.5)],
            CriticalFractions = [HiddenPhaseBoundary.Create().FindCriticalFraction(0.4)],
            Caption = FigureCaption.Miniature("Growth rates.", "linear, P = 60", 1),
        };
    }

    private static HelmholtzFigure Helmholtz(FieldMarks marks)
    {
        var grid = new RectangleGrid(-2, 2, -2, 2, 48, 48);
        HelmholtzDecomposition parts = HelmholtzDecomposition.Compute(new TwoWeightToy(1, false, true), grid);
        return new(FieldSamples.Of(parts.Field), FieldSamples.Of(parts.Gradient), FieldSamples.Of(parts.Rotational))
        {
            Marks = marks,
            Potential = GridMap.Of(grid, parts.Potential),
            Stream = GridMap.Of(grid, parts.StreamFunction),
            Caption =
                FigureCaption.Theory("Helmholtz decomposition of curl descent in the network of two synapses.", "target 1, grid 48×48"),
        };
    }

    private static FlowFigure Flow(bool solid)
    {
        double[] targets = [0.5, 1, 1.5];
        return new("target <i>t</i> = ", [Panel("Gradient descent", false), Panel("Curl descent, <i>w</i><sub>2</sub> flipped", true)])
        {
            Start = 1,
            Solid = solid,
            TopLoss = 3,
            Caption = FigureCaption.Theory("Hyperbolas against circles.", "two synapses, ŷ = w₂w₁x"),
        };

        FlowPanel Panel(string title, bool flip) => new(title, [.. targets.Select(t =>
        {
            var toy = new TwoWeightToy(t, false, flip);
            double[][] starts = [[-1.8, 1.5], [-0.4, -1.9], [1.9, 1.9], [-1.7, -0.3], [1.6, -1.2], [0.2, 1.4]];
            double[] right = [.. Enumerable.Range(0, 60).Select(k => t / 2 * Math.Pow(4 / t, k / 59.0))];
            return new FlowStep(
                Symbols.Number(t), GridMap.Of(toy.Loss, (-2, 2), (-2, 2), 41),
                [.. starts.Select(s => PlaneCurve.Of(Trajectory.Integrate(toy, s, 12, maxStep: 0.2)))])
            {
                Solutions = [new(right, [.. right.Select(w => t / w)]), new([.. right.Select(w => -w)], [.. right.Select(w => -t / w)])],
            };
        })]);
    }

    private static CirculationFigure CirculationOfLoop()
    {
        double[] angle = [.. Enumerable.Range(0, 201).Select(k => 2 * Math.PI * k / 200)];
        (double X, double Y) At(double a) => (0.9 + 0.7 * Math.Cos(a), 0.7 + 0.7 * Math.Sin(a));
        var curl = new TwoWeightToy(1, false, true);
        Curve Work(string name, TwoWeightToy toy)
        {
            var f = new double[2];
            double sum = 0;
            List<double> work = [0];
            for (int k = 1; k < angle.Length; k++)
            {
                ((double x0, double y0), (double x1, double y1)) = (At(angle[k - 1]), At(angle[k]));
                toy.Evaluate([(x0 + x1) / 2, (y0 + y1) / 2], f);
                sum += f[0] * (x1 - x0) + f[1] * (y1 - y0);
                work.Add(sum);
            }

            return new(name, [.. angle.Select(a => a / 2 / Math.PI)], work);
        }

        var value = new double[2];
        return new(
            FieldSamples.Of((x, y) =>
            {
                curl.Evaluate([x, y], value);
                return (value[0], value[1]);
            }, (-0.5, 2.3), (-0.7, 2.1)),
            PlaneCurve.Through(angle.Select(At)),
            [Work("gradient descent", new TwoWeightToy(1)), Work("curl descent", curl)])
        {
            Caption = FigureCaption.Theory("Work along a loop.", "two synapses, target 1"),
        };
    }

    // Hebbian learning to first order: B ↦ BDF + FDB − B on 3×3 matrices.
    private static double[,] HebbianJacobian()
    {
        Matrix<double> d = Matrix<double>.Build.DenseOfDiagonalArray([1, 1, -1]);
        Matrix<double> f = Matrix<double>.Build.DenseOfArray(new[,] { { 1, 0.5, 0.3 }, { 0.5, 1, 0.4 }, { 0.3, 0.4, 1 } });
        var jacobian = new double[9, 9];
        for (int q = 0; q < 9; q++)
        {
            Matrix<double> b = Matrix<double>.Build.Dense(3, 3);
            b[q / 3, q % 3] = 1;
            Matrix<double> image = b * d * f + f * d * b - b;
            for (int p = 0; p < 9; p++) jacobian[p, q] = image[p / 3, p % 3];
        }

        return jacobian;
    }

    private static JacobianFigure JacobianParts() => new(HebbianJacobian())
    {
        Caption = FigureCaption.Theory("Jacobian of Hebbian learning and its parts.", "two excitatory neurons, one inhibitory"),
    };

    private static SummaryFigure Summary() => new()
    {
        HebbianJacobian = HebbianJacobian(),
        HiddenPhases = HiddenPhases(),
        ReadoutPhases = ReadoutPhases(),
        HiddenErrors = HiddenErrors(),
        ReadoutErrors = ReadoutErrors(),
        Converging = Converging(),
        Chaotic = Chaotic(),
        TestErrors = LearningCurves(),
        Caption = FigureCaption.Miniature("Curl descent at a glance.", "panels D, E: theory; F to I: live miniatures", 6),
    };
}
