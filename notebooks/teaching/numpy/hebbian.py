"""Hebbian learning of excitatory and inhibitory neurons, first order. NumPy twin of notebook 01, sections 2, 4 and 6."""
import numpy as np


def velocity(w, d, f):
    """tau dW/dt = F + WDF + FDW - W for symmetric W; d holds +1 (excitatory) and -1 (inhibitory), f is the input covariance."""
    wdf = w @ np.diag(d) @ f
    return f + wdf + wdf.T - w


def commutator(d, f):
    """K = DF - FD: zero exactly if the rule is a gradient in the plain metric."""
    return np.diag(d) @ f - f @ np.diag(d)


def root(f, power):
    values, vectors = np.linalg.eigh(f)
    return (vectors * values ** power) @ vectors.T


def whitened_objective(w, d, f):
    """V(Z) with Z = F^(-1/2) W F^(-1/2), S = F^(1/2) D F^(1/2): falls along every run, mixed or not."""
    z, s = root(f, -0.5) @ w @ root(f, -0.5), root(f, 0.5) @ np.diag(d) @ root(f, 0.5)
    return -np.trace(z) - np.trace(s @ z @ z) + 0.5 * np.trace(z @ z)


def learn(w, d, f, time, dt=0.01):
    """Euler steps; returns the weights and V along the way."""
    values = []
    for _ in range(round(time / dt)):
        values.append(whitened_objective(w, d, f))
        w = w + dt * velocity(w, d, f)
    return w, values
