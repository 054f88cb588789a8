using System.Reflection;
using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Submissions;
using Microsoft.DotNet.Interactive;

namespace CurlDescent.NotebookEngine.Polyglot;

/// <summary>
/// What a package brings for notebooks in <c>interactive-extensions/dotnet</c>: assemblies with an <see cref="IKernelExtension"/>
/// (formatters, kernels, directives), or a script.
/// </summary>
internal static class PackageExtensions
{
    /// <summary>Loads the extensions of one package. One that fails is told of and left out: the package itself is usable.</summary>
    public static void Load(CellSession session, CompositeKernel root, SessionLoadContext loader, string folder)
    {
        string[] libraries = Directory.GetFiles(folder, "*.dll");
        foreach (string library in libraries)
            loader.Add(library);
        foreach (string library in libraries)
            Try(session, library, () => LoadLibrary(session, root, loader.LoadFromAssemblyPath(library)));
        foreach (string script in Directory.GetFiles(folder, "extension.*").Where(file => Path.GetExtension(file) is ".csx" or ".dib"))
            Try(session, script, () => session.Import("#!import", script, folder));
    }

    private static void LoadLibrary(CellSession session, CompositeKernel root, Assembly library)
    {
        foreach (Type type in library.GetExportedTypes().Where(type =>
            type is { IsAbstract: false } && type.IsAssignableTo(typeof(IKernelExtension))))
            ((IKernelExtension)Activator.CreateInstance(type)!).OnLoadAsync(root).WaitAsync(session.Interrupted).GetAwaiter()
                .GetResult();
    }

    private static void Try(CellSession session, string file, Action load)
    {
        try
        {
            load();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Exception cause = UserStackTrace.Unwrap(e);
            session.FrontEnd.Publish(new CellOutput.Stream(true,
                $"The extension {Path.GetFileName(file)} did not load: {ExceptionText.Line(cause)}\n"));
        }
    }
}
