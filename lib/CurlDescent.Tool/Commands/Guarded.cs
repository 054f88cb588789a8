using System.CommandLine;
using CurlDescent.Experiments;

namespace CurlDescent.Tool.Commands;

/// <summary>
/// Runs a verb and turns the errors that a user can cause into one message and an exit code: 2 for a mistake, 130 when stopped.
/// </summary>
internal static class Guarded
{
    public static void SetGuardedAction(this Command command, Func<ParseResult, CancellationToken, int> action) =>
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            try
            {
                return action(parsed, cancellation);
            }
            catch (Exception e) when (e is ToolError or ExperimentException or SpecException or StoreException or DatasetException)
            {
                Console.Error.WriteLine(e.Message);
                return 2;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(e.Message);
                return 2;
            }
            catch (OperationCanceledException)
            {
                return 130;
            }
        }));
}
