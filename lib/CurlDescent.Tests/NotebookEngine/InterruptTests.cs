using CurlDescent.NotebookEngine.Sessions;

namespace CurlDescent.Tests.NotebookEngine;

[Collection(SessionCollection.Name)]
public class InterruptTests
{
    private const double Timeout = 0.15;

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("while (true) ;")]
    [InlineData("for (;;) state++;")]
    [InlineData("do state++; while (true);")]
    [InlineData("again: state++; goto again;")]
    [InlineData("foreach (var i in Enumerable.Repeat(1, int.MaxValue)) foreach (var j in Enumerable.Repeat(1, int.MaxValue)) { }")]
    [InlineData("foreach (var (a, b) in Enumerable.Repeat((1, 2), int.MaxValue)) foreach (var (c, d) in Enumerable.Repeat((1, 2), int.MaxValue)) { }")]
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
    public void A_timeout_stops_the_cell_and_keeps_the_session(string code)
    {
        using var session = new SessionHarness();
        session.Run("var state = 1;");
        CellError error = session.Fail(code, Timeout);
        Assert.Equal("Timeout", error.Name);
        Assert.Equal("The cell ran longer than 0.15 s.", error.Message);
        Assert.Equal("yes", session.Value("state > 0 ? \"yes\" : \"overflowed\""));
    }

    [Fact]
    public async Task An_interrupt_from_another_thread_stops_the_cell()
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
        CellError error = session.Fail("((System.Threading.ManualResetEventSlim)AppDomain.CurrentDomain.GetData(\"interrupt test\")).Set();\nwhile (true) { }");
        Assert.Equal("Interrupted", error.Name);
        Assert.Equal("   at Cell[1]:line 2", error.Traceback[1]);
        await interrupter;
        Assert.Equal("2", session.Value("1 + 1"));
    }

    [Fact]
    public void Code_that_no_interrupt_reaches_makes_the_session_unusable()
    {
        using var session = new SessionHarness();
        // A loop in a library: no guard in it, and it never waits.
        s_spin = true;
        AppDomain.CurrentDomain.SetData("spin", (Action)(() => { while (s_spin) { } }));
        (CellResult result, _) = session.Try("((Action)AppDomain.CurrentDomain.GetData(\"spin\"))();", Timeout);
        s_spin = false;
        Assert.Equal(CellStatus.Unresponsive, result.Status);
        Assert.Equal("The cell ran longer than 0.15 s and did not stop when interrupted.", result.Error!.Message);
        Assert.Throws<InvalidOperationException>(() => session.Try("1"));
    }

    private static volatile bool s_spin;
}
