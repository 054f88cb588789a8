using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.Tests.NotebookEngine;

[Collection(SessionCollection.Name)]
public class InterruptTests
{
    private const double Timeout = 0.15;

    // One session for all rows of a kind: that it is as good as new after each is what they test, too.
    private static readonly Lazy<SessionHarness> s_shared = new(() => new SessionHarness());
    private static readonly Lazy<SessionHarness> s_probed = new(() => Prepared(
        """
        bool Probe(int number, System.Threading.CancellationToken @event = default) => @event.CanBeCanceled;
        static bool Reach(this int number, System.Threading.CancellationToken token = default) => token.CanBeCanceled;
        class Holder(System.Threading.CancellationToken token = default)
        {
            public System.Threading.CancellationToken Token => token;
            public int Other { get; set; }
        }
        """));
    private static readonly Lazy<SessionHarness> s_course = new(() => Prepared(
        $"""
        #r "{SessionHarness.CourseLibrary}"
        using CurlDescent; using CurlDescent.Experiments;
        """,
        """
        var Endless = new TrainingSpec { Inputs = 20, HiddenUnits = 20, Epochs = 100_000_000, LearningRate = 1e-9 };
        double[] Signs(int n) => Enumerable.Repeat(1.0, n).ToArray();
        var Big = StabilityOperator.Create(RandomWeights.Create(6000, 6000, seed: 1, law: WeightLaw.Signs), Signs(6000), Signs(6000), 1);
        """));

