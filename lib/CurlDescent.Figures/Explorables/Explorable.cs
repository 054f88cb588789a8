using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CurlDescent.Figures.Explorables;

namespace CurlDescent.Figures;

/// <summary>
/// A live figure: it answers a hand without a kernel, in an exported page, in a notebook or from a file, offline. The type carries data and
/// parameters; its
/// JavaScript module is an asset of this assembly and computes what the library computes, which the tests hold against each other.
/// </summary>
/// <remarks>
/// To add one: a module in Assets/ with <c>mount(host, spec, style)</c>, a type here that names it, and a line in <see
/// cref="ExplorableGallery"/>. Concrete types repeat the
/// attribute <see cref="TypeFormatterSourceAttribute"/>, which is not inherited.
/// </remarks>
public abstract record Explorable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.Strict,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private FigureCaption? caption;

    /// <summary>What the figure shows and where its numbers come from; without one it describes itself.</summary>
    public FigureCaption Caption
    {
        get => caption ?? DefaultCaption;
        init => caption = value;
    }

    /// <summary>Id of the figure on its page, such as "plane"; null for its number.</summary>
    public string? Id { get; init; }

    /// <summary>Name of the figure, a few words.</summary>
    public abstract string Title { get; }

    /// <summary>Natural width in pixels.</summary>
    internal virtual int Width => 1040;

    /// <summary>Name of the module in Assets/ that draws it, without extension.</summary>
    internal abstract string Module { get; }

    /// <summary>The caption of a figure that was given none.</summary>
    private protected abstract FigureCaption DefaultCaption { get; }

    /// <summary>Checks the parameters and returns what the module is given; serialised as JSON with names in camel case.</summary>
    /// <exception cref="SpecException">A parameter is outside its range.</exception>
    private protected abstract object Data();

    /// <summary>
    /// The figure as HTML: an element, and a script that draws into it. Needs nothing else: no file, no network, no module loader. A page
    /// may hold several, also of
    /// one kind.
    /// </summary>
    /// <exception cref="SpecException">A parameter is outside its range.</exception>
    public string ToHtml()
    {
        string data = JsonSerializer.Serialize(Data(), Json);
        string key = Module + "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data)))[..10];

        // A notebook's front end may run a script again, elsewhere or twice: it draws into every place of its key that is still empty.
        return
            $$"""
            <div class="live-figure" data-live-figure="{{key}}" style="max-width:{{Width}}px"><p>{{WebUtility.HtmlEncode(Caption.Text)}}</p>
            <p><small>A live figure: it needs a page that runs scripts.</small></p></div>
            <script>(function(){
            const bundle=function(){
            {{InScript(ScriptBundle.Join(Module))}}
            };
            const figure=bundle(),spec={{InScript(data)}},style={{InScript(JsonSerializer.Serialize(ScriptBundle.Style, Json))}};
            for(const host of document.querySelectorAll('[data-live-figure="{{key}}"]:not([data-mounted])')){
            host.dataset.mounted="true";host.explorable=figure.mount(host,spec,style,bundle);}
            })()</script>
            """;
    }

    /// <summary>A page of its own around the figure.</summary>
    /// <exception cref="SpecException">A parameter is outside its range.</exception>
    public string ToPage() => ExplorableGallery.Page(Title, $"<h1>{WebUtility.HtmlEncode(Title)}</h1>\n{ExplorableGallery.Section(this)}");

    /// <summary>What the figure is and shows, as JSON: kind, title, id, caption, provenance, width, data.</summary>
    internal string ToJson() => JsonSerializer.Serialize(
        new { Kind = Module, Title, Id, Caption = Caption.Text, Provenance = Caption.Provenance(), Width, Data = Data() }, Json);

    /// <summary>The figure in words.</summary>
    public sealed override string ToString() => $"Live figure \"{Title}\": {Caption.Text}";

    internal static string InScript(string text) =>
        text.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase).Replace("<!--", "<\\!--", StringComparison.Ordinal);
}
