using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>Any value is shown whole or with a remark, in bounded time, depth and size, and read once.</summary>
[Collection(SessionCollection.Name)]
public sealed class ShownValueTests : IDisposable
{
    private static SessionHarness? s_shared;

    // One session for all rows: types of one row are of no other.
    private static SessionHarness Session => s_shared ??= new SessionHarness();

    public void Dispose() { }

    [Theory]
    [InlineData("new double[][] { new[] { 1.5, 2 }, new[] { 3.0 } }", "double[][], 2 items\n  - [ 1.5, 2 ]\n  - [ 3 ]")]
    [InlineData("new List<List<int>> { new() { 1, 2 }, new() { 3 } }", "List<List<int>>, 2 items\n  - [ 1, 2 ]\n  - [ 3 ]")]
    [InlineData("new List<string[]> { new[] { \"a\", \"b\" } }", "List<string[]>, 1 items\n  - [ a, b ]")]
    [InlineData("new[] { System.Numerics.BigInteger.Pow(2, 100), 1 }", "[ 1267650600228229401496703205376, 1 ]")]
    [InlineData("new[] { new System.Numerics.Complex(1, 2) }", "[ <1; 2> ]")]
    [InlineData("new[] { (Half)1.5, (Half)2 }", "[ 1.5, 2 ]")]
    [InlineData("new[] { Int128.MaxValue }", "[ 170141183460469231731687303715884105727 ]")]
    [InlineData("new[] { new System.Numerics.Vector3(1, 2, 3) }", "[ <1, 2, 3> ]")]
    [InlineData("new[] { new Uri(\"http://a.b/\") }", "[ http://a.b/ ]")]
    [InlineData("new[] { new Version(1, 2) }", "[ 1.2 ]")]
    [InlineData("\"a b cc\".Split(' ').GroupBy(w => w.Length)", "sequence\n  1: [ a, b ]\n  2: [ cc ]")]
    [InlineData("\"a b cc\".Split(' ').ToLookup(w => w.Length)", "sequence, 2 items\n  1: [ a, b ]\n  2: [ cc ]")]
    [InlineData("new[] { new { x = 100000000.5, y = 1.0 / 3 } }", "x            y\n100000000.5  0.3333333333333333")]
    [InlineData("new[,] { { 100000000.5, 1.0 / 3 } }", "1 × 2 array\n100000000.5  0.333333")]
    [InlineData("new int[1, 2, 2]", "1 × 2 × 2 array\n  - 2 × 2\n      - [ 0, 0 ]\n      - [ 0, 0 ]")]
    [InlineData("IEnumerable<int> It() { for (int i = 0; i < 3; i++) yield return i; }\nIt()", "[ 0, 1, 2 ]")]
    [InlineData("Enumerable.Range(0, 30)", "[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, … (10 more) ]")]
    [InlineData("new DateTimeOffset(2024, 2, 29, 13, 5, 6, TimeSpan.FromHours(2))", "2024-02-29 13:05:06 +02:00")]
    [InlineData("new DateTime(2024, 1, 2)", "2024-01-02 00:00:00")]
    [InlineData(
        "new[] { new { D = new DateTime(2024, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc), E = new DateOnly(2024, 1, 2) } }",
        "D                         E\n2024-01-02 03:04:05.678Z  2024-01-02")]
    [InlineData("System.Text.Json.Nodes.JsonNode.Parse(\"{\\\"a\\\":[1]}\")", "{\n  \"a\": [\n    1\n  ]\n}")]
    [InlineData("System.Text.Json.JsonDocument.Parse(\"[1]\").RootElement", "[\n  1\n]")]
    [InlineData("System.Xml.Linq.XElement.Parse(\"<a><b>1</b></a>\")", "<a>\n  <b>1</b>\n</a>")]
    [InlineData("Func<int, int> inc = i => i + 1; inc", "Func<int, int>")]
    [InlineData("typeof(string).GetMethod(\"Trim\", Type.EmptyTypes)", "string: System.String Trim()")]
    [InlineData("Task.Delay(-1)", "Task: WaitingForActivation; await it for its result")]
    [InlineData("new Lazy<int>(() => throw new Exception())", "Lazy<int>: not made yet")]
    [InlineData("Task.FromResult(new[] { 1, 2 })", "Task<int[]>: [ 1, 2 ]")]
    [InlineData("async Task<string> Say() { await Task.Yield(); return \"said\"; } var say = Say(); await say; say", "Task<string>: said")]
    [InlineData("Task.CompletedTask", "Task: RanToCompletion")]
    [InlineData("var lazy = new Lazy<int[]>(() => new[] { 1 }); _ = lazy.Value; lazy", "Lazy<int[]>: [ 1 ]")]
    [InlineData("var knot = new TaskCompletionSource<object>(); knot.SetResult(knot.Task); knot.Task",
        "Task<object>: Task<object> (contains itself)")]
    [InlineData("async IAsyncEnumerable<int> Later() { for (int i = 0; ; i++) { await Task.Yield(); yield return i; } }\nLater()",
        "IAsyncEnumerable<int>: read it with await foreach")]
    [InlineData("new System.Collections.Specialized.NameValueCollection { { \"a\", \"1\" }, { \"a\", \"2\" }, { \"b\", null } }",
        "NameValueCollection, 2 items\n  a: [ 1, 2 ]\n  b: null")]
    [InlineData("new Exception(\"outer\", new ArgumentException(\"inner\"))", "Exception: outer\ncaused by ArgumentException: inner")]
    [InlineData("System.Globalization.CultureInfo.InvariantCulture", "CultureInfo, whose text is empty")]
    [InlineData("new System.Data.DataTable(\"T\")", "DataTable T: no columns, 0 rows")]
    [InlineData("new Memory<int>(new[] { 1, 2 })", "[ 1, 2 ]")]
    [InlineData("(1, \"a\")", "(1, a)")]
    [InlineData("new Dictionary<string, int[]> { [\"a\"] = new[] { 1, 2 } }", "Dictionary<string, int[]>, 1 items\n  a: [ 1, 2 ]")]
    [InlineData("var self = new List<object> { 1 }; self.Add(self); self", "[ 1, List<object> (contains itself) ]")]
    [InlineData(
        "var map = new Dictionary<string, object>(); map[\"me\"] = map; map",
        "Dictionary<string, object>, 1 items\n  me: Dictionary<string, object> (contains itself)")]
    [InlineData("var arr = new object[1]; arr[0] = arr; arr", "[ object[] (contains itself) ]")]
    [InlineData(
        "var link = new System.Collections.Hashtable(); link[1] = link; link", "Hashtable, 1 items\n  1: Hashtable (contains itself)")]
    [InlineData(
        "class Tree : IEnumerable<Tree> { public IEnumerator<Tree> GetEnumerator() { yield return this; } IEnumerator "
        + "IEnumerable.GetEnumerator() => GetEnumerator(); }\nnew Tree()", "[ Tree (contains itself) ]")]
    [InlineData(
        "record Ring { public Ring Next { get; set; } public int A => 1; }\nvar ring = new Ring(); ring.Next = ring; ring",
        "Ring\n  Next: Ring (contains itself)\n  A: 1")]
    [InlineData("class Both { public int X = 1; public int Y { get; set; } = 2; }\nnew[] { new Both() }", "X  Y\n1  2")]
    [InlineData(
        "abstract class Shape { public string Name { get; set; } } class Circle : Shape { public double R { get; set; } } class Box : "
        + "Shape { public int Side { get; set; } }\nnew Shape[] { new Circle { Name = \"c\", R = 2 }, new Box { Name = \"b\", Side = 3 } }",
        "(type)  Name  R  Side\nCircle  c     2\nBox     b        3")]
    [InlineData("class Fraction { public override string ToString() => \"1/2\"; }\nnew[] { new Fraction() }", "[ 1/2 ]")]
    [InlineData(
        "class Polygon : IEnumerable<int> { public string Name => \"p\"; public IEnumerator<int> GetEnumerator() { yield return 1; } "
        + "IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }\nnew Polygon()", "Polygon\n  Name: p\n  - 1")]
    [InlineData(
        "class Loud { public override string ToString() => throw new Exception(\"no\"); public int A => 1; public int B => throw new "
        + "Exception(\"b\"); }\nnew Loud()", "Loud\n  A: 1\n  B: Exception: b")]
    [InlineData(
        "class Breaks : IEnumerable<int> { public IEnumerator<int> GetEnumerator() { yield return 1; throw new Exception(\"mid\"); } "
        + "IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }\nnew Breaks()", "[ 1, Exception: mid, the sequence ended there ]")]
    [InlineData("IEnumerable<int> BadEnd() { try { for (int i = 0; ; i++) yield return i; } finally { throw new Exception(); } }\nBadEnd()",
        "[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, … (more); its Dispose throws Exception ]")]
    [InlineData(
        "class BadCount : List<int>, ICollection { int ICollection.Count => throw new Exception(); }\nnew BadCount { 1 }",
        "BadCount\n  Capacity: 4\n  Count: 1\n  - 1")]
    public void ShownAsPlainText(string code, string expected) => Assert.Equal(expected, Session.Value(code));

