using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>
/// HTML and SVG of strangers made passive: read as a browser reads it and written anew, with every tag closed, from lists of elements and
/// attributes that can show but not act. What is not on the lists goes: scripts, handlers, forms, frames, addresses that are code,
/// comments. The result can neither run anything in the page around it nor end that page's elements.
/// </summary>
internal static class PassiveHtml
{
    private const int DeepestNesting = 200;

    private static readonly HashSet<string> s_elements = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code",
        "col", "colgroup", "data", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1",
        "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "input", "ins", "kbd", "label", "li", "main", "mark", "meter", "nav",
        "ol", "p", "picture", "pre", "progress", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "span", "strike", "strong",
        "style", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
        // SVG without scripts, foreign content, animation and references to elsewhere.
        "svg", "circle", "clipPath", "defs", "desc", "ellipse", "feBlend", "feColorMatrix", "feComposite", "feFlood", "feGaussianBlur",
        "feMerge", "feMergeNode", "feOffset", "filter", "g", "line", "linearGradient", "marker", "mask", "path", "pattern", "polygon",
        "polyline", "radialGradient", "rect", "stop", "symbol", "text", "textPath", "tspan", "use",
        // MathML.
        "math", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub",
        "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "semantics",
    };

    private static readonly HashSet<string> s_void = new(StringComparer.OrdinalIgnoreCase) { "br", "col", "hr", "img", "input", "wbr" };

    // Their content is text to a browser; it goes with them.
    private static readonly HashSet<string> s_rawText = new(StringComparer.OrdinalIgnoreCase)
    {
        "iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "template", "textarea", "title", "xmp",
    };

    private static readonly HashSet<string> s_attributes = new(StringComparer.OrdinalIgnoreCase)
    {
        "abbr", "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "checked", "class", "color", "colspan", "datetime",
        "dir", "disabled", "encoding", "face", "for", "headers", "height", "high", "id", "lang", "low", "max", "min", "nowrap", "open",
        "optimum", "reversed", "role", "rowspan", "scope", "size", "span", "start", "style", "tabindex", "title", "translate", "type",
        "valign", "value", "width", "xmlns", "xml:space",
        // SVG and MathML.
        "accent", "baseline-shift", "clip-path", "clip-rule", "clipPathUnits", "columnalign", "cx", "cy", "d", "display", "displaystyle",
        "dominant-baseline", "dx", "dy", "fence", "fill", "fill-opacity", "fill-rule", "filter", "flood-color", "flood-opacity",
        "font-family", "font-size", "font-style", "font-weight", "form", "fx", "fy", "gradientTransform", "gradientUnits", "in", "in2",
        "letter-spacing", "linethickness", "marker-end", "marker-mid", "marker-start", "markerHeight", "markerUnits", "markerWidth",
        "mask", "mathvariant", "offset", "opacity", "operator", "orient", "overflow", "paint-order", "pathLength", "patternTransform",
        "patternUnits", "points", "preserveAspectRatio", "r", "refX", "refY", "result", "rotate", "rowalign", "rx", "ry", "scriptlevel",
        "shape-rendering", "startOffset", "stdDeviation", "stop-color", "stop-opacity", "stretchy", "stroke", "stroke-dasharray",
        "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor",
        "text-decoration", "textLength", "transform", "vector-effect", "version", "viewBox", "visibility", "word-spacing", "writing-mode",
        "x", "x1", "x2", "y", "y1", "y2",
    };

    private static readonly Regex s_fixed = new(@"position\s*:\s*(fixed|sticky)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Makes HTML passive.</summary>
    /// <param name="html">HTML, from anywhere.</param>
    /// <param name="picture">What stands for the address of a picture: an address that holds it, or null where there is none. Null knows no
    /// pictures.</param>
    /// <returns>Passive HTML, and whether it is whole: nothing was left out that could have acted or was not known.</returns>
    public static (string Html, bool IsWhole) From(string html, Func<string, string?>? picture = null)
    {
        var reader = new Reader(html, picture);
        reader.Run();
        return (reader.Result.ToString(), !reader.LeftOut);
    }

    private sealed class Reader(string html, Func<string, string?>? picture)
    {
        private readonly Stack<string> _open = new();
        private int _at;

        public StringBuilder Result { get; } = new(html.Length + 64);

        public bool LeftOut { get; private set; }

        public void Run()
        {
            while (_at < html.Length)
            {
                int tag = html.IndexOf('<', _at);
                Text(tag < 0 ? html.Length : tag);
                if (tag >= 0)
                    Markup();
            }
            while (_open.Count > 0)
                Imply();
        }

        private char Peek(int ahead) => _at + ahead < html.Length ? html[_at + ahead] : '\0';

        private void Text(int end)
        {
            Result.Append(html.AsSpan(_at, end - _at)).Replace(">", "&gt;", Result.Length - (end - _at), end - _at);
            _at = end;
        }

        private void Markup()
        {
            if (html.AsSpan(_at).StartsWith("<!--", StringComparison.Ordinal))
            {
                int end = html.IndexOf("-->", _at + 4, StringComparison.Ordinal);
                // A browser also takes these two for whole comments.
                if (html.AsSpan(_at + 4).StartsWith(">", StringComparison.Ordinal)
                    || html.AsSpan(_at + 4).StartsWith("->", StringComparison.Ordinal))
                    end = html.IndexOf('>', _at) - 2;
                _at = end < 0 ? html.Length : end + 3;
            }
            else if (Peek(1) is '!' or '?')
                SkipPast('>');
            else if (Peek(1) == '/' && char.IsAsciiLetter(Peek(2)))
                EndTag();
            else if (Peek(1) == '/')
                SkipPast('>');
            else if (char.IsAsciiLetter(Peek(1)))
                StartTag();
            else
            {
                Result.Append("&lt;");
                _at++;
            }
        }

        private void SkipPast(char end)
        {
            int found = html.IndexOf(end, _at);
            _at = found < 0 ? html.Length : found + 1;
        }

        private string Name()
        {
            int start = _at;
            while (_at < html.Length && html[_at] is not ('/' or '>') && !IsSpace(html[_at]))
                _at++;
            return html[start.._at];
        }

        private void EndTag()
        {
            _at += 2;
            string name = Name();
            SkipPast('>');
            if (!_open.Contains(name, StringComparer.OrdinalIgnoreCase))
                return;
            while (!_open.Peek().Equals(name, StringComparison.OrdinalIgnoreCase))
                Imply();
            Close();
        }

        private void Close() => Result.Append("</").Append(_open.Pop()).Append('>');

        // A paragraph ends by itself; its end tag, given late, would be a paragraph of its own.
        private void Imply()
        {
            if (_open.Peek() == "p")
                _open.Pop();
            else
                Close();
        }

        private void StartTag()
        {
            _at++;
            string name = Name();
            List<(string Name, string? Value)>? attributes = Attributes(out bool closes);
            if (attributes is null)
            {
                // The text ends inside the tag: no browser makes an element of it.
                LeftOut = true;
                return;
            }
            if (s_rawText.Contains(name))
            {
                RawText(name, attributes);
                return;
            }
            if (!s_elements.TryGetValue(name, out string? known) || _open.Count >= DeepestNesting || IsField(known, attributes))
            {
                LeftOut = true;
                return;
            }
            if (known == "img" && !Resolve(attributes))
                return;
            var tag = new StringBuilder("<").Append(known);
            foreach ((string attribute, string? value) in attributes)
                Append(tag, known, attribute, value);
            Result.Append(tag).Append('>');
            if (s_void.Contains(known))
                return;
            _open.Push(known);
            // In SVG and MathML an element may close itself; in HTML the stroke means nothing.
            if (closes && _open.Any(open => open is "svg" or "math"))
                Close();
        }

        /// <summary>Gives a picture the address that holds it; where there is none, words stand in its place, and the web is a link: a page
        /// loads nothing.</summary>
        private bool Resolve(List<(string Name, string? Value)> attributes)
        {
            int at = attributes.FindIndex(attribute => attribute.Name.Equals("src", StringComparison.OrdinalIgnoreCase));
            string source = at < 0 ? "" : WebUtility.HtmlDecode(attributes[at].Value ?? "").Trim();
            string? inside = source.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) ? source : picture?.Invoke(source);
            attributes.RemoveAll(attribute => attribute.Name.Equals("srcset", StringComparison.OrdinalIgnoreCase)
                || attribute.Name.Equals("src", StringComparison.OrdinalIgnoreCase));
            if (inside is not null)
            {
                attributes.Insert(0, ("src", WebUtility.HtmlEncode(inside)));
                return true;
            }
            string alt = WebUtility.HtmlDecode(attributes.Find(attribute =>
                attribute.Name.Equals("alt", StringComparison.OrdinalIgnoreCase)).Value ?? "").Trim();
            string shown = WebUtility.HtmlEncode(source.Length > 120 ? source[..120] + "…" : source);
            string said = alt.Length > 0 ? WebUtility.HtmlEncode(alt) : shown;
            if (source.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
                || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
                Result.Append(
                    $"<span class=\"missing\">[picture on the web: <a href=\"{WebUtility.HtmlEncode(source)}\">{said}</a>]</span>");
            else
                Result.Append(
                    $"<span class=\"missing\">[picture "
                    + $"{(alt.Length > 0 && source.Length > 0 ? $"{said}: {shown}" : said)} is not there]</span>");
            return false;
        }

        // Task lists of Markdown are the only inputs.
        private static bool IsField(string name, List<(string Name, string? Value)> attributes) => name == "input"
            && !attributes.Exists(attribute =>
                attribute.Name.Equals("type", StringComparison.OrdinalIgnoreCase) && attribute.Value == "checkbox");

        private void RawText(string name, List<(string Name, string? Value)> attributes)
        {
            int end = _at;
            while (true)
            {
                end = name.Equals("plaintext", StringComparison.OrdinalIgnoreCase)
                    ? -1
                    : html.IndexOf("</" + name, end, StringComparison.OrdinalIgnoreCase);
                if (end < 0 || end + 2 + name.Length >= html.Length || html[end + 2 + name.Length] is '/' or '>'
                    || IsSpace(html[end + 2 + name.Length]))
                    break;
                end++;
            }
            string content = html[_at..(end < 0 ? html.Length : end)];
            _at = end < 0 ? html.Length : end;
            if (end >= 0)
                SkipPast('>');
            if (name.Equals("style", StringComparison.OrdinalIgnoreCase) && !content.Contains('<', StringComparison.Ordinal))
            {
                Result.Append("<style");
                foreach ((string attribute, string? value) in attributes)
                    Append(Result, "style", attribute, value);
                Result.Append('>').Append(content).Append("</style>");
            }
            else if (!name.Equals("title", StringComparison.OrdinalIgnoreCase))
                LeftOut = true;
        }

        /// <summary>The attributes up to the end of the tag; null if the text ends before.</summary>
        private List<(string Name, string? Value)>? Attributes(out bool closes)
        {
            var found = new List<(string, string?)>();
            closes = false;
            while (true)
            {
                while (_at < html.Length && (IsSpace(html[_at]) || html[_at] == '/'))
                {
                    closes = html[_at] == '/';
                    _at++;
                }
                if (_at >= html.Length)
                    return null;
                if (html[_at] == '>')
                {
                    _at++;
                    return found;
                }
                closes = false;
                int start = _at++;
                while (_at < html.Length && html[_at] is not ('/' or '>' or '=') && !IsSpace(html[_at]))
                    _at++;
                string name = html[start.._at];
                while (_at < html.Length && IsSpace(html[_at]))
                    _at++;
                if (Peek(0) != '=')
                {
                    found.Add((name, null));
                    continue;
                }
                _at++;
                while (_at < html.Length && IsSpace(html[_at]))
                    _at++;
                if (_at >= html.Length)
                    return null;
                if (html[_at] is '"' or '\'')
                {
                    int end = html.IndexOf(html[_at], _at + 1);
                    if (end < 0)
                    {
                        _at = html.Length;
                        return null;
                    }
                    found.Add((name, html[(_at + 1)..end]));
                    _at = end + 1;
                    continue;
                }
                start = _at;
                while (_at < html.Length && html[_at] != '>' && !IsSpace(html[_at]))
                    _at++;
                found.Add((name, html[start.._at]));
            }
        }

        private void Append(StringBuilder tag, string element, string name, string? raw)
        {
            string? value = raw is null ? null : WebUtility.HtmlDecode(raw);
            string plain = name.ToLowerInvariant();
            if (plain is "href" or "xlink:href" or "src" or "cite" or "srcset" or "poster" or "background")
            {
                value = Address(element, plain, value ?? "");
                if (value is null)
                    return;
            }
            else if (plain == "name" && element == "a")
                name = plain;
            else if (s_attributes.TryGetValue(name, out string? known))
                name = known;
            else if (!(plain.StartsWith("data-", StringComparison.Ordinal) || plain.StartsWith("aria-", StringComparison.Ordinal))
                || !plain.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            {
                LeftOut = true;
                return;
            }
            // A box that stays in the window would cover the page around it.
            if (plain == "style" && value is not null && s_fixed.IsMatch(value))
            {
                LeftOut = true;
                return;
            }
            tag.Append(' ').Append(name);
            if (value is not null)
                tag.Append("=\"").Append(WebUtility.HtmlEncode(value)).Append('"');
        }

        // The address if it can stand: a place on the page, the web as a link, a picture that is inside.
        private string? Address(string element, string attribute, string value)
        {
            // Browsers leave out such characters before they look at the scheme.
            string address = string.Concat(value.Where(c => c > ' ' && c != '\u007f'));
            if (element == "img" && attribute == "src" && address.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase))
                return address;
            bool isLink = element == "a" && attribute is "href" or "xlink:href";
            if (address.StartsWith('#') || isLink && IsPassiveLink(address))
                return isLink ? value.Trim() : address;
            LeftOut = true;
            return null;
        }

        private static bool IsPassiveLink(string address)
        {
            int colon = address.IndexOf(':', StringComparison.Ordinal);
            int end = address.AsSpan().IndexOfAny('/', '?', '#');
            return colon < 0 || end >= 0 && end < colon || address[..colon].ToLowerInvariant() is "http" or "https" or "mailto";
        }

        private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';
    }
}
