// Hebbian learning of symmetric recurrent weights to first order, τ dW/dt = F + WDF + FDW − W with τ = 1, as HebbianField.cs has it.
import { apply, combine, diagonal, norm, solve, times, traceOf, transpose } from './dense.js';

/** @typedef {import('./dense.js').Matrix} Matrix */
/**
 * @typedef {{ n: number, signs: number[], d: Matrix, f: Matrix, root: Matrix, inverseRoot: Matrix }} Network F^(1/2) and F^(−1/2) are the
 * whitening.
 */

/**
 * Inputs of equal variance whose correlation depends on whether the cells are of one type.
 * @param {number[]} signs +1 excitatory, −1 inhibitory. @param {number} variance @param {number} within @param {number} between
 * @returns {Matrix}
 */
export const inputCovariance = (signs, variance, within, between) => {
  const n = signs.length,
    f = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) f[i * n + j] = variance * (i === j ? 1 : signs[i] === signs[j] ? within : between);
  return f;
};

/**
 * The largest |between| for which all eigenvalues of F/variance are at least a margin; the spectrum is known by types.
 * @param {number} excitatory @param {number} inhibitory @param {number} within @param {number} margin
 */
export const mostBetween = (excitatory, inhibitory, within, margin) => {
  const one = (/** @type {number} */ count) => 1 + (count - 1) * within - margin;
  return excitatory === 0 || inhibitory === 0 ? 0 : Math.sqrt(Math.max(0, one(excitatory) * one(inhibitory)) / (excitatory * inhibitory));
};

/** @param {number[]} signs @param {Matrix} f @returns {Network} */
export const network = (signs, f) => {
  const n = signs.length;
  return { n, signs, d: diagonal(signs), f, root: apply(f, n, Math.sqrt), inverseRoot: apply(f, n, x => 1 / Math.sqrt(x)) };
};

/** dW/dt. @param {Network} net @param {Matrix} w */
export const velocityOf = (net, w) => {
  const half = times(times(w, net.d, net.n), net.f, net.n);
  return combine([1, net.f], [1, half], [1, transpose(half, net.n)], [-1, w]);
};

/** The derivative of dW/dt along B, without the decay. @param {Network} net @param {Matrix} b */
const along = (net, b) => {
  const half = times(times(b, net.d, net.n), net.f, net.n);
  return combine([1, half], [1, transpose(half, net.n)]);
};

