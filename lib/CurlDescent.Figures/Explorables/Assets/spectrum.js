// The random-matrix limit of X = D1 + W1ᵀD2W1 with flips in one layer, ρ = 1, as SpectralLaw.cs, HiddenPhaseBoundary.cs and
// ReadoutPhaseBoundary.cs have it.
import { eigenvalues } from './dense.js';
import { RandomStream, purpose } from './philox.js';

/**
 * @typedef {'hidden' | 'readout'} Layer Which neurons are flipped: inputs, with flipped hidden weights, or hidden units, with flipped
 * readout weights.
 */

/** The positive root of t³ + pt = 2q. @param {number} p @param {number} q */
const cubicRoot = (p, q) => {
  const third = p / 3,
    discriminant = q * q + third ** 3;
  let t;
  if (discriminant >= 0) {
    const s = Math.cbrt(q + Math.sqrt(discriminant));
    t = s - third / s;
  } else {
    const radius = Math.sqrt(-third);
    t = 2 * radius * Math.cos(Math.acos(Math.min(1, q / radius ** 3)) / 3);
  }
  for (let step = 0; step < 2; step++) t = (2 * t ** 3 + 2 * q) / (3 * t * t + p);
  return t;
};

/** The largest flipped fraction at which solutions are stable. @param {Layer} layer @param {number} c */
export const criticalFraction = (layer, c) => {
  if (layer === 'hidden') {
    if (c <= 0.25) return 1;
    if (c >= 2 / 3) return 0;
    const t = cubicRoot(1 - c, c);
    return Math.min(1, Math.max(0, 0.5 * (1 - 1 / t - (1 - t / c) * (1 / t - 1) * (1 / t + 1))));
  }
  const t = cubicRoot(1 - 1 / c, 1),
    excess = t / c / (t * t + t + 2);
  return 0.5 * c * excess * excess * (1 + 1 / (t * t));
};

/**
 * The limiting law.
 * @param {Layer} layer @param {number} c @param {number} fraction
 */
export const spectralLaw = (layer, c, fraction) => {
  const hidden = layer === 'hidden' ? fraction : 0,
    readout = layer === 'readout' ? fraction : 0;
  // z(ζ) = ζ + b + Σ A/(ζ − p), one or two poles.
  const shift = (1 - 2 * readout) / c;
  /** @type {[number, number][]} */
  let terms = [];
  if (hidden === 0 || hidden === 1) {
    const own = hidden === 1 ? -1 : 1;
    for (const [sign, share] of [
      [-1, readout],
      [1, 1 - readout],
    ])
      if (share > 0) terms.push([own + sign, share / c]);
  } else {
    // Poles solve 1 = G_D(p) = (1−α)/(p−1) + α/(p+1).
    const root = Math.sqrt(1 + 8 * (1 - hidden));
    for (const p of [(1 - root) / 2, (1 + root) / 2]) {
      const exact = polish(p, hidden);
      terms.push([exact, 1 / c / (hidden / (exact + 1) ** 2 + (1 - hidden) / (exact - 1) ** 2)]);
    }
  }
  terms = terms.sort((a, b) => a[0] - b[0]);
  const z = (/** @type {number} */ zeta) => terms.reduce((sum, [p, a]) => sum + a / (zeta - p), zeta + shift);
  const slope = (/** @type {number} */ zeta) => terms.reduce((sum, [p, a]) => sum - a / (zeta - p) ** 2, 1);
  const outer = (/** @type {1 | -1} */ side) => {
    const pole = side < 0 ? terms[0][0] : terms[terms.length - 1][0];
    let low = 0,
      high = Math.sqrt(terms.reduce((sum, [, a]) => sum + a, 0)) + 1e-9;
    for (let k = 0; k < 200; k++) {
      const middle = (low + high) / 2;
      if (middle <= low || middle >= high) break;
      if (slope(pole + side * middle) < 0) low = middle;
      else high = middle;
    }
    return z(pole + side * high);
  };
  const atoms = [
    [-1, hidden - 1 / c],
    [1, 1 - hidden - 1 / c],
  ].filter(([, mass]) => mass > 0);
  const leftBand = outer(-1),
    rightBand = outer(1);
  const transform = (/** @type {number} */ re, /** @type {number} */ im) => {
    // −Im G_D(ζ)
    const part = (/** @type {number} */ at) => im / ((re - at) ** 2 + im * im);
    return (1 - hidden) * part(1) + hidden * part(-1);
  };
  /** The density without atoms. @param {number} x */
  const density = x => {
    if (x <= leftBand || x >= rightBand) return 0;
    const target = x - shift;
    if (terms.length === 1) {
      const [p, a] = terms[0],
        half = (target - p) / 2;
      return transform(p + half, Math.sqrt(Math.max(0, a - half * half))) / Math.PI;
    }
    // Inside of a band one root of the cubic is real and lies between the poles; without it a quadratic is left.
    const [[p0, a0], [p1, a1]] = terms;
    let low = p0,
      high = p1;
    for (let k = 0; k < 200; k++) {
      const middle = (low + high) / 2;
      if (middle <= low || middle >= high) break;
      if (middle - target + a0 / (middle - p0) + a1 / (middle - p1) > 0) low = middle;
      else high = middle;
    }
    const r = low === p0 ? high : low,
      b0 = a0 / (r - p0),
      b1 = a1 / (p1 - r),
      h = (p1 - p0) / 2,
      gap = h - (b0 + b1) / 2,
      square = b0 * b1 - gap * gap;
    return square > 0 ? transform((p0 + p1) / 2 + (b0 - b1) / 2, Math.sqrt(square)) / Math.PI : 0;
  };
  return {
    left: Math.min(leftBand, ...atoms.map(([at]) => at)),
    right: Math.max(rightBand, ...atoms.map(([at]) => at)),
    leftBand,
    rightBand,
    atoms,
    density,
  };
};

