"""The critical flipped fractions in closed form. NumPy twin of notebook 05, equations (4), (5), (10) and (11)."""
import numpy as np


def positive_root(a, b):
    """The positive root t of t^3 + a t = b, b > 0."""
    roots = np.roots([1, 0, a, -b])
    real = roots[np.abs(roots.imag) < 1e-9].real
    return real[real > 0][0]


def hidden(c, rho=1.0):
    """Largest stable fraction of flipped inputs (hidden flips) at compression ratio c = M/N."""
    if c <= rho / (1 + np.sqrt(rho)) ** 2:
        return 1.0
    if c >= 2 * rho / (2 + rho):
        return 0.0
    t = positive_root(1 - c, 2 * c / rho)
    return 0.5 * (1 - 1 / t - (1 / rho - t / c) * (1 / t ** 2 - 1))


def readout(c, rho=1.0):
    """Largest stable fraction of flipped hidden units (readout flips); for rho = 1 positive at every c."""
    t = positive_root(1 - 1 / c, 2 / rho)
    return 0.5 * c * (t - 1) ** 2 * (1 + 1 / (rho * t ** 2))


def smallest_eigenvalue(inputs, hidden_units, flipped_inputs, flipped_units, rng):
    """Smallest eigenvalue of X = D1 + W1^T D2 W1 of one sampled network (rho = 1): below 0 the solution is unstable."""
    w1 = rng.normal(size=(hidden_units, inputs)) / np.sqrt(inputs)
    d1, d2 = np.ones(inputs), np.ones(hidden_units)
    d1[:flipped_inputs], d2[:flipped_units] = -1, -1
    return np.linalg.eigvalsh(np.diag(d1) + (w1.T * d2) @ w1)[0]
