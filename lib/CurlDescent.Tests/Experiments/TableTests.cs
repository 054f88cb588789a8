using CurlDescent.Experiments;
using CurlDescent.Experiments.Datasets;

namespace CurlDescent.Tests.Experiments;

public class TableTests
{
    private static readonly double[] Awkward =
    [
        0.1, 1.0 / 3, double.Epsilon, -0.0, 1e-300, double.MaxValue, Math.PI, 5e-324, -1e15, 123456789012345678,
    ];

    private static readonly Dictionary<string, ParameterValue> Parameters = new()
    {
        ["compressionRatio"] = 0.143844988828766,
        ["activation"] = "tanh",
        ["inputs"] = 20,
        ["hiddenUnits"] = 199,
    };

    [Fact]
    public void RunsSurviveTheRoundTripBitForBit()
    {
        RunRow[] rows = [.. Awkward.Select((value, seed) => new RunRow
        {
            Cell = 3,
            Grid = "comma, \"quoted\"\nname",
            Parameters = Parameters,
            Rule = RuleName.CurlDescent,
            Seed = seed,
            Outcome = seed % 2 == 0 ? Outcome.HorizonReached : null,
            Measures = new Dictionary<string, double> { [Measure.FinalTestError] = value, [Measure.EpochsToThreshold] = double.NaN },
            Path = "plain reference",
            ResultHash = "ab12",
        })];
        using var folder = new TemporaryFolder();
        string file = folder.File("runs.csv");
        TableWriter.Runs(file, rows);
        IReadOnlyList<RunRow> read = TableReader.Runs(file);

        Assert.Equal(rows.Length, read.Count);
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(Awkward[i]), BitConverter.DoubleToInt64Bits(read[i][Measure.FinalTestError]));
            Assert.True(double.IsNaN(read[i][Measure.EpochsToThreshold]));
            Assert.Equal(rows[i].Outcome, read[i].Outcome);
            Assert.Equal(rows[i].Grid, read[i].Grid);
            Assert.Equal(rows[i].Seed, read[i].Seed);
            Assert.Equal(Parameters, read[i].Parameters);
        }
    }

    [Fact]
    public void CellsSurviveTheRoundTrip()
    {
        CellRow[] rows = [.. Awkward.Select((value, cell) => new CellRow
        {
            Cell = cell,
            Grid = "main",
            Parameters = Parameters,
            Rule = RuleName.GradientDescent,
            Runs = 4,
            Outcomes = new Dictionary<Outcome, int> { [Outcome.Converged] = 3, [Outcome.NonFinite] = 1 },
            Measures = new Dictionary<string, Summary>
            {
                [Measure.FinalTestError] = new(3, value, value / 3, -value, 0, 1),
                [Measure.OrderParameter] = Summary.Empty,
            },
        })];
        using var folder = new TemporaryFolder();
        string file = folder.File("cells.csv");
        TableWriter.Cells(file, rows);
        IReadOnlyList<CellRow> read = TableReader.Cells(file);

        Assert.Equal(rows.Length, read.Count);
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(rows[i][Measure.FinalTestError], read[i][Measure.FinalTestError]);
            Assert.Equal(Summary.Empty, read[i][Measure.OrderParameter]);
            Assert.Equal(rows[i].Outcomes, read[i].Outcomes);
            Assert.Equal(4, read[i].Runs);
        }
    }

    [Fact]
    public void CurvesSurviveTheRoundTrip()
    {
        CurveRow[] rows = [.. Awkward.Select((y, x) => new CurveRow
        {
            Cell = 0, Grid = "main", Parameters = Parameters, Rule = RuleName.CurlDescent, Seed = 1, Series = Series.TrainError, X = x,
            Y = y,
        })];
        using var folder = new TemporaryFolder();
        string file = folder.File("curves.csv");
        TableWriter.Curves(file, rows);
        var table = new ResultTable([], [], TableReader.Curves(file));

        (double[] xs, double[] ys) = table.Curve(0, RuleName.CurlDescent, 1, Series.TrainError);
        Assert.Equal(Enumerable.Range(0, Awkward.Length).Select(i => (double)i), xs);
        Assert.Equal(Awkward.Select(BitConverter.DoubleToInt64Bits), ys.Select(BitConverter.DoubleToInt64Bits));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("cell,grid,rule,seed,outcome,path\n0,main,x,0,converged,p\n", "resultHash")]
    [InlineData("cell,grid,rule,seed,outcome,finalTestError,path,resultHash\n0,main,x,0,converged,zero,p,h\n", "'zero' is not a number")]
    [InlineData("cell,grid,rule,seed,outcome,path,resultHash\n0,main,x,0,finished,p,h\n", "'finished' is not")]
    [InlineData("cell,grid,rule,seed,outcome,path,resultHash\n0,main,x\n", "malformed")]
    [InlineData("cell,grid,rule,seed,outcome,path,resultHash\n0,\"main,x,0,converged,p,h\n", "malformed")]
    public void DamagedTablesAreNamed(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("runs.csv");
        File.WriteAllText(file, text);
        string message = Assert.Throws<DatasetException>(() => TableReader.Runs(file)).Message;
        Assert.Contains(expected, message);
        Assert.Contains("runs.csv", message);
    }

    [Fact]
    public void PivotArrangesCellsOverTwoParameters()
    {
        CellRow Cell(int index, double c, double alpha) => new()
        {
            Cell = index,
            Grid = "main",
            Parameters = new Dictionary<string, ParameterValue> { ["compressionRatio"] = c, ["hiddenFraction"] = alpha },
            Rule = RuleName.CurlDescent,
            Runs = 1,
            Outcomes = new Dictionary<Outcome, int>(),
            Measures = new Dictionary<string, Summary> { [Measure.FinalTestError] = Summary.Of([index]) },
        };
        var table = new ResultTable([Cell(0, 0.2, 1), Cell(1, 0.1, 0), Cell(2, 0.1, 1)], [], []);
        PivotTable pivot = table.Pivot("compressionRatio", "hiddenFraction", RuleName.CurlDescent, c => c[Measure.FinalTestError].Mean);
        Assert.Equal([0.1, 0.2], pivot.X);
        Assert.Equal([0, 1], pivot.Y);
        Assert.Equal([1, double.NaN], pivot.Values[0]);
        Assert.Equal([2, 0], pivot.Values[1]);
    }
}
