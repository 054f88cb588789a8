using System.Runtime.CompilerServices;
using CurlDescent.NotebookEngine.Cells;
using Microsoft.DotNet.Interactive.Formatting;

namespace CurlDescent.NotebookEngine.Polyglot;

/// <summary>
/// What is shown through the formatter library (<c>x.Display()</c> on an object, <c>handle.Update()</c>) reaches the session whose code
/// asked, also from work that outlives its cell.
/// </summary>
internal static class DisplayedValues
{
    private static readonly ConditionalWeakTable<DisplayedValue, string[]> s_mimeTypes = [];

    [ThreadStatic]
    private static string? s_shown;

    /// <summary>Subscribes, once for the process; before any kernel of the core package exists, which subscribes too.</summary>
    public static void Install() => RuntimeHelpers.RunClassConstructor(typeof(Subscription).TypeHandle);

    /// <summary>Shows a value and returns a handle whose updates arrive.</summary>
    public static DisplayedValue Show(CellSession session, object? value, string[] mimeTypes)
    {
        // The library formats an update anew in the formats it finds here; ours are formatted when they are shown.
        var handle = new DisplayedValue(value!, [new FormattedValue("text/plain", "")]);
        s_mimeTypes.Add(handle, mimeTypes);
        session.Display(value, mimeTypes, handle.DisplayId);
        return handle;
    }

    /// <summary>True where this thread has just shown it: the core package tells of it once more.</summary>
    public static bool WasShown(string? displayId) => displayId is not null && s_shown == displayId;

    private static void Show(DisplayedValue shown)
    {
        if (CellSession.Current is not { } session)
            return;
        s_shown = shown.DisplayId;
        if (s_mimeTypes.TryGetValue(shown, out string[]? mimeTypes))
        {
            session.Display(shown.Value, mimeTypes, shown.DisplayId, shown.IsUpdated);
            return;
        }
        string[] given = [.. shown.FormattedValues.Select(value => value.MimeType)];
        bool isPreferred = shown.Value is not null && given.SequenceEqual(Formatter.GetPreferredMimeTypesFor(shown.Value.GetType()));
        object? content = isPreferred ? shown.Value : session.Formatter.Bundle(shown.FormattedValues);
        session.Display(content, [], shown.DisplayId, shown.IsUpdated);
    }

    private static class Subscription
    {
        static Subscription() => Formatter.SubscribeToDisplayedValues(Show);
    }
}
