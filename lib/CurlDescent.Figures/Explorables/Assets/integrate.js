// The embedded Runge–Kutta pair of Dormand and Prince with step control, as Trajectory.cs has it.

const tableau = [
  [],
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];
const errorWeights = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];

/** @typedef {(point: Float64Array, value: Float64Array) => void} Field */

/**
 * @param {Float64Array} x
 * @param {number} step
 * @param {number[]} weights
 * @param {Float64Array[]} slopes
 * @param {Float64Array} destination
 */
const accumulate = (x, step, weights, slopes, destination) => {
  if (destination !== x) destination.set(x);
  for (let s = 0; s < weights.length; s++) {
    if (weights[s] === 0) continue;
    const factor = step * weights[s],
      slope = slopes[s];
    for (let i = 0; i < x.length; i++) destination[i] = slope[i] * factor + destination[i];
  }
};

/**
 * Integrates dx/dt = F(x).
 * @param {Field} field
 * @param {ArrayLike<number>} start
 * @param {number} duration
 * @param {{ tolerance?: number, maxStep?: number, maxSteps?: number, inside?: (point: Float64Array) => boolean }} [options] Ends where a
 * point is not inside.
 * @returns {{ times: number[], points: Float64Array[] }}
 */
export const integrate = (field, start, duration, { tolerance = 1e-9, maxStep = Infinity, maxSteps = 1e6, inside = () => true } = {}) => {
  const n = start.length,
    x = Float64Array.from(start),
    next = new Float64Array(n),
    error = new Float64Array(n);
  const slopes = tableau.map(() => new Float64Array(n));
  const times = [0],
    points = [x.slice()];
  let time = 0,
    step = Math.min(duration, maxStep, 1e-3);
  field(x, slopes[0]);
  for (let count = 0; time < duration && count < maxSteps; count++) {
    step = Math.min(step, maxStep, duration - time);
    if (!slopes[0].every(Number.isFinite) || time + step <= time) break;
    for (let stage = 1; stage < tableau.length; stage++) {
      accumulate(x, step, tableau[stage], slopes, next);
      field(next, slopes[stage]);
    }
    error.fill(0);
    accumulate(error, step, errorWeights, slopes, error);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const scaled = error[i] / (tolerance * (1 + Math.max(Math.abs(x[i]), Math.abs(next[i]))));
      sum += scaled * scaled;
    }
    const ratio = Math.sqrt(sum / n);
    if (ratio <= 1) {
      time = step === duration - time ? duration : time + step;
      x.set(next);
      times.push(time);
      points.push(x.slice());
      slopes[0].set(slopes[slopes.length - 1]);
      if (!inside(x)) break;
    }
    step *= Number.isNaN(ratio) ? 0.2 : Math.min(5, Math.max(0.2, 0.9 * ratio ** -0.2));
  }
  return { times, points };
};
