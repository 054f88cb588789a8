"""Curl descent in a linear or tanh network: the update, the loss share, the conserved balances. NumPy twin of notebook 03."""
import numpy as np


def forward(w1, w2, x, phi=None):
    """Outputs (K x P) and hidden activities (N x P) for inputs x (M x P)."""
    h = w1 @ x if phi is None else phi(w1 @ x)
    return w2 @ h, h


def step(w1, w2, x, y, d1, d2, eta):
    """One full-batch step of curl descent in a linear network; d1 (M) and d2 (N) hold +1 or, for flipped neurons, -1."""
    out, h = forward(w1, w2, x)
    delta2 = out - y
    delta1 = w2.T @ delta2
    samples = x.shape[1]
    new2 = w2 - eta / samples * (delta2 @ h.T) * d2  # d2 multiplies columns: the sending hidden units
    new1 = w1 - eta / samples * (delta1 @ x.T) * d1  # d1 multiplies columns: the sending inputs
    return new1, new2


def loss(w1, w2, x, y):
    return 0.5 * np.mean(np.sum((w2 @ w1 @ x - y) ** 2, axis=0))


def flipped_share(w1, w2, x, y, d1, d2):
    """Share s of the squared gradient that lies in flipped weights: the loss falls along curl flow if s < 1/2."""
    out, h = forward(w1, w2, x)
    delta = out - y
    g2, g1 = delta @ h.T, w2.T @ delta @ x.T
    total = np.sum(g1 ** 2) + np.sum(g2 ** 2)
    return (np.sum(g1[:, d1 < 0] ** 2) + np.sum(g2[:, d2 < 0] ** 2)) / total


def balances(w1, w2, d1, d2):
    """q_i = sum_j d1_j W1_ij^2 - d2_i sum_k W2_ki^2, conserved by the flow for every hidden unit i."""
    return (w1 ** 2) @ d1 - d2 * np.sum(w2 ** 2, axis=0)
