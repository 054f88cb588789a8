using System.CommandLine;
using System.Globalization;
using CurlDescent.Experiments;
using CurlDescent.Figures;
using CurlDescent.Tool.Browser;
using Plotly.NET;

namespace CurlDescent.Tool.Commands;

/// <summary>
/// <c>curl-descent figure</c>: draws a figure of the registry into a file, from its datasets or, where there are none, from live
/// miniatures.
/// </summary>
internal static class FigureCommand
{
    private const string Json = ".json";

    public static Command Create()
    {
        var id = new Argument<string?>("id")
        {
            Description = "Id of the figure, such as fig3a or summary; --list lists them.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var list = new Option<bool>("--list") { Description = "Lists the figures." };
        var output = new Option<string?>("--out")
        {
            Description = "File to write: .svg, .pdf, .png or .json (Plotly); <id>.svg in the current folder if not given.",
        };
        var width = new Option<int?>("--width") { Description = "Width in pixels; the figure's own if not given." };
        var scale = new Option<double>("--scale")
        {
            Description = "Pixels of a PNG per pixel of the figure.",
            DefaultValueFactory = _ => 2,
        };
        var live = new Option<bool>("--live") { Description = "Runs the miniatures even where there are datasets." };
        width.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 200 or > 10_000) result.AddError("--width must be from 200 to 10000.");
        });
        scale.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0.1 and <= 10)) result.AddError("--scale must be from 0.1 to 10.");
        });
        var command = new Command(
            "figure",
            "Draws a figure into a file, from its datasets or, where there are none, from live miniatures.") { id, list, output, width,
                scale, live };
        command.SetGuardedAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(list))
            {
                List();
                return 0;
            }

            FigureEntry entry = FigureRegistry.Find(parsed.GetValue(id) ?? throw new ToolError("Name a figure, or give --list."));
            string file = parsed.GetValue(output) ?? entry.Id + ".svg";
            ImageFormat? format = FormatOf(file);
            if (format is not null && SystemBrowser.TryFind() is null)
            {
                throw new ToolError($"{SystemBrowser.MissingMessage} A .json file can be written without one.");
            }

            CurlDescent.Figures.Figure figure = entry.Create(Inputs(entry, parsed.GetValue(live), cancellation));
            string json = GenericChart.toFigureJson(figure.Draw());
            byte[] content = format is { } image
                ? RenderAsync(json, image, parsed.GetValue(width), parsed.GetValue(scale)).GetAwaiter().GetResult()
                : System.Text.Encoding.UTF8.GetBytes(json);
            if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder) Directory.CreateDirectory(folder);
            File.WriteAllBytes(file, content);
            Console.WriteLine(
                $"{entry.Id}: {file}, {(content.Length / 1024.0).ToString("0", CultureInfo.InvariantCulture)} KiB. "
                + $"{figure.Caption.Provenance()}");
            return 0;
        });
        return command;
    }

    private static void List()
    {
        foreach (FigureEntry entry in FigureRegistry.All)
        {
            string[] missing = [.. entry.Experiments.Where(experiment => Dataset.TryFind(experiment) is null)];
            string source = entry.Experiments.Count == 0
                ? "theory" : missing.Length == 0
                    ? "dataset" : missing.Length == entry.Experiments.Count
                        ? "live miniature" : $"datasets, live {string.Join(", ", missing)}";
            Console.WriteLine($"{entry.Id,-17} {entry.Title} [{source}]");
        }
    }

    private static ImageFormat? FormatOf(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".svg" => ImageFormat.Svg,
        ".pdf" => ImageFormat.Pdf,
        ".png" => ImageFormat.Png,
        Json => null,
        var other => throw new ToolError($"--out {file}: '{other}' is not one of .svg, .pdf, .png, .json."),
    };

    private static FigureInputs Inputs(FigureEntry entry, bool live, CancellationToken cancellation)
    {
        var inputs = FigureInputs.WithReferences();
        foreach (string experiment in entry.Experiments)
        {
            if (live)
            {
                SweepSpec sweep = Catalogue.Find(experiment).Resolve(ExperimentSize.Preview);
                Console.Error.WriteLine($"{experiment}: running the miniature ({sweep.Note}) …");
                inputs.Add(Results.Run(sweep, cancellation: cancellation));
                continue;
            }

            inputs.Add(Results.Of(
                experiment,
                running: sweep => Console.Error.WriteLine($"{experiment}: no dataset yet, running the miniature ({sweep.Note}) …"),
                cancellation: cancellation));
        }

        return inputs;
    }

    private static async Task<byte[]> RenderAsync(string json, ImageFormat format, int? width, double scale)
    {
        await using ChartRenderer renderer = await ChartRenderer.TryStartAsync() ?? throw new ToolError(SystemBrowser.MissingMessage);
        return await renderer.RenderAsync(json, format, width, scale);
    }
}
