using CurlDescent.Tests.Experiments;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace CurlDescent.Tests.House;

/// <summary>What CONTRIBUTING.md says of the house, held against the compiled assemblies.</summary>
public class HouseTests
{
    // Who may name whom; transitive arrows are written out.
    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["CurlDescent.Arithmetic"] = [],
        ["CurlDescent"] = ["CurlDescent.Arithmetic"],
        ["CurlDescent.Experiments"] = ["CurlDescent"],
        ["CurlDescent.Figures"] = ["CurlDescent", "CurlDescent.Experiments"],
        ["CurlDescent.NotebookEngine"] = [],
        ["curl-descent"] = ["CurlDescent", "CurlDescent.Experiments", "CurlDescent.Figures", "CurlDescent.NotebookEngine"],
    };

    private static readonly Dictionary<string, string[]> Folders = new()
    {
        ["RandomNumbers"] = [],
        ["Networks"] = ["RandomNumbers"],
        ["Plasticity"] = ["RandomNumbers", "Networks"],
        ["Simulation"] = ["RandomNumbers", "Networks", "Plasticity"],
        ["VectorFields"] = [],
        ["Hebbian"] = ["Plasticity", "VectorFields", "Stability.Spectra"],
        ["Stability.Spectra"] = ["RandomNumbers", "Networks", "Plasticity"],
        ["Stability"] = ["RandomNumbers", "Networks", "Plasticity", "Simulation", "VectorFields", "Stability.Spectra"],
        ["Stability.Lyapunov"] = ["RandomNumbers", "Networks", "Plasticity", "Simulation", "Stability", "Stability.Spectra"],
    };

    // Reductions of libraries add in an order that follows the processor's vector width.
    private static readonly string[] Reductions =
    [
        "Average", "CosineSimilarity", "Distance", "Dot", "Norm", "Product", "ProductOfDifferences", "ProductOfSums", "SoftMax", "StdDev", "Sum", "SumOfMagnitudes",
        "SumOfSquares",
    ];

    public static TheoryData<string> ProjectNames => [.. Projects.Keys];

    [Theory, MemberData(nameof(ProjectNames))]
    public void AProjectNamesOnlyWhatStandsBelowIt(string project)
    {
        using AssemblyDefinition assembly = Read(project);
        string[] named = [.. assembly.MainModule.AssemblyReferences.Select(r => r.Name).Where(Projects.ContainsKey)];
        Assert.Empty(named.Except(Projects[project]));
    }

    [Fact]
    public void FoldersOfTheLibraryPointOneWay()
    {
        using AssemblyDefinition assembly = Read("CurlDescent");
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        foreach (TypeDefinition type in assembly.MainModule.GetTypes())
        {
            if (Folder(type) is not { } from) continue;
            Assert.True(Folders.ContainsKey(from), $"the folder {from} is not on the map");
            foreach (TypeReference used in Used(type))
            {
                if (Folder(used) is { } to && to != from && !Folders[from].Contains(to)) wrong.Add($"{from} → {to}: {type.FullName} uses {used.FullName}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void ArithmeticHasNothingPublic()
    {
        using AssemblyDefinition assembly = Read("CurlDescent.Arithmetic");
        Assert.Empty(assembly.MainModule.GetTypes().Where(t => t.IsPublic).Select(t => t.FullName));
    }

    [Theory]
    [InlineData("CurlDescent.Arithmetic")]
    [InlineData("CurlDescent")]
    public void SumsAreNotLeftToALibrary(string project)
    {
        using AssemblyDefinition assembly = Read(project);
        string[] calls =
        [
            .. from type in assembly.MainModule.GetTypes()
               from method in type.Methods
               where method.HasBody
               from instruction in method.Body.Instructions
               where instruction.Operand is MethodReference
               let called = (MethodReference)instruction.Operand
               where called.DeclaringType.Namespace.StartsWith("System.Numerics", StringComparison.Ordinal)
                   || called.DeclaringType.Namespace.StartsWith("System.Runtime.Intrinsics", StringComparison.Ordinal)
               where Reductions.Contains(called.Name)
               select $"{type.FullName}.{method.Name} calls {called.DeclaringType.Name}.{called.Name}",
        ];
        Assert.Empty(calls);
    }

    [Fact]
    public void NamespacesOfTheLibraryAreItsFolders()
    {
        string root = Path.Combine(Repository.Root, "lib", "CurlDescent");
        foreach (string file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            string folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
            if (folder.StartsWith("obj", StringComparison.Ordinal) || folder.StartsWith("bin", StringComparison.Ordinal)) continue;
            string expected = folder == "." ? "namespace CurlDescent;" : $"namespace CurlDescent.{folder};";
            Assert.True(File.ReadLines(file).Contains(expected), $"{file} has no line '{expected}'");
        }
    }

    [Fact]
    public void LinesOfTheEngineFitOnAScreen()
    {
        string root = Path.Combine(Repository.Root, "lib", "CurlDescent.NotebookEngine");
        string[] files =
        [
            .. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                .Where(file => Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[0] is not ("obj" or "bin")),
        ];
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => File.ReadLines(file).Select((line, i) => (Place: $"{file}:{i + 1}", line.Length)))
            .Where(line => line.Length > 140).Select(line => line.Place));
    }

    private static AssemblyDefinition Read(string name) => AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, name + ".dll"));

    private static string? Folder(TypeReference type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type.Namespace.StartsWith("CurlDescent.", StringComparison.Ordinal) && type.Scope.Name is "CurlDescent" or "CurlDescent.dll"
            ? type.Namespace["CurlDescent.".Length..]
            : null;
    }

    private static IEnumerable<TypeReference> Used(TypeDefinition type)
    {
        IEnumerable<TypeReference> direct =
        [
            .. type.BaseType is null ? Array.Empty<TypeReference>() : [type.BaseType],
            .. type.Interfaces.Select(i => i.InterfaceType),
            .. type.Fields.Select(f => f.FieldType),
            .. type.Methods.SelectMany(m => m.Parameters.Select(p => p.ParameterType).Append(m.ReturnType)),
            .. type.Methods.Where(m => m.HasBody).SelectMany(m => m.Body.Variables.Select(v => v.VariableType)),
            .. type.Methods.Where(m => m.HasBody).SelectMany(m => m.Body.Instructions.SelectMany(Named)),
        ];
        return direct.SelectMany(Parts).Distinct();
    }

    private static IEnumerable<TypeReference> Named(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        MethodReference method => [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(p => p.ParameterType)],
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification specification => Parts(specification.ElementType),
        GenericParameter => [],
        _ => [type],
    };
}
