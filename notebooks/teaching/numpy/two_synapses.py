"""The smallest network, y = w2 w1 x with target t x. NumPy twin of notebook 02."""
import numpy as np


def field(w, t=1.0, d1=1, d2=-1):
    """(dw1/dt, dw2/dt) of curl descent with signs d1, d2; both +1 is gradient descent."""
    e = w[0] * w[1] - t
    return np.array([-d1 * e * w[1], -d2 * e * w[0]])


def conserved(w, d1=1, d2=-1):
    return d1 * w[0] ** 2 - d2 * w[1] ** 2


def flow(w, time, steps=2000, **signs):
    """Runge-Kutta of fourth order."""
    h = time / steps
    for _ in range(steps):
        k1 = field(w, **signs)
        k2 = field(w + h / 2 * k1, **signs)
        k3 = field(w + h / 2 * k2, **signs)
        k4 = field(w + h * k3, **signs)
        w = w + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return w


def period(r, t=1.0):
    """Time of one round on a circle inside r^2 = 2t: the orbit closes, so no energy falls along it."""
    return 2 * np.pi / np.sqrt(t ** 2 - r ** 4 / 4)


def circulation(centre, radius, points=4000, **signs):
    """Work of the field around a circle, by the midpoint rule; 0 for every gradient."""
    a = 2 * np.pi * (np.arange(points) + 0.5) / points
    place = np.array(centre)[:, None] + radius * np.array([np.cos(a), np.sin(a)])
    tangent = radius * np.array([-np.sin(a), np.cos(a)])
    return np.sum(field(place, **signs) * tangent) * 2 * np.pi / points
