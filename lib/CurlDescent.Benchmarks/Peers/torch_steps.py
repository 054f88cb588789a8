"""Training steps in PyTorch, one thread, double, no automatic differentiation, signs as vectors. Reads a JSON list of settings from the first argument;
prints the version, then the best seconds per step of each setting."""
import json
import sys
import time

import torch

torch.set_num_threads(1)
torch.set_grad_enabled(False)
torch.set_default_dtype(torch.float64)

PHI = {"linear": lambda a: a, "tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid}
TIMES_DERIVATIVE = {  # delta · φ'(a), from h = φ(a)
    "linear": lambda delta, h: delta,
    "tanh": lambda delta, h: delta * (1 - h * h),
    "relu": lambda delta, h: delta * (h > 0),
    "sigmoid": lambda delta, h: delta * h * (1 - h),
}


def seconds_per_step(s):
    m, n, p, batch = s["inputs"], s["hidden"], s["samples"], s["batch"]
    phi, times_derivative = PHI[s["activation"]], TIMES_DERIVATIVE[s["activation"]]
    torch.manual_seed(1)

    def weights():
        return (2 * torch.rand(n, m) - 1) / m**0.5, (2 * torch.rand(1, n) - 1) / n**0.5

    x_all = torch.randn(m, p) * 0.5**0.5
    t1, t2 = weights()
    w1, w2 = weights()
    y_all = phi(t2 @ phi(t1 @ x_all))
    d1, d2 = torch.ones(m), torch.ones(n)
    d1[: s["hiddenFlips"]] = -1
    d2[: s["readoutFlips"]] = -1
    eta = 0.1 * batch / p
    norm1, norm2 = w1.norm(), w2.norm()

    best, begin = float("inf"), time.perf_counter()
    while time.perf_counter() - begin < s["seconds"]:
        start = time.perf_counter()
        order = torch.randperm(p)
        for k in range(0, p, batch):
            chosen = order[k : k + batch]
            x, y = x_all.index_select(1, chosen), y_all.index_select(1, chosen)
            h = phi(w1 @ x)
            delta2 = phi(w2 @ h) - y
            delta1 = times_derivative(w2.t() @ delta2, h)
            w2.sub_(delta2 @ h.t() * d2, alpha=eta / batch)
            w1.sub_(delta1 @ x.t() * d1, alpha=eta / batch)
            w1.mul_(norm1 / w1.norm())
            w2.mul_(norm2 / w2.norm())
        best = min(best, (time.perf_counter() - start) / (p // batch))
    return best


print(torch.__version__, flush=True)
for setting in json.loads(sys.argv[1]):
    print(seconds_per_step(setting), flush=True)