    [Fact]
    public void ATextBeyondFourMillionCharactersSaysHowMuchWasCut()
    {
        string shown = Session.Value("new string('a', 5_000_000)");
        Assert.EndsWith("(1000000 of 5000000 characters left out)", shown, StringComparison.Ordinal);
        Assert.InRange(shown.Length, 4_000_000, 4_000_100);
    }

    [Fact]
    public void ATableOfTheFrameworkIsATable()
    {
        JsonArray outputs = Session.Run(
            "var table = new System.Data.DataTable(); table.Columns.Add(\"n\", typeof(int)); table.Columns.Add(\"s\"); table.Rows.Add(1, "
            + "\"x\"); table.Rows.Add(2, DBNull.Value); table");
        Assert.Equal("n  s\n1  x\n2  null", SessionHarness.Data(outputs, "text/plain"));
        Assert.Contains("<th>n</th><th>s</th>", SessionHarness.Data(outputs, "text/html"), StringComparison.Ordinal);
    }

    [Fact]
    public void JsonOfOtherLibrariesIsJson()
    {
        string library = Path.Combine(AppContext.BaseDirectory, "Newtonsoft.Json.dll").Replace('\\', '/');
        Session.Run($"#r \"{library}\"");
        Assert.Equal(
            "{\n  \"a\": [\n    1\n  ]\n}",
            Session.Value("Newtonsoft.Json.Linq.JObject.Parse(\"{\\\"a\\\":[1]}\")").Replace("\r", "", StringComparison.Ordinal));
    }

