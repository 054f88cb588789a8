using BenchmarkDotNet.Running;
using CurlDescent.Benchmarks.Speed;

// Each in under four minutes on an idle machine: "table" prints the comparison of the README, "depth" deep networks beside the two-layer
// path, "precision" single beside double, "growth" time and memory over sizes. Anything else goes to BenchmarkDotNet.
if (args is ["table", ..]) return ComparisonTable.Print(Console.Out);
if (args is ["depth", ..]) return DepthTable.Print(Console.Out);
if (args is ["growth", .. string[] names]) return GrowthTable.Print(Console.Out, names);
if (args is ["precision", ..]) return PrecisionTable.Print(Console.Out);
BenchmarkSwitcher.FromAssembly(typeof(ComparisonTable).Assembly).Run(args);
return 0;
