"""Plain NumPy training steps, one thread. Reads a JSON list of settings from the first argument; prints one JSON list of times per setting, in seconds
per step: the rule as the formulas stand (D1, D2 as diagonal matrices), and with D1, D2 as vectors that multiply by broadcasting."""
import json
import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"
import numpy as np

PHI = {
    "linear": (lambda a: a, lambda a: np.ones_like(a)),
    "tanh": (np.tanh, lambda a: 1 - np.tanh(a) ** 2),
    "relu": (lambda a: np.maximum(a, 0), lambda a: (a > 0).astype(float)),
    "sigmoid": (lambda a: 1 / (1 + np.exp(-a)), lambda a: 1 / (1 + np.exp(-a)) * (1 - 1 / (1 + np.exp(-a)))),
}


def seconds_per_step(s, signs_as_matrices, seconds):
    m, n, p, batch = s["inputs"], s["hidden"], s["samples"], s["batch"]
    phi, derivative = PHI[s["activation"]]
    rng = np.random.default_rng(1)

    def weights():
        return rng.uniform(-1, 1, (n, m)) / np.sqrt(m), rng.uniform(-1, 1, (1, n)) / np.sqrt(n)

    x_all = rng.normal(0, np.sqrt(0.5), (m, p))
    t1, t2 = weights()
    w1, w2 = weights()
    y_all = phi(t2 @ phi(t1 @ x_all))
    d1, d2 = np.ones(m), np.ones(n)
    d1[: s["hiddenFlips"]] = -1
    d2[: s["readoutFlips"]] = -1
    if signs_as_matrices:
        d1, d2 = np.diag(d1), np.diag(d2)
    eta = 0.1 * batch / p
    norm1, norm2 = np.linalg.norm(w1), np.linalg.norm(w2)

    best, begin = float("inf"), time.perf_counter()
    while time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        order = rng.permutation(p)
        for k in range(0, p, batch):
            chosen = order[k : k + batch]
            x, y = x_all[:, chosen], y_all[:, chosen]
            a1 = w1 @ x
            h = phi(a1)
            delta2 = phi(w2 @ h) - y
            delta1 = (w2.T @ delta2) * derivative(a1)
            g2, g1 = delta2 @ h.T / batch, delta1 @ x.T / batch
            w2 = w2 - eta * (g2 @ d2 if signs_as_matrices else g2 * d2)
            w1 = w1 - eta * (g1 @ d1 if signs_as_matrices else g1 * d1)
            w1 *= norm1 / np.linalg.norm(w1)
            w2 *= norm2 / np.linalg.norm(w2)
        best = min(best, (time.perf_counter() - start) / (p // batch))
    return best


for setting in json.loads(sys.argv[1]):
    print(json.dumps([seconds_per_step(setting, matrices, setting["seconds"]) for matrices in (True, False)]), flush=True)
