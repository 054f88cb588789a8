namespace CurlDescent.Tests.Simulation;

public class PlateauTests
{
    [Fact]
    public void ItIsTheSlowestHalving()
    {
        Recording run = Trainer.Run(new TrainingSpec
        {
            Inputs = 6,
            HiddenUnits = 4,
            Activation = Activation.Tanh,
            TrainingSamples = 50,
            BatchSize = 50,
            Epochs = 4000,
            LearningRate = 0.5,
            Student = new WeightInitialization(2),
            Seed = 3,
            ErrorSchedule = RecordingSchedule.Every(1),
        });
        const double Last = 1e-4;
        Plateau found = Plateau.Slowest(run, Last)!.Value;

        // By hand: when each halved error is first reached.
        double start = run.TrainErrors[0];
        int[] reached = [0, .. Enumerable.Range(1, 60).Select(k => start * Math.Pow(2, -k)).TakeWhile(e => e >= Last)
            .Select(e => run.Epochs[run.TrainErrors.TakeWhile(error => error > e).Count()])];
        int[] lengths = [.. reached.Zip(reached.Skip(1), (from, to) => to - from)];
        Assert.True(lengths.Length > 4 && lengths.Max() > lengths.Min());
        Assert.Equal(lengths.Max(), found.Length);
        Assert.Equal(reached[Array.IndexOf(lengths, lengths.Max())], found.From);
    }

    [Fact]
    public void ARunThatDoesNotHalveItsErrorHasNone()
    {
        Recording run = Trainer.Run(new TrainingSpec
        {
            Inputs = 4,
            HiddenUnits = 3,
            TrainingSamples = 10,
            BatchSize = 10,
            Epochs = 2,
            LearningRate = 1e-6,
            ErrorSchedule = RecordingSchedule.Every(1),
        });
        Assert.Null(Plateau.Slowest(run, 1e-9));
        Assert.Throws<SpecException>(() => Plateau.Slowest(run, 0));
    }
}
