using CurlDescent.Arithmetic;

namespace CurlDescent.Simulation;

/// <summary>
/// What the kernels derive from the inputs alone, once for all runs that share them. Thread-safe; made when first asked for.
/// </summary>
internal sealed class SharedData
{
    private readonly Lazy<PaddedInputs> training, test;
    private readonly Lazy<SingleInputs> singleTraining, singleTest;
    private readonly Lazy<SecondMoment> moment;

    public SharedData(InputData training, InputData test)
    {
        this.training = new Lazy<PaddedInputs>(() => new PaddedInputs(training.Inputs, training.Samples));
        this.test = new Lazy<PaddedInputs>(() => new PaddedInputs(test.Inputs, test.Samples));
        singleTraining = new Lazy<SingleInputs>(() => new SingleInputs(training.Inputs, training.Samples));
        singleTest = new Lazy<SingleInputs>(() => new SingleInputs(test.Inputs, test.Samples));
        moment = new Lazy<SecondMoment>(() => new SecondMoment(this.training.Value));
    }

    /// <summary>Training inputs.</summary>
    public PaddedInputs Training => training.Value;

    /// <summary>Test inputs.</summary>
    public PaddedInputs Test => test.Value;

    /// <summary>Training inputs in single precision.</summary>
    public SingleInputs SingleTraining => singleTraining.Value;

    /// <summary>Test inputs in single precision.</summary>
    public SingleInputs SingleTest => singleTest.Value;

    /// <summary>Second moment of the training inputs.</summary>
    public SecondMoment Moment => moment.Value;
}
