using System.Text.RegularExpressions;
using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments;

public class ReadmeTests
{
    [Fact]
    public void TheExampleOfDataReadmeIsValid()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "data", "README.md"));
        string json = Regex.Match(text, "```json\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        SweepSpec sweep = ExperimentReader.Read("mine.json", json).Resolve("full");
        Assert.Equal((10, "sigmoid"), (sweep.Cells.Count, sweep.Cells[0].Training(RuleName.CurlDescent, 0).Activation.Name));
    }

    [Fact]
    public void EveryDatasetInTheRepositoryHasItsHashesAndReadsBack()
    {
        string[] folders =
        [
            .. Directory.GetDirectories(Path.Combine(Repository.Root, "data")).Where(d => File.Exists(Path.Combine(d, "provenance.json"))),
        ];
        foreach (string folder in folders) Assert.Empty(DatasetVerification.Check(folder, runs: 0).Problems);
        TestContext.Current.SendDiagnosticMessage($"{folders.Length} datasets");
    }
}
