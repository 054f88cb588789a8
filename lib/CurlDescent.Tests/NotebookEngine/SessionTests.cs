using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.Tests.NotebookEngine;

[Collection(SessionCollection.Name)]
public class SessionTests
{
    private static readonly Lazy<SessionHarness> s_shared = new(() => new SessionHarness());

    [Fact]
    public void CellsShareVariablesMethodsTypesAndUsings()
    {
        using var session = new SessionHarness();
        session.Run("using System.Globalization;");
        session.Run("// only a comment");
        session.Run("");
        session.Run("var x = 20; int Twice(int n) => 2 * n; record Point(int X);");
        Assert.Equal("42", session.Value("Twice(x) + new Point(2).X"));
        Assert.Equal("iv", session.Value("CultureInfo.InvariantCulture.TwoLetterISOLanguageName"));
        session.Run("string x = \"new type\";");
        Assert.Equal("new type", session.Value("x"));
    }

    [Fact]
    public void AThrowKeepsWhatWasAssignedAndACompilationErrorKeepsNothing()
    {
        using var session = new SessionHarness();
        session.Fail("var kept = 7; throw new Exception(\"stop\"); kept = 8;");
        Assert.Equal("7", session.Value("kept"));
        session.Fail("var lost = 7; undefined();");
        Assert.Contains("CS0103", session.Fail("lost").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("return 5;", "5")]
    [InlineData("await Task.FromResult(6)", "6")]
    [InlineData("await Task.Delay(1); 7", "7")]
    [InlineData("\"text\"", "text")]
    [InlineData("(string)null", "<null>")]
    public void TheLastExpressionIsTheResult(string code, string expected)
    {
        SessionHarness session = s_shared.Value;
        JsonArray outputs = session.Run(code);
        Assert.Equal("execute_result", (string?)Assert.Single(outputs)!["output_type"]);
        Assert.Equal(expected, SessionHarness.Data(outputs, "text/plain"));
    }

    [Theory]
    [InlineData("1.ToString();")]
    [InlineData("Console.Write(\"\")")]
    [InlineData("await Task.Delay(1)")]
    [InlineData("int F() { return 1; }")]
    [InlineData("Func<int> f = () => { return 1; };")]
    [InlineData("if (true) { int G() { return 2; } G(); }")]
    public void StatementsAndVoidCallsHaveNoResult(string code)
    {
        SessionHarness session = s_shared.Value;
        Assert.Empty(session.Run(code));
    }

    [Fact]
    public void ConsoleOutputIsToldApartAndMerged()
    {
        using var session = new SessionHarness();
        JsonArray outputs = session.Run("""
            Console.Write(1); Console.Write('c'); Console.WriteLine(" end"); Console.WriteLine("{0:0.0}", 2.5);
            Console.Error.WriteLine("wrong");
            System.Threading.Tasks.Parallel.For(0, 3, i => Console.Write("p"));
            var t = new System.Threading.Thread(() => Console.Write("t")); t.Start(); t.Join();
            """);
        Assert.Equal("1c end\n2.5\npppt", SessionHarness.Streams(outputs, "stdout"));
        Assert.Equal("wrong\n", SessionHarness.Streams(outputs, "stderr"));
        Assert.Equal(3, outputs.Count);
    }

    [Fact]
    public void ErrorsShowCellLineAndTheUsersOwnFramesOnly()
    {
        using var session = new SessionHarness();
        session.Run("int Pick(int[] a)\n{\n    return a[3];\n}\nclass Box { public int Open(int[] a) =>\n    a[5]; }");
        CellError error = session.Fail("// comment\nvar list = new[] { 1 }.Select(\n  x => Pick(new int[1])).ToList();");
        Assert.Equal("System.IndexOutOfRangeException", error.Name);
        Assert.Equal(
            ["System.IndexOutOfRangeException: Index was outside the bounds of the array.", "   at Cell[1]:line 3 in Pick",
                "   at Cell[2]:line 3", "   at Cell[2]:line 2"],
            error.Traceback);
        Assert.Equal("   at Cell[1]:line 6 in Box.Open", session.Fail("new Box().Open(new int[2])").Traceback[1]);

        CellError wrapped =
            session.Fail("\ntry { int.Parse(\"x\"); }\ncatch (Exception e) { throw new InvalidOperationException(\"outer\", e); }");
        Assert.Equal("System.InvalidOperationException", wrapped.Name);
        Assert.Equal(
            ["System.InvalidOperationException: outer", "   at Cell[4]:line 3",
                "caused by System.FormatException: The input string 'x' was not in a correct format.", "   at Cell[4]:line 2"],
            wrapped.Traceback);

        CellError own = session.Fail(
            "class MyError : Exception { public MyError() : base(\"mine\") { } }\nTask.Run(() => throw new MyError()).Wait();");
        Assert.Equal(("MyError", "mine"), (own.Name, own.Message));
        Assert.Equal("   at Cell[5]:line 2", own.Traceback[1]);
    }

    [Fact]
    public void CompilationErrorsStandAtTheColumnsTheUserWrote()
    {
        using var session = new SessionHarness();
        CellError error = session.Fail("var a = 1;\nfor (int i = 0; i < 3; i++) undefined(i);");
        Assert.Equal("CompilationError", error.Name);
        Assert.Equal("Cell[1]:line 2: CS0103: The name 'undefined' does not exist in the current context", error.Message);
        Assert.Equal("    " + new string(' ', "for (int i = 0; i < 3; i++) ".Length) + "^", error.Traceback[2]);
        Assert.EndsWith(
            "and 5 more errors", session.Fail(string.Concat(Enumerable.Range(0, 15).Select(i => $"u{i}();\n"))).Traceback[^1],
            StringComparison.Ordinal);
    }

    [Fact]
    public void GuardsLeaveLineNumbersWhereTheyWere()
    {
        using var session = new SessionHarness();
        CellError error = session.Fail("""
            int F(int n) =>
                n == 0
                ? throw new Exception("deep")
                : F(n - 1);

            void G(int n) => Console.Write(n > 0 ? "" : throw new Exception("g")); // about G
            foreach (var x in new[] { 1, 2 })
                if (x == 2)
                    try { F(2); }
                    catch (Exception)
                    {
                        G(0);
                    }
            """);
        Assert.Equal("   at Cell[1]:line 6 in G", error.Traceback[1]);
        Assert.Equal("   at Cell[1]:line 12", error.Traceback[2]);
    }

    [Fact]
    public void DisplaysCanBeUpdatedAndCleared()
    {
        using var session = new SessionHarness();
        JsonArray outputs = session.Run("var d = display(\"first\"); display(2); d.Update(\"second\");");
        Assert.Equal(2, outputs.Count);
        Assert.Equal("second", (string?)outputs[0]!["data"]!["text/plain"]![0]);
        Assert.Single(session.Run("display(1); Kernel.ClearOutput(); display(2);"));
        outputs = session.Run("display(1); Kernel.ClearOutput(wait: true); display(3);");
        Assert.Equal("3", SessionHarness.Data([Assert.Single(outputs)!.DeepClone()], "text/plain"));
        Assert.Single(session.Run("display(1); Kernel.ClearOutput(wait: true);"));
    }

    [Fact]
    public void HelpersOfPolyglotNotebooksAreInScope()
    {
        using var session = new SessionHarness();
        Assert.Equal("<b>x</b>", SessionHarness.Data(session.Run("HTML(\"<b>x</b>\")"), "text/html"));
        Assert.Equal("*x*", SessionHarness.Data(session.Run("\"*x*\".DisplayAs(\"text/markdown\");"), "text/markdown"));
        Assert.Equal("$x^2$", SessionHarness.Data(session.Run("LaTeX(\"$x^2$\")"), "text/latex"));
        Assert.Equal("{\"A\":1}", SessionHarness.Data(session.Run("new { A = 1 }.Display(\"application/json\");"), "application/json"));
        Assert.Contains(
            "<th>A</th><th>B</th>", SessionHarness.Data(session.Run("new[] { new { A = 1, B = \"x\" } }.DisplayTable();"), "text/html"),
            StringComparison.Ordinal);
        Assert.Contains(
            "<th>Value</th>", SessionHarness.Data(session.Run("new[] { 1, 2 }.DisplayTable();"), "text/html"), StringComparison.Ordinal);
        Assert.Contains(
            "window.x=1", SessionHarness.Data(session.Run("Kernel.Javascript(\"window.x=1\");"), "text/html"), StringComparison.Ordinal);
        Assert.Equal("InputError", session.Fail("await Kernel.GetInputAsync(\"name?\")").Name);
        Assert.Equal("InputError", session.Fail("Console.ReadLine()").Name);
        Assert.Equal("InputError", session.Fail("Console.Read()").Name);
    }

    [Fact]
    public void InputComesFromTheFrontEnd()
    {
        var frontEnd = new AnsweringFrontEnd();
        using var session = new SessionHarness(frontEnd);
        session.Run(
            "var a = await Kernel.GetInputAsync(\"name?\"); var b = Console.ReadLine(); var c = await "
            + "Kernel.GetPasswordAsync(\"secret?\"); Console.Write(a + b + c.GetClearTextPassword());");
        Assert.Equal(["name?", "", "secret?*"], frontEnd.Prompts);
        Assert.Equal("answer answer answer ", frontEnd.Text);
    }

    [Fact]
    public void EndlessRecursionFailsTheCellOnly()
    {
        using var session = new SessionHarness();
        session.Run("int before = 3;");
        CellError error = session.Fail("int Down(int n) => Down(n + 1) + 1;\nDown(0)");
        Assert.Equal("System.InsufficientExecutionStackException", error.Name);
        Assert.Contains("Cell[2]:line 1 in Down", error.Traceback[1], StringComparison.Ordinal);
        Assert.Contains("more frames", error.Traceback[^1], StringComparison.Ordinal);
        Assert.Equal("System.InsufficientExecutionStackException", session.Fail("void Up(int n)\n{\n Up(n + 1);\n}\nUp(0);").Name);
        Assert.Equal("3", session.Value("before"));
    }

    [Fact]
    public void TwoSessionsDoNotSeeEachOther()
    {
        using var first = new SessionHarness();
        using var second = new SessionHarness();
        first.Run("var x = 1;");
        Assert.Contains("CS0103", second.Fail("x").Message, StringComparison.Ordinal);
        second.Run("var x = 2;");
        Assert.Equal("1", first.Value("x"));
    }
}
