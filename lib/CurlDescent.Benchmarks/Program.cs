using BenchmarkDotNet.Running;
using CurlDescent.Benchmarks.Speed;

// "table" prints the comparison of the README in under four minutes, "depth" that of deep networks with the two-layer path in under two;
// anything else goes to BenchmarkDotNet.
if (args is ["table", ..]) return ComparisonTable.Print(Console.Out);
if (args is ["depth", ..]) return DepthTable.Print(Console.Out);
BenchmarkSwitcher.FromAssembly(typeof(ComparisonTable).Assembly).Run(args);
return 0;
