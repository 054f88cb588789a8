// Opens the libraries of this repository for a notebook, in every engine. `curl-descent notebooks` builds them first; otherwise run
// `dotnet build -c Release` once.

// The same numbers in the same letters everywhere.
System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;
System.Globalization.CultureInfo.DefaultThreadCurrentCulture = System.Globalization.CultureInfo.InvariantCulture;
// Microsoft's dotnet-interactive holds an older FSharp.Core than Plotly.NET asks for; it serves.
System.Runtime.Loader.AssemblyLoadContext.Default.Resolving += (context, wanted) =>
    wanted is { Name: "FSharp.Core", Version: not null } ? context.LoadFromAssemblyName(new System.Reflection.AssemblyName("FSharp.Core")) : null;

#!csharp
// Before our own libraries, or the charts are shown as a list of their properties there.
#r "nuget: Plotly.NET.Interactive, 6.0.0"
#r "../lib/CurlDescent.Figures/bin/Release/net10.0/CurlDescent.Arithmetic.dll"
#r "../lib/CurlDescent.Figures/bin/Release/net10.0/CurlDescent.dll"
#r "../lib/CurlDescent.Figures/bin/Release/net10.0/CurlDescent.Experiments.dll"
#r "../lib/CurlDescent.Figures/bin/Release/net10.0/CurlDescent.Figures.dll"
using CurlDescent;
using CurlDescent.Experiments;
using CurlDescent.Figures;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

#if !CSHARP_NOTEBOOKS
// Microsoft's engine has no widgets: there they say the value they begin with.
public record Fixed<T>(string Text, T Value);
public static class Widget
{
    private static string Number(double value) => value.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
    public static Fixed<double> Slider(string label, double from, double to, double? value = null, double? step = null) =>
        new($"{label}: {Number(value ?? from)}", value ?? from);
    public static Fixed<int> Slider(string label, int from, int to, int? value = null, int? step = null) =>
        new($"{label}: {value ?? from}", value ?? from);
    public static Fixed<T> Dropdown<T>(string label, params (string Name, T Value)[] options) =>
        new($"{label}: {options[0].Name}", options[0].Value);
    public static void Show<T1, T2>(Func<object> draw, Fixed<T1> first, Fixed<T2> second)
    {
        Microsoft.DotNet.Interactive.Kernel.display(first.Text);
        Microsoft.DotNet.Interactive.Kernel.display(second.Text);
        Microsoft.DotNet.Interactive.Kernel.display(draw());
    }
}
#endif
