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

    // Which folders a folder may name; "" is the project's own.
    private static readonly Dictionary<string, Dictionary<string, string[]>> Folders = new()
    {
        ["CurlDescent"] = new()
        {
            [""] = [],
            ["RandomNumbers"] = [""],
            ["Networks"] = ["", "RandomNumbers"],
            ["Plasticity"] = ["", "RandomNumbers", "Networks"],
            ["Simulation"] = ["", "RandomNumbers", "Networks", "Plasticity"],
            ["VectorFields"] = [""],
            ["Stability/Spectra"] = ["", "RandomNumbers", "Networks", "Plasticity"],
            ["Stability"] = ["", "RandomNumbers", "Networks", "Plasticity", "Simulation", "VectorFields", "Stability/Spectra"],
            ["Stability/Lyapunov"] = ["", "RandomNumbers", "Networks", "Plasticity", "Simulation", "Stability", "Stability/Spectra"],
            ["Stability/Turning"] =
            [
                "", "RandomNumbers", "Networks", "Plasticity", "Simulation", "Stability", "Stability/Spectra", "Stability/Lyapunov",
            ],
            ["Drift"] = ["", "RandomNumbers", "Networks", "Plasticity", "Simulation", "Stability"],
            ["Hebbian"] = ["", "Plasticity", "VectorFields", "Stability/Spectra"],
        },
        ["CurlDescent.Experiments"] = new()
        {
            [""] = [],
            ["Tables"] = [""],
            ["Statistics"] = ["", "Tables"],
            ["Specs"] = ["", "Tables"],
            ["Tasks"] = [""],
            ["Kinds"] = ["", "Tables", "Specs", "Tasks"],
            ["Storage"] = ["", "Tables", "Specs"],
            ["Running"] = ["", "Tables", "Specs", "Storage"],
            ["Datasets"] = ["", "Tables", "Statistics", "Specs", "Storage", "Running"],
            ["Reproduction"] = ["", "Tables", "Statistics", "Specs", "Storage", "Running", "Datasets"],
            ["Lessons"] = ["", "Tables", "Statistics", "Specs", "Storage", "Running", "Datasets", "Reproduction"],
        },
        ["CurlDescent.Figures"] = new()
        {
            ["Theme"] = [],
            ["Composition"] = ["Theme"],
            ["Data"] = ["Theme", "Composition"],
            [""] = ["Theme", "Composition"],
            ["Explorables"] = ["", "Theme", "Composition"],
            ["Learning"] = ["", "Theme", "Composition", "Data"],
            ["Stability"] = ["", "Theme", "Composition", "Data", "Learning"],
            ["Fields"] = ["", "Theme", "Composition", "Data", "Learning", "Stability"],
            ["Networks"] = ["", "Theme", "Composition", "Fields"],
            ["Summary"] = ["", "Theme", "Composition", "Data", "Learning", "Stability", "Networks"],
            ["Registry"] = ["", "Theme", "Composition", "Data", "Learning", "Stability", "Fields", "Networks", "Summary"],
        },
        ["CurlDescent.NotebookEngine"] = new()
        {
            ["Execution"] = [],
            ["Formatting"] = ["Execution"],
            ["Notebooks"] = ["Formatting"],
            ["Cells"] = ["Execution", "Formatting"],
            ["Submissions"] = ["Execution", "Formatting"],
            ["Packages"] = ["Execution", "Notebooks", "Submissions"],
            ["Widgets"] = ["Execution", "Formatting", "Cells"],
            ["Magics"] = ["Execution", "Formatting", "Cells"],
            ["Completion"] = ["Submissions", "Magics"],
            ["Polyglot"] = ["Execution", "Formatting", "Cells", "Submissions", "Magics", "Completion"],
            ["Sessions"] =
            [
                "Execution", "Formatting", "Notebooks", "Cells", "Submissions", "Packages", "Magics", "Completion", "Polyglot",
            ],
            ["Headless"] = ["Execution", "Formatting", "Notebooks", "Cells", "Sessions"],
            ["Jupyter"] = ["Execution", "Formatting", "Notebooks", "Cells", "Widgets", "Completion", "Sessions"],
            ["Export"] = ["Formatting", "Notebooks", "Submissions"],
        },
        ["CurlDescent.Tool"] = new()
        {
            [""] = ["Commands", "Notebooks"],
            ["Browser"] = [""],
            ["Notebooks"] = ["", "Browser"],
            ["Commands"] = ["", "Browser", "Notebooks"],
        },
    };

    // Reductions of libraries add in an order that follows the processor's vector width.
    private static readonly string[] Reductions =
    [
        "Average", "CosineSimilarity", "Distance", "Dot", "Norm", "Product", "ProductOfDifferences", "ProductOfSums", "SoftMax", "StdDev",
        "Sum", "SumOfMagnitudes",
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

    public static TheoryData<string> ProjectsWithFolders => [.. Folders.Keys];

    [Theory, MemberData(nameof(ProjectsWithFolders))]
    public void FoldersPointOneWay(string project)
    {
        var sources = new SourceFolders(project);
        Dictionary<string, string[]> allowed = Folders[project];
        using AssemblyDefinition assembly = Read(project == "CurlDescent.Tool" ? "curl-descent" : project);
        string? FolderOf(TypeReference type)
        {
            while (type.DeclaringType is { } outer) type = outer;
            return type.Scope.Name.StartsWith(assembly.Name.Name, StringComparison.Ordinal) && type.Resolve()?.Module == assembly.MainModule
                ? sources.FolderOfType(type.Name)
                : null;
        }

        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>();
        foreach (TypeDefinition type in assembly.MainModule.GetTypes())
        {
            if (FolderOf(type) is not { } from) continue;
            Assert.True(allowed.ContainsKey(from), $"the folder '{from}' of {project} is not on the map");
            seen.Add(from);
            foreach (TypeReference used in Used(type))
            {
                if (FolderOf(used) is { } to && to != from && !allowed[from].Contains(to))
                {
                    wrong.Add($"{from} → {to}: {type.FullName} uses {used.FullName}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(allowed.Keys.Order(), seen.Order());
    }

    // Were the map itself a circle, folders could point both ways.
    [Fact]
    public void TheMapHasNoCircle()
    {
        foreach ((string project, Dictionary<string, string[]> map) in Folders)
        {
            HashSet<string> left = [.. map.Keys.Where(folder => project != "CurlDescent.Tool" || folder.Length > 0)];
            while (left.FirstOrDefault(folder => !map[folder].Any(left.Contains)) is { } free) left.Remove(free);
            Assert.Empty(left);
        }
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

    // A notebook opens one namespace a project; what only the project itself needs stands in the namespace of its folder.
    [Theory]
    [InlineData("CurlDescent")]
    [InlineData("CurlDescent.Experiments")]
    [InlineData("CurlDescent.Figures")]
    public void WhatIsPublicIsInTheProjectsNamespaceAndTheRestInThatOfItsFolder(string project) =>
        Assert.Empty(InOtherNamespaces(project, SourceFolders.IsPublic));

    [Theory]
    [InlineData("CurlDescent.Arithmetic")]
    [InlineData("CurlDescent.NotebookEngine")]
    [InlineData("CurlDescent.NotebookTool")]
    [InlineData("CurlDescent.Tool")]
    public void NamespacesOfTheOthersAreTheirFolders(string project) => Assert.Empty(InOtherNamespaces(project, _ => false));

    private static IEnumerable<string> InOtherNamespaces(string project, Func<string, bool> isInTheProjects)
    {
        var sources = new SourceFolders(project);
        foreach (string file in sources.Files)
        {
            string folder = sources.FolderOf(file).Replace('/', '.');
            string expected = folder.Length == 0 || isInTheProjects(file) ? $"namespace {project};" : $"namespace {project}.{folder};";
            string? actual = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
            if (actual is not null && actual.StartsWith("namespace CurlDescent", StringComparison.Ordinal) && actual != expected)
                yield return $"{file}: {expected}";
        }
    }

    [Fact]
    public void ANotebookOpensThreeNamespacesOfOurs()
    {
        string setup = File.ReadAllText(Path.Combine(Repository.Root, "notebooks", "setup.csx"));
        string[] opened = [.. setup.Split('\n').Where(line => line.StartsWith("using CurlDescent", StringComparison.Ordinal))];
        Assert.Equal(["using CurlDescent;", "using CurlDescent.Experiments;", "using CurlDescent.Figures;"], opened);
    }

    // Texts in raw strings, such as scripts of a page, keep the lines that they have.
    [Fact]
    public void LinesFitOnAScreen()
    {
        var wide = new List<string>();
        foreach (string project in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "lib"))
            .Select(folder => Path.GetFileName(folder)))
        {
            foreach (string file in new SourceFolders(project).Files)
            {
                bool isRaw = false;
                foreach ((string line, int i) in File.ReadLines(file).Select((line, i) => (line, i)))
                {
                    bool ends = line.Split("\"\"\"").Length % 2 == 0;
                    if (line.Length > 140 && !isRaw && !line.Contains("\"\"\"", StringComparison.Ordinal)) wide.Add($"{file}:{i + 1}");
                    isRaw ^= ends;
                }
            }
        }

        Assert.Empty(wide);
    }

    [Fact]
    public void NamesOfTestsReadLikeThis()
    {
        string[] others =
        [
            .. from type in typeof(HouseTests).Assembly.GetTypes()
               from method in type.GetMethods()
               where method.IsDefined(typeof(FactAttribute), inherit: true)
               where !char.IsUpper(method.Name[0]) || method.Name.Contains('_', StringComparison.Ordinal)
               select $"{type.FullName}.{method.Name}",
        ];
        Assert.Empty(others);
    }

    [Fact]
    public void WhatIsPublicIsOnTheApprovedList()
    {
        string approved = Path.Combine(Repository.Root, "lib", "CurlDescent.Tests", "House", "PublicSurface.txt");
        string received = Path.Combine(AppContext.BaseDirectory, "PublicSurface.txt");
        File.WriteAllText(
            received, PublicSurface.Of(["CurlDescent", "CurlDescent.Experiments", "CurlDescent.Figures", "CurlDescent.NotebookEngine"]));
        string[] old = File.Exists(approved) ? File.ReadAllLines(approved) : [], now = File.ReadAllLines(received);
        string difference =
            string.Join('\n', now.Except(old).Select(line => "+ " + line).Concat(old.Except(now).Select(line => "- " + line)));
        Assert.True(
            difference.Length == 0,
            $"What is public has changed:\n{difference}\nMake it internal, or, if it is meant: cp {received} {approved}");
    }

    // README names what a newcomer meets first.
    [Fact]
    public void TheFirstTenNamesArePublicInThreeNamespaces()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        string line = readme.Split('\n').Single(text => text.StartsWith("Ten names to begin with:", StringComparison.Ordinal));
        string[] names = [.. line.Split('`').Where((_, i) => i % 2 == 1)];
        Assert.Equal(10, names.Length);
        string surface = PublicSurface.Of(["CurlDescent", "CurlDescent.Experiments", "CurlDescent.Figures"]);
        Assert.All(names, name => Assert.Matches($@"(?m)^CurlDescent(\.Experiments|\.Figures)?\.{name} ", surface));
    }

    private static AssemblyDefinition Read(string name) =>
        AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, name + ".dll"));

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
