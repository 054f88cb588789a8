using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// Hebbian learning of the recurrent weights, τ dW/dt = ⟨y yᵀ⟩ − W, or without decay τ dW/dt = ⟨y yᵀ⟩, as a field on symmetric W (weights
/// that start symmetric stay so). Coordinates: <see cref="SymmetricBasis"/>. Ninou, Kadmon, Cayco-Gajic (2025), introduction; the closed
/// forms are derived here.
/// </summary>
/// <remarks>
/// <para>
/// For symmetric A, B the Jacobian L has ⟨A, LB⟩ − ⟨LA, B⟩ = tr([A, B]·K)/τ with K = DF − FD to first order, K = Q − Qᵀ with Q = DF(I + DW)
/// to second order, and 2·tr(A(MB·DC − DC·BM))/τ with M = (I − WD)⁻¹, C = MFMᵀ in all orders. To first order it is zero for all A, B iff D
/// commutes with F: iff inputs to excitatory and to inhibitory neurons are uncorrelated.
/// </para>
/// <para>
/// To first order and exactly, dW/dt = −D(∂U/∂W)D with U = [½tr(WDWD) − tr(FDM)]/τ: a gradient with the sign flipped at every synapse
/// between cells of different types. With one type it is a gradient. The second order, which cuts y rather than U, breaks even that: D = I
/// leaves K = [F, W].
/// </para>
/// </remarks>
public sealed class HebbianField : IDifferentiableField
{
    private readonly int size;

    /// <summary>Creates the field.</summary>
    /// <param name="network">D and F.</param>
    /// <param name="order">Order of the response.</param>
    /// <param name="decay">Whether the weights decay.</param>
    /// <param name="timeConstant">τ; &gt; 0.</param>
    public HebbianField(RecurrentNetwork network, ResponseOrder order = ResponseOrder.First, bool decay = true, double timeConstant = 1)
    {
        Require.Defined(nameof(order), order);
        Require.Positive(nameof(timeConstant), timeConstant);
        Network = network;
        Order = order;
        Decay = decay;
        TimeConstant = timeConstant;
        size = network.Signs.Neurons;
    }

    /// <summary>D and F.</summary>
    public RecurrentNetwork Network { get; }

    /// <summary>Order of the response.</summary>
    public ResponseOrder Order { get; }

    /// <summary>Whether the weights decay.</summary>
    public bool Decay { get; }

    /// <summary>τ.</summary>
    public double TimeConstant { get; }

    /// <summary>n(n + 1)/2.</summary>
    public int Dimension => SymmetricBasis.Dimension(size);

    /// <summary>Computes dW/dt.</summary>
    /// <param name="weights">W, n×n; need not be symmetric here.</param>
    public Matrix<double> Velocity(Matrix<double> weights)
    {
        Matrix<double> covariance = Network.Covariance(weights, Order);
        return (Decay ? covariance - weights : covariance) / TimeConstant;
    }