    [Fact]
    public void AValueIsReadOnceForAllFormats()
    {
        JsonArray outputs = Session.Run(
            "int reads = 0; var dice = new Random();\nEnumerable.Range(0, 3).Select(_ => { reads++; return dice.Next(1000); })");
        Assert.Equal(
            $"<div class=\"dni-plaintext\"><pre>{SessionHarness.Data(outputs, "text/plain")}</pre></div>",
            SessionHarness.Data(outputs, "text/html"));
        Assert.Equal("3", Session.Value("reads"));
        Session.Run("class Counter { public static int Gets; public int Value => ++Gets; }\nnew[] { new Counter() }");
        Session.Run("new Counter()");
        Session.Run("display(new Counter());");
        Assert.Equal("3", Session.Value("Counter.Gets"));
    }

    [Theory]
    [InlineData(
        "class Fresh : IEnumerable<Fresh> { public IEnumerator<Fresh> GetEnumerator() { while (true) yield return new Fresh(); } "
        + "IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }\nnew Fresh()")]
    [InlineData(
        "class Deep { public Deep A => new(); public Deep B => new(); public Deep C => new(); public Deep D => new(); }\nnew Deep()")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess()")]
    [InlineData("typeof(int).Assembly")]
    [InlineData("AppDomain.CurrentDomain.GetAssemblies()")]
    [InlineData("Enumerable.Repeat(new string('x', 1_000_000), 50).ToArray()")]
    [InlineData(
        "Enumerable.Range(0, 1000).Select(i => new { A = new string('x', 100_000), B = Enumerable.Range(0, 1000).ToArray() }).ToList()")]
    public void TheSizeOfWhatIsShownIsBounded(string code)
    {
        JsonArray outputs = Session.Run(code);
        Assert.InRange(SessionHarness.Data(outputs, "text/plain").Length, 1, 500_000);
        Assert.InRange(SessionHarness.Data(outputs, "text/html").Length, 1, 1_000_000);
    }

    [Fact]
    public void AFormatterThatFailsCostsARemark()
    {
        Session.Run(
            "class Odd { public int A => 7; }\nFormatter.Register<Odd>(o => throw new InvalidOperationException(\"by design\"), "
            + "\"text/html\");");
        string text = SessionHarness.Data(Session.Run("new Odd()"), "text/plain");
        Assert.Equal("Odd\n  A: 7\nThe formatter of Odd failed: System.InvalidOperationException: by design", text);
        Session.Run("class Round { public int A => 7; }\nFormatter.Register<Round>(r => r.ToDisplayString(\"text/html\"), \"text/html\");");
        Assert.Contains(
            "InsufficientExecutionStackException", SessionHarness.Data(Session.Run("new Round()"), "text/plain"), StringComparison.Ordinal);
        Session.Run("Formatter.ResetToDefault();");
        Assert.Contains(
            "cannot be shown: ",
            SessionHarness.Data(
                Session.Run("var loop = new List<object>(); loop.Add(loop); loop.Display(\"application/json\");"), "text/plain"),
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "class A1 : Exception { public override string Message => throw new Exception(\"msg\"); }\nthrow new A1();", "A1",
        "(its Message throws System.Exception)")]
    [InlineData("class A2 : Exception { public override string Message => null; }\nthrow new A2();", "A2", "(no message)")]
    [InlineData(
        "class A3 : Exception { public override string Message => Message; }\nthrow new A3();", "A3",
        "(its Message throws System.InsufficientExecutionStackException)")]
    [InlineData(
        "class A4 : Exception { public override string Message => new string('x', 100_000); public override string StackTrace => throw new "
        + "Exception(); public override string ToString() => throw new Exception(); }\nthrow new A4();", "A4", null)]
    [InlineData("class A5<T> : Exception { }\nthrow new A5<int>();", "A5<int>", "Exception of type 'Submission_")]
    public void AnExceptionThatCannotDescribeItselfFailsItsCell(string code, string name, string? message)
    {
        CellError error = Session.Fail(code);
        Assert.Equal(name, error.Name);
        Assert.InRange(error.Message.Length, 1, 11_000);
        if (message is not null)
            Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(error.Traceback, line => line.EndsWith(":line 2", StringComparison.Ordinal));
    }

    [Fact]
    public void AllExceptionsOfAnAggregateAreTold()
    {
        CellError error = Session.Fail(
            "throw new AggregateException(new Exception(\"one\"), new InvalidOperationException(\"two\", new Exception(\"deep\")));");
        Assert.Equal(
            ["caused by System.Exception: one", "caused by System.InvalidOperationException: two", "caused by System.Exception: deep"],
            error.Traceback.Where(line => line.StartsWith("caused by", StringComparison.Ordinal)));
        Assert.Contains(
            "… and more causes",
            Session.Fail("throw new AggregateException(Enumerable.Range(0, 1000).Select(i => new Exception($\"{i}\")));").Traceback[^1],
            StringComparison.Ordinal);
        Assert.Equal(
            "System.Exception",
            Session.Fail(
                "Exception nest = new Exception(\"core\"); for (int i = 0; i < 1000; i++) nest = new AggregateException(nest); "
            + "throw nest;").Name);
    }

    [Fact]
    public void AValueThatDoesNotAnswerIsGivenUp()
    {
        // Loops of the cell's own and waits are stopped, and the rest is shown.
        using var session = new SessionHarness();
        session.Session.Formatter.Runner.Limit = TimeSpan.FromSeconds(1);
        session.Run("class Hang { public int A => 1; public int B { get { while (true) { } } } public int C => 3; }");
        string text = session.Value("new Hang()");
        Assert.StartsWith("Hang\n  A: 1\n  B: (Hang.B did not answer in time)", text, StringComparison.Ordinal);
        Assert.Equal("2", session.Value("1 + 1"));
    }
}