/** Coordinates in an orthonormal basis of the symmetric matrices. @param {Matrix} w @param {number} n */
export const flatten = (w, n) => {
  const x = new Float64Array((n * (n + 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i++) {
    x[at++] = w[i * n + i];
    for (let j = i + 1; j < n; j++) x[at++] = (w[i * n + j] + w[j * n + i]) / Math.SQRT2;
  }
  return x;
};

/** @param {ArrayLike<number>} x @param {number} n @returns {Matrix} */
export const unflatten = (x, n) => {
  const w = new Float64Array(n * n);
  let at = 0;
  for (let i = 0; i < n; i++) {
    w[i * n + i] = x[at++];
    for (let j = i + 1; j < n; j++) w[i * n + j] = w[j * n + i] = x[at++] / Math.SQRT2;
  }
  return w;
};

/** The Jacobian on the symmetric matrices, without the decay. @param {Network} net @returns {Matrix} */
export const jacobian = net => {
  const size = (net.n * (net.n + 1)) / 2,
    j = new Float64Array(size * size),
    unit = new Float64Array(size);
  for (let column = 0; column < size; column++) {
    unit[column] = 1;
    flatten(along(net, unflatten(unit, net.n)), net.n).forEach((value, row) => {
      j[row * size + column] = value;
    });
    unit[column] = 0;
  }
  return j;
};

/** @param {Matrix} j @param {number} size @returns {{ symmetric: Matrix, antisymmetric: Matrix, ratio: number }} ratio: ‖A‖/‖J‖. */
export const splitJacobian = (j, size) => {
  const turned = transpose(j, size),
    symmetric = combine([0.5, j], [0.5, turned]),
    antisymmetric = combine([0.5, j], [-0.5, turned]);
  const whole = Math.hypot(norm(symmetric), norm(antisymmetric));
  return { symmetric, antisymmetric, ratio: whole === 0 ? 0 : norm(antisymmetric) / whole };
};

/** Z = F^(−1/2) W F^(−1/2). @param {Network} net @param {Matrix} w */
export const whiten = (net, w) => times(times(net.inverseRoot, w, net.n), net.inverseRoot, net.n);

/**
 * V(Z) = ½tr Z² − tr Z − tr SZ², S = F^(1/2) D F^(1/2): to first order dZ/dt = −∂V/∂Z for any signs.
 * @param {Network} net
 * @param {Matrix} w
 */
export const whitenedObjective = (net, w) => {
  const { n } = net,
    z = whiten(net, w),
    square = times(z, z, n),
    s = times(times(net.root, net.d, n), net.root, n);
  let trace = 0;
  for (let i = 0; i < n; i++) trace += z[i * n + i];
  return traceOf(z, z, n) / 2 - trace - traceOf(s, square, n);
};

/** ½tr W² − tr FW − tr DFW², the objective in the plain metric where D and F commute. @param {Network} net @param {Matrix} w */
export const plainObjective = (net, w) => {
  const { n } = net,
    square = times(w, w, n);
  return traceOf(w, w, n) / 2 - traceOf(net.f, w, n) - traceOf(times(net.d, net.f, n), square, n);
};

/**
 * The work of learning round a circle of weights centre + r(A cos a + B sin a), as it adds up, in both metrics: tr(dW/dt dW) and, whitened,
 * tr(dZ/dt dZ).
 * The field is linear, so the rule of equal steps is exact for each whole round.
 * @param {Network} net @param {Matrix} centre @param {Matrix} a @param {Matrix} b @param {number} radius @param {number} steps
 * @returns {{ plain: number[], whitened: number[] }}
 */
export const workRound = (net, centre, a, b, radius, steps) => {
  const plain = [0],
    whitened = [0],
    h = (2 * Math.PI) / steps,
    { n } = net;
  const power = (/** @type {number} */ k) => {
    const angle = k * h,
      w = combine([1, centre], [radius * Math.cos(angle), a], [radius * Math.sin(angle), b]);
    const v = velocityOf(net, w),
      dw = combine([-radius * Math.sin(angle), a], [radius * Math.cos(angle), b]);
    return [traceOf(v, dw, n), traceOf(whiten(net, v), whiten(net, dw), n)];
  };
  let before = power(0);
  for (let k = 0; k < steps; k++) {
    const after = power(k + 1);
    plain.push(plain[k] + (h * (before[0] + after[0])) / 2);
    whitened.push(whitened[k] + (h * (before[1] + after[1])) / 2);
    before = after;
  }
  return { plain, whitened };
};

/**
 * The curl in the plane of two symmetric matrices, −tr([A, B]K) with K = DF − FD.
 * @param {Network} net
 * @param {Matrix} a
 * @param {Matrix} b
 */
export const curlOf = (net, a, b) => {
  const { n } = net,
    commutator = combine([1, times(a, b, n)], [-1, times(b, a, n)]);
  return -traceOf(commutator, combine([1, times(net.d, net.f, n)], [-1, times(net.f, net.d, n)]), n);
};

/** Coordinates of the weights at which the plain objective is least: (I − sym J) x = F. @param {Network} net */
export const plainMinimum = net => {
  const size = (net.n * (net.n + 1)) / 2,
    { symmetric } = splitJacobian(jacobian(net), size);
  return solve(combine([1, diagonal(new Float64Array(size).fill(1))], [-1, symmetric]), flatten(net.f, net.n));
};