    /// <summary>Computes the derivative of dW/dt along a change of W, L(B).</summary>
    /// <param name="weights">W, n×n; need not be symmetric here.</param>
    /// <param name="direction">B, n×n; need not be symmetric here.</param>
    public Matrix<double> DirectionalDerivative(Matrix<double> weights, Matrix<double> direction)
    {
        // Half of d⟨y yᵀ⟩; the other half is its transpose.
        Matrix<double> half = Order switch
        {
            ResponseOrder.First => direction * Network.D * Network.F,
            ResponseOrder.Second => direction * Network.D * Network.F * Network.Response(weights, Order).Transpose(),
            _ => Network.Response(weights, Order) * direction * Network.D * Network.Covariance(weights, Order),
        };
        Matrix<double> change = half + half.Transpose();
        return (Decay ? change - direction : change) / TimeConstant;
    }

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> point, Span<double> value) =>
        SymmetricBasis.Flatten(Velocity(SymmetricBasis.Unflatten(point, size)), value);

    /// <inheritdoc/>
    public Matrix<double> Jacobian(ReadOnlySpan<double> point)
    {
        Matrix<double> weights = SymmetricBasis.Unflatten(point, size), jacobian = Matrix<double>.Build.Dense(Dimension, Dimension);
        var direction = new double[Dimension];
        for (int j = 0; j < Dimension; j++)
        {
            direction[j] = 1;
            jacobian.SetColumn(j, SymmetricBasis.Flatten(DirectionalDerivative(weights, SymmetricBasis.Unflatten(direction, size))));
            direction[j] = 0;
        }

        return jacobian;
    }

    /// <summary>
    /// Computes K, the antisymmetric matrix that decides integrability to first and second order; 0 iff the curl at W is 0. To first order
    /// it does not depend on W.
    /// </summary>
    /// <param name="weights">W, n×n, symmetric.</param>
    /// <returns>n×n.</returns>
    /// <exception cref="SpecException">W is not symmetric, or of another size.</exception>
    /// <exception cref="InvalidOperationException">The order is <see cref="ResponseOrder.Exact"/>, which no single K describes.</exception>
    public Matrix<double> Commutator(Matrix<double> weights)
    {
        Require.Symmetric(nameof(weights), weights, size);
        Matrix<double> df = Network.D * Network.F;
        Matrix<double> q = Order switch
        {
            ResponseOrder.First => df,
            ResponseOrder.Second => df + df * Network.D * weights,
            _ => throw new InvalidOperationException("The exact response has no single commutator; use Curl."),
        };
        return q - q.Transpose();
    }

    /// <summary>
    /// Computes the curl in the plane of two symmetric matrices by the closed form, ⟨B, LA⟩ − ⟨A, LB⟩: the circulation per area from A
    /// towards B.
    /// </summary>
    /// <param name="weights">W, n×n, symmetric.</param>
    /// <param name="a">A, n×n, symmetric.</param>
    /// <param name="b">B, n×n, symmetric.</param>
    /// <exception cref="SpecException">A matrix is not symmetric, or of another size.</exception>
    public double Curl(Matrix<double> weights, Matrix<double> a, Matrix<double> b)
    {
        Require.Symmetric(nameof(weights), weights, size);
        Require.Symmetric(nameof(a), a, size);
        Require.Symmetric(nameof(b), b, size);
        if (Order != ResponseOrder.Exact) return -((a * b - b * a) * Commutator(weights)).Trace() / TimeConstant;
        Matrix<double> response = Network.Response(weights, Order), dc = Network.D * Network.Covariance(weights, Order);
        return -2 * (a * (response * b * dc - dc * b * response)).Trace() / TimeConstant;
    }

    /// <summary>
    /// Computes U with dW/dt = −D(∂U/∂W)D: exactly U = [½tr(WDWD) − tr(FD(I − WD)⁻¹)]/τ, up to a constant; to first order the second trace
    /// is cut after W². The decay term is absent without decay.
    /// </summary>
    /// <param name="weights">W, n×n, symmetric.</param>
    /// <exception cref="SpecException">W is not symmetric, or of another size.</exception>
    /// <exception cref="InvalidOperationException">The order is <see cref="ResponseOrder.Second"/>, which has no such form.</exception>
    public double SignedObjective(Matrix<double> weights)
    {
        Require.Symmetric(nameof(weights), weights, size);
        Matrix<double> fd = Network.F * Network.D, effective = weights * Network.D, square = effective * effective;
        double growth = Order switch
        {
            ResponseOrder.First => (fd * (effective + square)).Trace(),
            ResponseOrder.Exact => (fd * Network.Response(weights, Order)).Trace(),
            _ => throw new InvalidOperationException("Hebbian learning with the response cut at first order has no signed objective."),
        };
        return ((Decay ? square.Trace() / 2 : 0) - growth) / TimeConstant;
    }

    /// <summary>
    /// Computes the objective V with dW/dt = −∂V/∂W, a gradient in the plain metric, where it exists: with cells of one type V = U (all
    /// excitatory, first order: V = [½tr(W²) − tr(FW) − tr(FW²)]/τ); with both types, to first order and if D and F commute, V = [½tr(W²) −
    /// tr(FW) − tr(DFW²)]/τ. Elsewhere another metric may still make the rule a gradient: to first order, that of Z = F^(−½)WF^(−½) does
    /// for any D.
    /// </summary>
    /// <param name="weights">W, n×n, symmetric.</param>
    /// <exception cref="SpecException">W is not symmetric, or of another size.</exception>
    /// <exception cref="InvalidOperationException">The learning is no gradient in the plain metric.</exception>
    public double Objective(Matrix<double> weights)
    {
        Require.Symmetric(nameof(weights), weights, size);
        bool oneType = Network.Signs.Inhibitory is 0 || Network.Signs.Inhibitory == size;
        if (oneType && Order != ResponseOrder.Second) return SignedObjective(weights);
        if (Order != ResponseOrder.First || Commutator(weights).FrobeniusNorm() > 1e-12 * Network.F.FrobeniusNorm())
        {
            throw new InvalidOperationException(
                "Hebbian learning is a gradient in the plain metric only with cells of one type, or to first order if D commutes with the "
                + "input covariance.");
        }

        Matrix<double> square = weights * weights;
        double decay = Decay ? square.Trace() / 2 : 0;
        return (decay - (Network.F * weights).Trace() - (Network.D * Network.F * square).Trace()) / TimeConstant;
    }
}
