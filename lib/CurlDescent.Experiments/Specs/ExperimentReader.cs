using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments;

/// <summary>Reads experiments from JSON. The form is published as a JSON schema, see <see cref="ExperimentSchema"/>.</summary>
public static partial class ExperimentReader
{
    /// <summary>Reads an experiment file.</summary>
    /// <param name="path">Path of a JSON file.</param>
    /// <exception cref="ExperimentException">The file cannot be read, or describes no valid experiment.</exception>
    public static ExperimentSpec ReadFile(string path)
    {
        try
        {
            return Read(path, File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExperimentException(path, null, "", $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads an experiment from JSON.</summary>
    /// <param name="file">Name for errors.</param>
    /// <param name="json">The text.</param>
    /// <exception cref="ExperimentException">The text describes no valid experiment.</exception>
    public static ExperimentSpec Read(string file, string json)
    {
        ExperimentSpec spec = ReadTemplate(file, json);
        if (spec.Grids.Count == 0) throw new ExperimentException(file, null, "grids", "missing; give grids or axes.");
        foreach (string size in spec.SizeNames) spec.Resolve(size);
        return spec;
    }

    /// <summary>Reads an experiment that may lack grids, to base others on.</summary>
    internal static ExperimentSpec ReadTemplate(string file, string json)
    {
        SourceNode root = Object(SourceNode.Parse(file, json), ExperimentForm.Experiment);
        ExperimentSpec? parent = root.Members.TryGetValue("basedOn", out SourceNode? basedOn)
            ? Catalogue.FindTemplate(Text(basedOn)) ?? throw basedOn.Error(
            $"{basedOn.Describe()} is not in the catalogue; there are {string.Join(", ", Catalogue.Ids)}.") : null;
        var origins = new SpecOrigins(file, parent?.Origins);

        string id = Text(Required(root, "id"));
        if (!IdForm().IsMatch(id))
        {
            throw root.Members["id"].Error(
                $"\"{id}\" is not allowed; allowed: 1 … 64 lower-case letters, digits, '-' and '_', beginning with a letter or digit.");
        }

        ExperimentKind kind = root.Members.TryGetValue("kind", out SourceNode? kindNode)
            ? Kind(kindNode) : parent?.Kind ?? ExperimentKind.Default;
        var reader = new Scope(kind, origins);
        IReadOnlyList<Grid> grids = Grids(root, parent, reader);
        int wholeSeeds = root.Members.TryGetValue("seeds", out SourceNode? seeds)
            ? Count(seeds, 1, ExperimentForm.MostSeeds) : parent?.Seeds ?? 10;
        IReadOnlyList<string>? rules = root.Members.TryGetValue("rules", out SourceNode? rulesNode) ? RuleNames(rulesNode, kind) : null;
        return new ExperimentSpec
        {
            Id = id,
            Title = Optional(root, "title", Text) ?? parent?.Title ?? throw root.Error("title is missing."),
            Source = Optional(root, "source", Text) ?? parent?.Source ?? "",
            Kind = kind,
            Seed = root.Members.TryGetValue("seed", out SourceNode? seed) ? Seed(seed) : parent?.Seed ?? 1,
            Seeds = wholeSeeds,
            Rules = rules ?? parent?.Rules ?? kind.DefaultRules,
            Fixed = Merged(parent?.Fixed, Optional(root, "fixed", n => reader.Fixed(n, SpecOrigins.Everywhere))),
            Grids = grids,
            Curves = root.Members.TryGetValue("curves", out SourceNode? curves) ? Boolean(curves) : parent?.Curves ?? false,
            Sizes = Sizes(root, parent, wholeSeeds, grids, reader),
            Origins = origins,
        };
    }

    private static IReadOnlyList<Grid> Grids(SourceNode root, ExperimentSpec? parent, Scope reader)
    {
        IReadOnlyList<Grid> grids = parent?.Grids ?? [];
        if (root.Members.TryGetValue("grids", out SourceNode? list))
        {
            if (list.Kind != JsonValueKind.Array || list.Elements.Count == 0)
            {
                throw list.Error($"{list.Describe()} is not allowed; allowed: a list of grids.");
            }

            grids = [.. list.Elements.Select(n => ReadGrid(n, reader))];
            if (grids.GroupBy(g => g.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            {
                throw list.Error($"two grids are named \"{twice.Key}\".");
            }
        }

        if (!root.Members.TryGetValue("axes", out SourceNode? axesNode)) return grids;
        if (grids.Count == 0) grids = [new Grid { Name = "main", Axes = [], Fixed = new Dictionary<string, ParameterValue?>() }];
        var axes = reader.Axes(axesNode, SpecOrigins.Everywhere);
        return [.. grids.Select(g => g with { Axes = [.. g.Axes.Where(a => !axes.Any(b => b.Parameter == a.Parameter)), .. axes] })];
    }

    private static Grid ReadGrid(SourceNode node, Scope reader)
    {
        Object(node, ExperimentForm.Grid);
        string name = Text(Required(node, "name"));
        if (!IdForm().IsMatch(name))
        {
            throw node.Members["name"].Error($"\"{name}\" is not allowed; allowed: lower-case letters, digits, '-' and '_'.");
        }

        string place = SpecOrigins.InGrid(name);
        var grid = new Grid
        {
            Name = name,
            Axes = node.Members.TryGetValue("axes", out SourceNode? axes) ? reader.Axes(axes, place) : [],
            Fixed = node.Members.TryGetValue("fixed", out SourceNode? values)
                ? reader.Fixed(values, place) : new Dictionary<string, ParameterValue?>(),
        };
        foreach ((string axis, _) in grid.Axes)
        {
            if (grid.Fixed.ContainsKey(axis)) throw node.Members["fixed"].Members[axis].Error("is also an axis of this grid.");
        }

        return grid;
    }

    private static IReadOnlyDictionary<string, ExperimentSize> Sizes(
        SourceNode root, ExperimentSpec? parent, int wholeSeeds, IReadOnlyList<Grid> grids, Scope reader)
    {
        var sizes = new OrderedDictionary<string, ExperimentSize>(StringComparer.Ordinal);
        foreach ((string name, ExperimentSize size) in parent?.Sizes ?? new Dictionary<string, ExperimentSize>()) sizes[name] = size;
        if (!root.Members.TryGetValue("sizes", out SourceNode? node)) return sizes;
        if (node.Kind != JsonValueKind.Object)
        {
            throw node.Error($"{node.Describe()} is not allowed; allowed: an object with a member for each size.");
        }

        foreach ((string name, SourceNode size) in node.Members)
        {
            if (!IdForm().IsMatch(name)) throw size.Error("is no name of a size; allowed: lower-case letters, digits, '-' and '_'.");
            sizes[name] = ReadSize(size, name, sizes.GetValueOrDefault(name) ?? Default(name, reader.Kind), wholeSeeds, grids, reader);
        }

        return sizes;
    }

    // These three sizes run the two rules that the figures use, unless they name others; any other runs those of the experiment.
    private static ExperimentSize Default(string name, ExperimentKind kind) =>
        kind.HasRules && name is ExperimentSize.Preview or ExperimentSize.Laptop or ExperimentSize.Figure
            ? new ExperimentSize { Rules = Rules.Figures } : ExperimentSize.Whole;

    private static ExperimentSize ReadSize(
        SourceNode node, string name, ExperimentSize parent, int wholeSeeds, IReadOnlyList<Grid> grids, Scope reader)
    {
        Object(node, ExperimentForm.Size);
        string place = SpecOrigins.InSize(name);
        var axes = new Dictionary<string, IReadOnlyList<ParameterValue>>(parent.Axes, StringComparer.Ordinal);
        if (node.Members.TryGetValue("axes", out SourceNode? axesNode))
        {
            foreach ((string parameter, IReadOnlyList<ParameterValue> values) in reader.Axes(axesNode, place))
            {
                if (!grids.Any(g => g.Axes.Any(a => a.Parameter == parameter)))
                {
                    throw axesNode.Members[parameter].Error("is no axis of any grid.");
                }

                axes[parameter] = values;
            }
        }

        int? seeds = node.Members.TryGetValue("seeds", out SourceNode? seedsNode)
            ? Count(seedsNode, 1, ExperimentForm.MostSeeds) : parent.Seeds;
        return new ExperimentSize
        {
            Note = Optional(node, "note", Text) ?? parent.Note,
            Fixed = Merged(parent.Fixed, Optional(node, "fixed", n => reader.Fixed(n, place))),
            Axes = axes,
            Grids = node.Members.TryGetValue("grids", out SourceNode? own) ? GridsOfSize(own, place, grids, reader) : parent.Grids,
            Thin = node.Members.TryGetValue("thin", out SourceNode? thin) ? Count(thin, 1, ExperimentForm.MostThin) : parent.Thin,
            Seeds = seeds,
            Looks = node.Members.TryGetValue("looks", out SourceNode? looks)
                ? ReadLooks(looks, seeds ?? wholeSeeds) : seedsNode is null ? parent.Looks : [],
            Rules = node.Members.TryGetValue("rules", out SourceNode? rules) ? RuleNames(rules, reader.Kind) : parent.Rules,
        };
    }

    private static int[] ReadLooks(SourceNode node, int seeds)
    {
        if (node.Kind != JsonValueKind.Array || node.Elements.Count == 0)
        {
            throw node.Error($"{node.Describe()} is not allowed; allowed: a list of numbers of seeds.");
        }

        int[] looks = [.. node.Elements.Select(n => Count(n, 1, ExperimentForm.MostSeeds))];
        if (!looks.SequenceEqual(looks.Distinct().Order())) throw node.Error("is not allowed; allowed: ascending numbers of seeds.");
        if (looks[^1] != seeds) throw node.Error($"ends with {looks[^1]}; it must end with the number of seeds, {seeds}.");
        return looks;
    }

    private static List<Grid> GridsOfSize(SourceNode node, string place, IReadOnlyList<Grid> grids, Scope reader)
    {
        string allowed = string.Join(", ", grids.Select(g => g.Name));
        if (node.Kind != JsonValueKind.Object)
        {
            throw node.Error($"{node.Describe()} is not allowed; allowed: an object with some of the grids {allowed}.");
        }

        var own = new List<Grid>();
        foreach ((string name, SourceNode grid) in node.Members)
        {
            if (!grids.Any(g => g.Name == name)) throw grid.Error($"no such grid; there are {allowed}.");
            Object(grid, ExperimentForm.GridOfSize);
            var axes = grid.Members.TryGetValue("axes", out SourceNode? axesNode) ? reader.Axes(axesNode, place) : [];
            foreach ((string parameter, _) in axes)
            {
                if (!grids.Single(g => g.Name == name).Axes.Any(a => a.Parameter == parameter))
                {
                    throw axesNode!.Members[parameter].Error("is no axis of this grid.");
                }
            }

            own.Add(new Grid
            {
                Name = name,
                Axes = axes,
                Fixed = grid.Members.TryGetValue("fixed", out SourceNode? values)
                    ? reader.Fixed(values, place) : new Dictionary<string, ParameterValue?>(),
            });
        }

        return own;
    }

    private static IReadOnlyList<string> RuleNames(SourceNode node, ExperimentKind kind)
    {
        IReadOnlyList<string> known = kind.KnownRules;
        if (node.Kind != JsonValueKind.Array || node.Elements.Count == 0)
        {
            throw node.Error($"{node.Describe()} is not allowed; allowed: a list of {Quoted(known)}.");
        }

        var names = new List<string>();
        foreach (SourceNode element in node.Elements)
        {
            string name = element.Kind == JsonValueKind.String ? element.Text : "";
            if (!known.Contains(name)) throw element.Error($"{element.Describe()} is not allowed; allowed: {Quoted(known)}.");
            if (names.Contains(name)) throw element.Error($"{element.Describe()} is given twice.");
            names.Add(name);
        }

        return names;
    }

    private static string Quoted(IReadOnlyList<string> names) => string.Join(", ", names.Select(n => $"\"{n}\""));

    private static ExperimentKind Kind(SourceNode node) => (node.Kind == JsonValueKind.String ? ExperimentKind.TryFind(node.Text) : null)
        ?? throw node.Error($"{node.Describe()} is not allowed; allowed: {Quoted([.. ExperimentKind.All.Select(k => k.Name)])}.");

    private static SourceNode Object(SourceNode node, IReadOnlyList<Member> form)
    {
        string[] members = [.. form.Select(m => m.Name)];
        if (node.Kind != JsonValueKind.Object)
        {
            throw node.Error($"{node.Describe()} is not allowed; allowed: an object with {string.Join(", ", members)}.");
        }

        foreach ((string name, SourceNode member) in node.Members)
        {
            if (!members.Contains(name)) throw member.Error($"no such member; there are {string.Join(", ", members)}.");
        }

        return node;
    }

    private static SourceNode Required(SourceNode node, string name) =>
        node.Members.TryGetValue(name, out SourceNode? member) ? member : throw node.Error($"{name} is missing.");

    private static T? Optional<T>(SourceNode node, string name, Func<SourceNode, T> read) where T : class =>
        node.Members.TryGetValue(name, out SourceNode? member) ? read(member) : null;

    private static string Text(SourceNode node) =>
        node.Kind == JsonValueKind.String ? node.Text : throw node.Error($"{node.Describe()} is not allowed; allowed: a text.");

    private static bool Boolean(SourceNode node) => node.Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw node.Error($"{node.Describe()} is not allowed; allowed: true, false."),
    };

    private static int Count(SourceNode node, int least, int most) =>
        node.Kind == JsonValueKind.Number && int.TryParse(node.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count >= least && count <= most
            ? count
            : throw node.Error($"{node.Describe()} is not allowed; allowed: an integer in {least} … {most}.");

    private static ulong Seed(SourceNode node) =>
        node.Kind == JsonValueKind.Number && ulong.TryParse(node.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            ? seed
            : throw node.Error($"{node.Describe()} is not allowed; allowed: an integer in 0 … {ulong.MaxValue}.");

    private static Dictionary<string, ParameterValue?> Merged(
        IReadOnlyDictionary<string, ParameterValue?>? below, IReadOnlyDictionary<string, ParameterValue?>? above)
    {
        var merged = new Dictionary<string, ParameterValue?>(below ?? new Dictionary<string, ParameterValue?>(), StringComparer.Ordinal);
        foreach ((string name, ParameterValue? value) in above ?? new Dictionary<string, ParameterValue?>()) merged[name] = value;
        return merged;
    }

    [GeneratedRegex(ExperimentForm.IdPattern)]
    private static partial Regex IdForm();

    /// <summary>Reads parameters of one kind of experiment, and notes where they stood.</summary>
    private sealed class Scope(ExperimentKind kind, SpecOrigins origins)
    {
        public ExperimentKind Kind => kind;

        public Dictionary<string, ParameterValue?> Fixed(SourceNode node, string place)
        {
            if (node.Kind != JsonValueKind.Object) throw node.Error($"{node.Describe()} is not allowed; allowed: an object of parameters.");
            return node.Members.ToDictionary(
                m => m.Key, m => ValueList.Scalar(Definition(m.Key, m.Value, place), m.Value), StringComparer.Ordinal);
        }

        public List<(string Parameter, IReadOnlyList<ParameterValue> Values)> Axes(SourceNode node, string place)
        {
            if (node.Kind != JsonValueKind.Object)
            {
                throw node.Error($"{node.Describe()} is not allowed; allowed: an object of parameters with their values.");
            }

            return [.. node.Members.Select(m => (m.Key, ValueList.FromJson(Definition(m.Key, m.Value, place), m.Value)))];
        }

        private ParameterDefinition Definition(string name, SourceNode node, string place)
        {
            if (!Parameters.TryFind(name, out ParameterDefinition? definition) || !kind.Has(definition))
                throw node.Error(
                    $"no such parameter in an experiment of kind {kind}; there are {Parameters.Suggest(name, kind.Parameters)}.");
            origins.Add(place, name, node);
            return definition;
        }
    }
}
