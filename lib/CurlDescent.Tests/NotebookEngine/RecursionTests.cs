namespace CurlDescent.Tests.NotebookEngine;

/// <summary>Endless recursion by whatever way fails its cell and keeps the session.</summary>
[Collection(SessionCollection.Name)]
public class RecursionTests
{
    private static SessionHarness? s_shared;

    private static SessionHarness Session => s_shared ??= new SessionHarness();

    [Theory]
    [InlineData("class P1 { public int V { get { return V; } } }\nnew P1().V")]
    [InlineData("class P2 { public int V { get => 1; set { V = value; } } }\nnew P2 { V = 3 }")]
    [InlineData("class P3 { public int V => V; }\nnew P3().V")]
    [InlineData("class P4 { public int V { get => W; } public int W => V; }\nnew P4().V")]
    [InlineData("class P5 { public int this[int i] => this[i + 1]; }\nnew P5()[0]")]
    [InlineData("int A1(int n) => B1(n + 1); int B1(int n) { return A1(n + 1) + 1; }\nA1(0)")]
    [InlineData("class C1 { C1 next = new C1(); }\nnew C1()")]
    [InlineData("class C2 { C2 Next { get; } = new(); }\nnew C2()")]
    [InlineData("class C3 { public C3() { new C4(); } } class C4 : C3 { }\nnew C4()")]
    [InlineData("class C5(int n) { C5 next = new C5(n + 1); }\nnew C5(0)")]
    [InlineData("struct O1 { public static O1 operator +(O1 a, O1 b) => b + a; }\nnew O1() + new O1()")]
    [InlineData("struct O2 { public static implicit operator O2(int n) => (O2)(n + 1); }\nO2 o2 = 5;")]
    [InlineData(
        "class O3 { public static bool operator ==(O3 a, O3 b) => a.Equals(b); public static bool operator !=(O3 a, O3 b) => !(a == b); "
        + "public override bool Equals(object o) => o is O3 p && this == p; public override int GetHashCode() => 1; }\n"
        + "new O3() == new O3()")]
    [InlineData("class O4 { public static O4 operator -(O4 a) => -a; public static explicit operator int(O4 a) => (int)a; }\n-new O4()")]
    [InlineData("Func<int, int> f1 = null, g1 = null; f1 = n => g1(n + 1); g1 = n => f1(n + 1); f1(0)")]
    [InlineData("delegate int Self(Self s); Self y = s => s(s); y(y)")]
    [InlineData("class T1 { public override string ToString() => $\"{this}\"; }\nnew T1().ToString()")]
    [InlineData("class T2 { public override string ToString() => \"\" + this; }\nnew T2().ToString()")]
    [InlineData("class T3 { public override int GetHashCode() => HashCode.Combine(this); }\nnew T3().GetHashCode()")]
    [InlineData(
        "class T4 : IComparable<T4> { public int CompareTo(T4 o) => Comparer<T4>.Default.Compare(this, o); }\n"
        + "new T4().CompareTo(new T4())")]
    [InlineData(
        "class T5 : IEnumerable<int> { public IEnumerator<int> GetEnumerator() => this.Select(i => i).GetEnumerator(); IEnumerator "
        + "IEnumerable.GetEnumerator() => GetEnumerator(); }\nnew T5().Count()")]
    [InlineData(
        "class E1 { int v; public int V { get => v; set { v = value; Changed?.Invoke(); } } public event Action Changed; }\nvar e1 = new "
        + "E1(); e1.Changed += () => e1.V++; e1.V = 1;")]
    [InlineData("IEnumerable<int> Walk(int n) { foreach (var x in Walk(n + 1)) yield return x; }\nWalk(0).Count()")]
    [InlineData("async Task<int> Async1(int n) => await Async1(n + 1);\nawait Async1(0)")]
    [InlineData("void Through(int n) => new[] { n }.ToList().ForEach(Through);\nThrough(0)")]
    [InlineData("int Local() { int Inner(int n) => Inner(n + 1); return Inner(0); }\nLocal()")]
    [InlineData("T Generic<T>(T x) => Generic(x);\nGeneric(1)")]
    public void FailsTheCell(string code)
    {
        Assert.Equal("System.InsufficientExecutionStackException", Session.Fail(code).Name);
        Assert.Null(Session.Session.Chain.GuardFailure);
    }

    [Fact]
    public void FailsTheCellWhereTheCircleGoesThroughSeveralCells()
    {
        Session.Run(
            "interface IA { int A(IB b); } interface IB { int B(IA a); }\nclass X : IA { public int A(IB b) => b.B(this); }\nFunc<int, "
            + "int> later = null; int First(int n) => later(n);");
        Session.Run("class Y : IB { public int B(IA a) => a.A(this); }\nlater = n => First(n + 1);");
        Assert.Equal("System.InsufficientExecutionStackException", Session.Fail("new X().A(new Y())").Name);
        Assert.Equal("System.InsufficientExecutionStackException", Session.Fail("First(0)").Name);
        Assert.Equal("2", Session.Value("1 + 1"));
    }

    [Theory]
    [InlineData("double Square(double x) => x * x; new[] { 1.0, 2 }.Select(Square).Sum()", "5")]
    [InlineData("new[] { 1.0, 4 }.Select(Math.Sqrt).Sum()", "3")]
    [InlineData("(from x in new[] { 1, 2, 3 } where x > 1 let z = x * 2 orderby z descending select x + z).First()", "9")]
    [InlineData(
        "(from x in new[] { 1, 2, 3 } from y in new[] { x } join w in new[] { 3 } on y equals w group w by w % 2 into g select "
        + "g.Key).Single()", "1")]
    [InlineData(
        "System.Linq.Expressions.Expression<Func<int, int>> tree = x => x + 1; tree.ToString() + tree.Compile()(4)", "x => (x + 1)5")]
    [InlineData(
        "(from x in new[] { 1, 2 }.AsQueryable() where x > 1 select x).Expression.ToString().EndsWith(\".Where(x => (x > 1))\")", "True")]
    [InlineData("Func<byte> constant = () => 1; constant()", "1")]
    [InlineData("int count = 0; Action bump = () => count++; bump(); count", "1")]
    [InlineData("Func<Task<int>> asynchronous = async () => await Task.FromResult(3); await asynchronous()", "3")]
    [InlineData("Func<Task> noResult = async () => await Task.Delay(1); await noResult(); 4", "4")]
    [InlineData("async Task NoResult() => await Task.Delay(1); await NoResult(); 5", "5")]
    [InlineData("int[] cells = { 1, 2 }; ref int At(int i) => ref cells[i]; At(1) = 7; cells[1]", "7")]
    [InlineData("Func<int, Func<int, int>> curried = a => b => a + b; curried(2)(3)", "5")]
    [InlineData("var natural = (int a) => a * 2; natural(4)", "8")]
    [InlineData("Func<object> made = () => new(); made() is not null", "True")]
    [InlineData("Action<int> discard = _ => new System.Text.StringBuilder(); discard(1); 6", "6")]
    public void WhatTheGuardsStandInMeansTheSame(string code, string expected)
    {
        Assert.Equal(expected, Session.Value(code));
        Assert.Null(Session.Session.Chain.GuardFailure);
    }
}
