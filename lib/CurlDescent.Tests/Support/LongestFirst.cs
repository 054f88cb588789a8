using CurlDescent.Tests.Course;
using CurlDescent.Tests.Experiments;
using CurlDescent.Tests.Experiments.Reproduction;
using CurlDescent.Tests.Explorables;
using CurlDescent.Tests.Gallery;
using CurlDescent.Tests.NotebookEngine;
using CurlDescent.Tests.NotebookEngine.Jupyter;
using CurlDescent.Tests.Stability;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(CurlDescent.Tests.LongestFirst))]

namespace CurlDescent.Tests;

/// <summary>
/// Starts the collections that take longest first, so that at the end no processor waits for one of them: tests of a collection run one
/// after another.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <summary>Classes and named collections, the longest first.</summary>
    private static readonly string[] Longest =
    [
        nameof(SolvedCourseTests), nameof(DotnetInteractiveTests), nameof(ClientTests), nameof(PageTests), SessionCollection.Name,
        nameof(FaultTests), nameof(ClaimTests),
        nameof(LiveFigures), nameof(CoverageTests), nameof(FiniteSizeTests), nameof(BatchTests), nameof(ToolPackageTests),
        nameof(PortableBitsTests),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : notnull, ITestCollection =>
        [.. testCollections.OrderBy(collection => Place(collection.TestCollectionDisplayName))
            .ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];

    private static int Place(string collection)
    {
        // A class without a name for its collection has "Test collection for CurlDescent.Tests.Course.CourseTests (id: …)".
        int found = Array.FindIndex(Longest, name => collection == name || collection.Contains($".{name} (", StringComparison.Ordinal));
        return found < 0 ? Longest.Length : found;
    }
}
