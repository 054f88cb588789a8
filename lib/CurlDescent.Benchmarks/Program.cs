using BenchmarkDotNet.Running;
using CurlDescent.Benchmarks.Speed;

// "table" prints the comparison of the README in under four minutes; anything else goes to BenchmarkDotNet.
if (args is ["table", ..]) return ComparisonTable.Print(Console.Out);
BenchmarkSwitcher.FromAssembly(typeof(ComparisonTable).Assembly).Run(args);
return 0;
