"""Times numpy.linalg.eigvalsh on matrices like those of DenseSpectrumBenchmarks. Usage: python3 dense_spectrum.py 1000 2000 4000"""
import sys
import time

import numpy as np

for size in map(int, sys.argv[1:] or ["1000", "2000", "4000"]):
    rng = np.random.default_rng(1)
    w = rng.normal(0, size ** -0.5, (size // 10, size))
    d2 = np.where(np.arange(size // 10) % 2 == 0, 1.0, -1.0)
    x = np.eye(size) + w.T @ (d2[:, None] * w)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        np.linalg.eigvalsh(x)
        times.append(time.perf_counter() - start)
    print(f"{size}: {min(times):.3f} s (best of 3)")
