using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using CurlDescent.Tests.Gallery;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Course;

/// <summary>The course's formulas in NumPy, for readers without C#: short, and the same numbers as the library's.</summary>
public class NumPyTwinTests
{
    private static readonly string Folder = Path.Combine(ExecutedCourse.NotebooksFolder, "teaching", "numpy");

    [Fact]
    public void EachFileIsShort()
    {
        string[] files = Directory.GetFiles(Folder, "*.py");
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.InRange(File.ReadAllLines(file).Length, 1, 60));
        Assert.All(files.SelectMany(File.ReadAllLines), line => Assert.InRange(line.Length, 0, 140));
    }

    [Fact]
    public void CriticalFractionsAreThoseOfTheLibrary()
    {
        double[] ratios = [0.05, 0.26, 0.3, 0.45, 0.65, 0.7, 2], scales = [0.5, 1, 2];
        double[][] answer = Ask<double[][]>(
            "import phase_boundaries as p; print(json.dumps([[f(c, rho) for c in a['ratios'] for rho in a['scales']] for f in (p.hidden, "
            + "p.readout)]))", new { ratios, scales });
        double[] hidden = [.. from c in ratios from rho in scales select HiddenPhaseBoundary.Create(rho).LargestStableFraction(c)];

        // The twin has the plain formula of the readout boundary, which holds for rho = 1 at every c.
        double[] readout = [.. ratios.Select(ReadoutPhaseBoundary.Create().LargestStableFraction)];
        AssertClose(hidden, answer[0], 1e-9);
        AssertClose(readout, [.. ratios.Select((_, k) => answer[1][3 * k + 1])], 1e-9);
    }

    [Fact]
    public void OneStepAndTheBalancesAreThoseOfTheLibrary()
    {
        RuleFlips flips = RuleFlips.Counts(hidden: 2, readout: 3);
        TrainingProblem problem =
            TrainingProblem.Create(new TrainingSpec { Inputs = 5, HiddenUnits = 7, TrainingSamples = 20, BatchSize = 20 });
        (double[] d1, double[] d2) = flips.Resolve(5, 7, 1);
        Matrix<double> x = problem.Training.InputMatrix(), y = problem.Training.TargetMatrix(), w1 = problem.Student.HiddenMatrix(),
            w2 = problem.Student.ReadoutMatrix();
        double[][] answer = Ask<double[][]>(
            "import curl_descent as c; n = [np.array(a[k]) for k in ('w1', 'w2', 'x', 'y', 'd1', 'd2')]; s = c.step(*n, 0.3); "
            + "print(json.dumps([(s[0] - n[0]).ravel().tolist(), (s[1] - n[1]).ravel().tolist(), c.balances(n[0], n[1], n[4], "
            + "n[5]).tolist(), [c.loss(*n[:4])]]))",
            new { w1 = Rows(w1), w2 = Rows(w2), x = Rows(x), y = Rows(y), d1, d2 });
        WeightUpdate update = LearningRule.CurlDescent(flips).Bind(5, 7, 1, seed: 1, run: 0).Direction(problem.Student, x, y);
        AssertClose((0.3 * update.Hidden).ToRowMajorArray(), answer[0], 1e-12);
        AssertClose((0.3 * update.Readout).ToRowMajorArray(), answer[1], 1e-12);
        AssertClose(ConservedBalance.Compute(problem.Student, flips), answer[2], 1e-12);
        Assert.Equal(problem.Training.Loss(problem.Student), answer[3][0], 1e-12);
    }

    [Fact]
    public void HebbianLearningIsThatOfTheLibraryAndItsObjectiveFalls()
    {
        DaleSigns signs = DaleSigns.Create(excitatory: 3, inhibitory: 1);
        var network = new RecurrentNetwork(signs, 0.15 * signs.InputCovariance(within: 0.5, between: 0.3));
        Matrix<double> w = Matrix<double>.Build.Dense(4, 4, (i, j) => 0.1 * Math.Cos(i + j) + 0.05 * i * j);
        double[] d = network.D.Diagonal().ToArray();
        double[][] answer = Ask<double[][]>(
            "import hebbian as h; w, d, f = (np.array(a[k]) for k in ('w', 'd', 'f')); "
            + "print(json.dumps([h.velocity(w, d, f).ravel().tolist(), h.commutator(d, f).ravel().tolist(), h.learn(w, d, f, 10)[1]]))",
            new { w = Rows(w), d, f = Rows(network.F) });
        AssertClose(new HebbianField(network).Velocity(w).ToRowMajorArray(), answer[0], 1e-12);
        AssertClose(new HebbianField(network).Commutator(w).ToRowMajorArray(), answer[1], 1e-12);
        Assert.All(answer[2].Zip(answer[2].Skip(1)), step => Assert.True(step.Second <= step.First + 1e-12));
        Assert.True(answer[2][0] - answer[2][^1] > 0.1);
    }

    [Fact]
    public void TwoSynapsesMoveAsInTheLibrary()
    {
        double[] answer = Ask<double[]>(
            "import two_synapses as t; w = np.array([0.8, 0.0]); e = t.flow(w, t.period(0.8)); "
            + "print(json.dumps([*t.field(np.array([0.3, -1.2])), np.abs(e - w).max(), t.circulation([0.9, 0.7], 0.7), t.circulation([0.9, "
            + "0.7], 0.7, d2=1)]))", new { });
        var curl = new TwoWeightToy(1, flipReadout: true);
        var field = new double[2];
        curl.Evaluate([0.3, -1.2], field);
        AssertClose([.. field, 0, Circulation.Along(curl, Loop.Circle(0.9, 0.7, 0.7)).Value, 0], answer, 1e-8);
    }

    [Fact]
    public void GrowthRatesAreThoseOfTheLibrary()
    {
        RuleFlips flips = RuleFlips.Counts(hidden: 1, readout: 2);
        var spec = new TrainingSpec
        {
            Inputs = 4,
            HiddenUnits = 5,
            Activation = Activation.Tanh,
            TrainingSamples = 15,
            BatchSize = 15,
            Rule = LearningRule.CurlDescent(flips),
        };
        TrainingProblem problem = TrainingProblem.Create(spec);
        (double[] d1, double[] d2) = flips.Resolve(4, 5, 1);
        double[] answer = Ask<double[]>(
            "import tangent_kernel as t; n = [np.array(a[k]) for k in ('w1', 'w2', 'x', 'd1', 'd2')]; print(json.dumps(t.growth_rates(*n, "
            + "t.tanh, t.dtanh).tolist()))",
            new
            {
                w1 = Rows(problem.Teacher.HiddenMatrix()),
                w2 = Rows(problem.Teacher.ReadoutMatrix()),
                x = Rows(
                problem.Training.InputMatrix()),
                d1,
                d2
            });
        double[] rates = [.. SignedTangentKernel.AtTeacher(problem).Eigenvalues.Select(e => e.Real).Where(r => Math.Abs(r) > 1e-9).Order()];
        AssertClose(rates, [.. answer.Where(r => Math.Abs(r) > 1e-9).Order()], 1e-9);
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    private static double[][] Rows(Matrix<double> matrix) => matrix.ToRowArrays();

    // Runs a line of Python in the folder of the twins; it finds the question as `a` and prints its answer as JSON.
    private static T Ask<T>(string line, object question)
    {
        (int code, string output,
            string error) = Python(
                $"import json, sys, numpy as np; a = json.loads(sys.stdin.read()); {line}", JsonSerializer.Serialize(question));
        Assert.SkipWhen(
            code != 0 && (error.Contains("No module named 'numpy'", StringComparison.Ordinal) || code == NoPython),
            $"Python 3 with NumPy is not here: {error.Trim().Split('\n')[^1]}");
        Assert.True(code == 0, error);
        return JsonNode.Parse(output)!.Deserialize<T>()!;
    }

    private const int NoPython = -1;

    private static (int Code, string Output, string Error) Python(string program, string input)
    {
        string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        var start = new ProcessStartInfo(python, ["-B", "-c", program])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }
        catch (Win32Exception missing)
        {
            return (NoPython, "", missing.Message);
        }
    }
}
