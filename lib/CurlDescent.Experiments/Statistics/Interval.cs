namespace CurlDescent.Experiments;

/// <summary>A number with a 95 % confidence interval, if nothing else is said.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Lower end; −∞ where too little is there to say anything.</param>
/// <param name="High">Upper end; ∞ where too little is there to say anything.</param>
/// <param name="Count">Number of independent units that it rests on; 0 if not given.</param>
public readonly record struct Interval(double Value, double Low, double High, int Count = 0);