/** Newton steps on 1 = G_D(p). @param {number} p @param {number} alpha */
const polish = (p, alpha) => {
  for (let k = 0; k < 3; k++) {
    const value = (1 - alpha) / (p - 1) + alpha / (p + 1) - 1,
      slope = -(1 - alpha) / (p - 1) ** 2 - alpha / (p + 1) ** 2;
    p -= value / slope;
  }
  return p;
};

/**
 * X = λD1 + W1ᵀD2W1.
 * @param {Float64Array} hidden W1, N×M. @param {number} inputs M @param {number} units N @param {ArrayLike<number>} d1 @param
 * {ArrayLike<number>} d2 @param {number} scale λ
 */
export const stabilityMatrix = (hidden, inputs, units, d1, d2, scale) => {
  const x = new Float64Array(inputs * inputs);
  for (let i = 0; i < units; i++) {
    const row = hidden.subarray(i * inputs, (i + 1) * inputs);
    for (let j = 0; j < inputs; j++) {
      const left = d2[i] * row[j];
      for (let k = 0; k < inputs; k++) x[j * inputs + k] += left * row[k];
    }
  }
  for (let j = 0; j < inputs; j++) x[j * inputs + j] += scale * d1[j];
  return x;
};

/** −1 for the first ones. @param {number} count @param {number} length */
export const signs = (count, length) => Float64Array.from({ length }, (_, k) => (k < count ? -1 : 1));

/**
 * Eigenvalues of X at random weights of variance 1/M, those that RandomWeights.cs draws.
 * @param {number} inputs @param {number} units @param {number} flippedInputs @param {number} flippedUnits @param {number} seed @param
 * {number} run
 */
export const sampledSpectrum = (inputs, units, flippedInputs, flippedUnits, seed, run) => {
  const hidden = new Float64Array(units * inputs),
    deviation = Math.sqrt(1 / inputs);
  for (let row = 0; row < units; row++)
    new RandomStream(seed, run, purpose.sampledMatrix, row).fillNormal(hidden.subarray(row * inputs, (row + 1) * inputs), deviation);
  return eigenvalues(stabilityMatrix(hidden, inputs, units, signs(flippedInputs, inputs), signs(flippedUnits, units), 1), inputs);
};
