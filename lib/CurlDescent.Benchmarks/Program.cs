using BenchmarkDotNet.Running;
using CurlDescent.Benchmarks.Speed;

<<<<<<< HEAD
// "table" prints the comparison of the README in under four minutes, "depth" that of deep networks with the two-layer path in under two;
// anything else goes to BenchmarkDotNet.
if (args is ["table", ..]) return ComparisonTable.Print(Console.Out);
if (args is ["depth", ..]) return DepthTable.Print(Console.Out);
=======
// "table" prints the comparison of the README, "precision" single beside double, "growth" time and memory over sizes, each in under four
// minutes; anything else goes to BenchmarkDotNet.
if (args is ["table", ..]) return ComparisonTable.Print(Console.Out);
if (args is ["growth", .. string[] names]) return GrowthTable.Print(Console.Out, names);
if (args is ["precision", ..]) return PrecisionTable.Print(Console.Out);
>>>>>>> d4a95ec (Single precision as an option of training experiments; growth in Benchmarks; NumPy with OpenBLAS's fastest kernel; sweeps store what waits in one transaction)
BenchmarkSwitcher.FromAssembly(typeof(ComparisonTable).Assembly).Run(args);
return 0;
