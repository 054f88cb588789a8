using System.Collections.Concurrent;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>An operation that is generic in the nonlinearity; see <see cref="Activation.Accept{TResult}"/>.</summary>
/// <typeparam name="TResult">What it returns.</typeparam>
public interface IActivationVisitor<out TResult>
{
    /// <summary>Runs the operation for <typeparamref name="TActivation"/>.</summary>
    /// <typeparam name="TActivation">The nonlinearity.</typeparam>
    TResult Visit<TActivation>() where TActivation : struct, IActivation;
}

/// <summary>
/// A nonlinearity as a value: what a specification holds. The mathematics is in the structs that implement <see cref="IActivation"/>.
/// </summary>
public abstract class Activation
{
    private static readonly ConcurrentDictionary<string, Activation> Known = Discover();
    private static readonly Activation[] Ours = [.. Known.Values.OrderBy(a => a.Name, StringComparer.Ordinal)];

    private Activation()
    {
    }

    /// <summary>φ(a) = a.</summary>
    public static Activation Linear { get; } = Of<Linear>();

    /// <summary>φ(a) = tanh a.</summary>
    public static Activation Tanh { get; } = Of<Tanh>();

    /// <summary>φ(a) = max(a, 0).</summary>
    public static Activation ReLU { get; } = Of<ReLU>();

    /// <summary>φ(a) = 1/(1 + e⁻ᵃ).</summary>
    public static Activation Sigmoid { get; } = Of<Sigmoid>();

    /// <summary>The nonlinearities of the library, by name.</summary>
    public static IReadOnlyList<Activation> All => Ours;

    /// <summary>Name in specifications and tables.</summary>
    public abstract string Name { get; }

    /// <summary>Whether φ is homogeneous of degree 1.</summary>
    public abstract bool IsHomogeneous { get; }

    /// <summary>Names of all nonlinearities that <see cref="Parse"/> finds: the library's and users'.</summary>
    public static IReadOnlyList<string> Names => [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>
    /// Returns the value for the struct <typeparamref name="TActivation"/>; <see cref="Parse"/> finds it from then on. A user's struct
    /// takes the place of an older one of that name, as when the cell of a notebook that defines it is edited and run again.
    /// </summary>
    /// <typeparam name="TActivation">A nonlinearity, ours or a user's.</typeparam>
    /// <exception cref="SpecException">Its name is not in lower case, or is that of one of the library's.</exception>
    public static Activation Of<TActivation>() where TActivation : struct, IActivation
    {
        string name = TActivation.Name;
        if (string.IsNullOrWhiteSpace(name) || name != name.ToLowerInvariant())
        {
            throw new SpecException("Activation.Name", name, "a name in lower case");
        }

        Activation known = Known.GetOrAdd(name, _ => new Typed<TActivation>());
        if (known is Typed<TActivation>) return known;
        if (Ours.Contains(known)) throw new SpecException("Activation.Name", name, "a name that is not taken by the library");
        return Known[name] = new Typed<TActivation>();
    }

    /// <summary>Finds a nonlinearity by its name.</summary>
    /// <param name="name">Name, in any case.</param>
    /// <exception cref="SpecException">No nonlinearity has that name.</exception>
    public static Activation Parse(string name) =>
        name is not null && Known.TryGetValue(name.ToLowerInvariant(), out Activation? found)
            ? found
            : throw new SpecException("Activation", name, string.Join(", ", Names));

    /// <summary>Runs <paramref name="visitor"/> with the struct type of this nonlinearity.</summary>
    /// <typeparam name="TResult">What the visitor returns.</typeparam>
    /// <param name="visitor">The operation.</param>
    public abstract TResult Accept<TResult>(IActivationVisitor<TResult> visitor);

    /// <summary>Computes φ elementwise; a new matrix of the same shape.</summary>
    /// <param name="a">Preactivations.</param>
    public abstract Matrix<double> Apply(Matrix<double> a);

    /// <summary>Computes φ' elementwise; a new matrix of the same shape.</summary>
    /// <param name="a">Preactivations.</param>
    public abstract Matrix<double> Derivative(Matrix<double> a);

    /// <summary>Computes φ'' elementwise; a new matrix of the same shape.</summary>
    /// <param name="a">Preactivations.</param>
    public abstract Matrix<double> SecondDerivative(Matrix<double> a);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static ConcurrentDictionary<string, Activation> Discover()
    {
        var known = new ConcurrentDictionary<string, Activation>(StringComparer.Ordinal);
        foreach (Type type in typeof(IActivation).Assembly.GetTypes())
        {
            if (!type.IsValueType || !typeof(IActivation).IsAssignableFrom(type)) continue;
            var activation = (Activation)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(type), nonPublic: true)!;
            known[activation.Name] = activation;
        }

        return known;
    }

    private sealed class Typed<TActivation> : Activation where TActivation : struct, IActivation
    {
        public override string Name => TActivation.Name;

        public override bool IsHomogeneous => TActivation.IsHomogeneous;

        public override TResult Accept<TResult>(IActivationVisitor<TResult> visitor) => visitor.Visit<TActivation>();

        public override Matrix<double> Apply(Matrix<double> a) => a.Map(TActivation.Apply, Zeros.Include);

        public override Matrix<double> Derivative(Matrix<double> a) =>
            a.Map(x => TActivation.Derivative(x, TActivation.Apply(x)), Zeros.Include);

        public override Matrix<double> SecondDerivative(Matrix<double> a) =>
            a.Map(x => TActivation.SecondDerivative(x, TActivation.Apply(x)), Zeros.Include);
    }
}