    private static SessionHarness Prepared(params string[] cells)
    {
        var session = new SessionHarness();
        foreach (string cell in cells)
            session.Run(cell);
        return session;
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("while (true) ;")]
    [InlineData("for (;;) state++;")]
    [InlineData("do state++; while (true);")]
    [InlineData("again: state++; goto again;")]
    [InlineData("switch (1) { case 1: goto case 2; case 2: goto case 1; }")]
    [InlineData("switch (1) { default: state++; if (state != 0) goto default; break; }")]
    [InlineData("var gate = new object(); lock (gate) System.Threading.Monitor.Wait(gate);")]
    [InlineData(
        "var idle = new System.Threading.Thread(() => System.Threading.Thread.Sleep(-1)) { IsBackground = true }; idle.Start(); "
        + "idle.Join();")]
    [InlineData("new System.Collections.Concurrent.BlockingCollection<int>().Take();")]
    [InlineData("System.Threading.SpinWait.SpinUntil(() => false);")]
    [InlineData("int Outer() { int Inner() { while (true) ; } return Inner(); } Outer();")]
    [InlineData(
        "await foreach (var x in Ever()) { } async IAsyncEnumerable<int> Ever() { while (true) { await Task.Yield(); yield return 1; } }")]
    [InlineData("new List<int> { 3, 1, 2 }.Sort((a, b) => { while (true) { } });")]
    [InlineData("new Lazy<int>(() => { while (true) { } }).Value.ToString();")]
    [InlineData("foreach (var i in Enumerable.Repeat(1, int.MaxValue)) foreach (var j in Enumerable.Repeat(1, int.MaxValue)) { }")]
    [InlineData(
        "foreach (var (a, b) in Enumerable.Repeat((1, 2), int.MaxValue)) foreach (var (c, d) in Enumerable.Repeat((1, 2), int.MaxValue)) { "
        + "}")]
    [InlineData("while (true) { try { while (true) { } } catch { } }")]
    [InlineData("while (true) { try { System.Threading.Thread.Sleep(1000000); } catch (Exception) { } }")]
    [InlineData("while (true) { try { throw new Exception(); } catch { continue; } finally { state++; } }")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Select(i => { return i; }).Aggregate((a, b) => { return a; });")]
    [InlineData("Action f = delegate { while (true) { } }; f();")]
    [InlineData("System.Threading.Thread.Sleep(System.Threading.Timeout.Infinite);")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("new TaskCompletionSource().Task.Wait();")]
    [InlineData("await Task.Run(() => { while (true) { } });")]
    [InlineData("Parallel.For(0, 4, i => { while (true) { } });")]
    [InlineData("Parallel.For(0L, long.MaxValue, i => { });")]
    [InlineData("while (true) Console.Write(\"\");")]
    [InlineData("IEnumerable<int> Forever() { while (true) yield return 1; } Forever().Count();")]
    [InlineData("int Busy(int n) { return n <= 0 ? 0 : Busy(n - 1) + Busy(n - 1); } Busy(200);")]
    [InlineData("var wait = CellCancellation; wait.WaitHandle.WaitOne(); wait.ThrowIfCancellationRequested();")]
    [InlineData("class Spin { public static int Run() { for (; ; ) { } } } Spin.Run();")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Select(i => Math.Sin(i)).Sum();")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Where(i => i < 0).Count();")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Aggregate(0.0, (a, i) => a + i);")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Select(i => (double)i).Select(Math.Sin).Sum();")]
    [InlineData("double Own(double x) => Math.Sin(x); Enumerable.Range(0, int.MaxValue).Select(i => Own(i)).Sum();")]
    [InlineData("(from i in Enumerable.Range(0, int.MaxValue) where i < 0 select i).Count();")]
    [InlineData("(from i in Enumerable.Range(0, int.MaxValue) select Math.Sin(i)).Sum();")]
    [InlineData("ParallelEnumerable.Range(0, int.MaxValue).Select(i => Math.Sin(i)).Sum();")]
    [InlineData(
        "class Endless : IEnumerable<int>, IEnumerator<int> { public int Current => 1; object IEnumerator.Current => 1; public bool "
        + "MoveNext() => true; public void Reset() { } public void Dispose() { } public IEnumerator<int> GetEnumerator() => this; "
        + "IEnumerator IEnumerable.GetEnumerator() => this; }\nnew Endless().Count(i => i > 1);")]
    public void ATimeoutStopsTheCellAndKeepsTheSession(string code)
    {
        SessionHarness session = s_shared.Value;
        session.Run("var state = 1;");
        CellError error = session.Fail(code, Timeout);
        Assert.Equal("Timeout", error.Name);
        Assert.Equal("The cell ran longer than 0.15 s.", error.Message);
        Assert.Equal("yes", session.Value("state > 0 ? \"yes\" : \"overflowed\""));
    }

    [Fact]
    public async Task AnInterruptFromAnotherThreadStopsTheCell()
    {
        using var session = new SessionHarness();
        using var started = new ManualResetEventSlim();
        session.Session.Interrupt(); // Without a cell it does nothing.
        AppDomain.CurrentDomain.SetData("interrupt test", started);
        var interrupter = Task.Run(
            () =>
            {
                started.Wait(TestContext.Current.CancellationToken);
                session.Session.Interrupt();
            },
            TestContext.Current.CancellationToken);
        CellError error = session.Fail(
            "((System.Threading.ManualResetEventSlim)AppDomain.CurrentDomain.GetData(\"interrupt test\")).Set();\nwhile (true) { }");
        Assert.Equal("Interrupted", error.Name);
        Assert.Equal("   at Cell[1]:line 2", error.Traceback[1]);
        await interrupter;
        Assert.Equal("2", session.Value("1 + 1"));
    }

    [Fact]
    public void CodeThatNoInterruptReachesMakesTheSessionUnusable()
    {
        using var session = new SessionHarness(interruptGrace: TimeSpan.FromSeconds(0.2));
        // A loop in a library: no guard in it, and it never waits.
        s_spin = true;
        AppDomain.CurrentDomain.SetData("spin", (Action)(() => { while (s_spin) { } }));
        (CellResult result, _) = session.Try("((Action)AppDomain.CurrentDomain.GetData(\"spin\"))();", Timeout);
        s_spin = false;
        Assert.Equal(CellStatus.Unresponsive, result.Status);
        Assert.Equal("The cell ran longer than 0.15 s and did not stop when interrupted.", result.Error!.Message);
        Assert.Throws<InvalidOperationException>(() => session.Try("1"));
    }

    [Theory]
    [InlineData("Probe(1)", "True")]
    [InlineData("Probe(number: 1)", "True")]
    [InlineData("Probe(1, CellCancellation)", "True")]
    [InlineData("Probe(1, default)", "False")]
    [InlineData("Probe(1, System.Threading.CancellationToken.None)", "False")]
    [InlineData("Func<bool> later = () => Probe(Probe(2) ? 1 : 0); later()", "True")]
    [InlineData("await Task.Run(() => Probe(1))", "True")]
    [InlineData("new Holder().Token.CanBeCanceled", "True")]
    [InlineData("((Holder)new()).Token.CanBeCanceled", "True")]
    [InlineData("new Holder { Other = 1 }.Token.CanBeCanceled", "False")]
    [InlineData("7.Reach()", "True")]
    [InlineData("var lambda = (System.Threading.CancellationToken token = default) => token.CanBeCanceled; lambda()", "False")]
    [InlineData("using static System.Linq.Expressions.Expression; Lambda<Func<bool>>(Constant(true)).Compile()()", "True")]
    public void ACallThatLeavesOutItsTokenGetsTheCells(string code, string expected)
    {
        SessionHarness session = s_probed.Value;
        Assert.Equal(expected, session.Value(code));
        CellError error = session.Fail("Probe(1);\nthrow new Exception();");
        Assert.Equal($"   at Cell[{session.Count}]:line 2", error.Traceback[1]);
    }

    [Theory]
    [InlineData("Trainer.Run(Endless);")]
    [InlineData("foreach (var run in ParallelTrainer.Run([Endless, Endless with { Run = 1 }])) { }")]
    [InlineData("Ensemble.Train(Endless, runs: 3);")]
    [InlineData("Miniature.Run(\"fig3a\", seeds: 2, set: [\"epochs=10000000\", \"hiddenFraction=0.5\"]);")]
    [InlineData(
        "Sweep.Run(Catalogue.Find(\"fig3a\").Resolve(\"paper\"), "
        + "System.IO.Path.Combine(System.IO.Directory.CreateTempSubdirectory(\"curl-descent-test-\").FullName, \"s.db\"));")]
    [InlineData("new[] { Endless, Endless with { Run = 1 } }.AsParallel().Select(spec => Trainer.Run(spec).Outcome).ToArray();")]
    [InlineData("LyapunovExponents.OfTraining(TrainingProblem.Create(Endless), new LyapunovOptions { StepsPerBatch = 100_000_000 });")]
    [InlineData("Lanczos.Compute(Big, tolerance: 1e-300, maximumProducts: 5000);")]
    [InlineData("LanczosQuadrature.Compute(Big, probes: 100_000, steps: 100);")]
    [InlineData("while (true) SymmetricEigenvalues.ComputeInPlace(Big.ToDense(), 6000);")]
    [InlineData("Trajectory.Integrate(new PlanarField((x, y) => (-y, x)), [1, 0], 1e9, maxStep: 1e-9, maxSteps: int.MaxValue);")]
    public void ALongLibraryCallWithoutATokenStops(string code)
    {
        SessionHarness session = s_course.Value;
        CellError error = session.Fail(code, 0.5);
        Assert.Equal("Timeout", error.Name);
        Assert.Equal("20", session.Value("Endless.Inputs"));
    }

    private static volatile bool s_spin;
}
