"""The signed tangent kernel: stability of a zero-error solution of any network. NumPy twin of notebook 08, section 8."""
import numpy as np


def jacobian(w1, w2, x, phi, dphi):
    """Derivatives of the outputs phi(W2 phi(W1 x)) by all weights, W1 row by row and then W2: P x (NM + N)."""
    a1 = w1 @ x
    h = phi(a1)
    a2 = w2 @ h
    by_hidden = dphi(a2).T[:, :, None] * (w2.T * dphi(a1)).T[:, :, None] * x.T[:, None, :]  # P x N x M
    by_readout = dphi(a2).T * h.T
    return np.hstack([by_hidden.reshape(x.shape[1], -1), by_readout])


def growth_rates(w1, w2, x, d1, d2, phi, dphi):
    """Eigenvalues of -G D G^T / P: errors grow along the positive ones, at these rates."""
    g = jacobian(w1, w2, x, phi, dphi)
    signs = np.concatenate([np.tile(d1, w1.shape[0]), d2])
    return np.linalg.eigvalsh(-(g * signs) @ g.T / x.shape[1])


def tanh(a):
    return np.tanh(a)


def dtanh(a):
    return 1 - np.tanh(a) ** 2
