namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>A value that knows best how it is shown, such as a widget. Within other values its text stands for it.</summary>
internal interface IShowsItself
{
    /// <summary>The value as an output.</summary>
    MimeBundle Show();
}
