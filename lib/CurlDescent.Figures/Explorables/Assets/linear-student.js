// A linear student with one output and full batches in the closed order-parameter form: exact in discrete time, O(M²) a step whatever N is.
// u = W2W1, v = W2D2W1, Q = W1ᵀD2W1, L = W1ᵀW1, s = ‖W2‖², t = W2D2W2ᵀ; norms kept by rescaling after every step.
// Teacher, inputs and student are those of run 0, as TrainingSpec draws them.
import { RandomStream, purpose } from './philox.js';
import { signs } from './spectrum.js';

/**
 * @typedef {object} StudentSpec
 * @property {number} inputs M
 * @property {number} units N
 * @property {number} flippedInputs
 * @property {number} flippedUnits
 * @property {number} samples P, also the batch.
 * @property {number} testSamples
 * @property {number} step η
 * @property {number} seed
 * @property {'random' | 'solution'} start
 * @property {number} range Of random starts.
 * @property {number} perturbation Of starts at the teacher.
 * @property {number} tracked How many hidden units are followed one by one.
 */

/** @param {Float64Array} weights */
const squares = weights => weights.reduce((sum, w) => sum + w * w, 0);

/** @param {Float64Array} weights @param {number} norm */
const rescale = (weights, norm) => {
  const factor = norm / Math.sqrt(squares(weights));
  for (let k = 0; k < weights.length; k++) weights[k] *= factor;
};

/** Σ = XXᵀ/P of inputs of variance ½. @param {StudentSpec} spec @param {number} samples @param {number} use */
const secondMoment = ({ inputs: m, seed }, samples, use) => {
  const stream = new RandomStream(seed, 0, use),
    x = new Float64Array(m),
    sigma = new Float64Array(m * m);
  for (let p = 0; p < samples; p++) {
    stream.fillNormal(x, Math.sqrt(0.5));
    for (let j = 0; j < m; j++) for (let k = 0; k <= j; k++) sigma[j * m + k] += x[j] * x[k];
  }
  for (let j = 0; j < m; j++) for (let k = 0; k <= j; k++) sigma[k * m + j] = sigma[j * m + k] /= samples;
  return sigma;
};

export class LinearStudent {
  /** @param {StudentSpec} spec */
  constructor(spec) {
    const { inputs: m, units: n, seed } = spec;
    this.spec = spec;
    this.m = m;
    this.teacherHidden = new RandomStream(seed, 0, purpose.teacherHidden).fillUniform(new Float64Array(n * m), 1 / Math.sqrt(m));
    this.teacherReadout = new RandomStream(seed, 0, purpose.teacherReadout).fillUniform(new Float64Array(n), 1 / Math.sqrt(n));
    rescale(this.teacherHidden, Math.sqrt(n));
    rescale(this.teacherReadout, 1);
    this.d1 = signs(spec.flippedInputs, m);
    this.d2 = signs(spec.flippedUnits, n);
    this.sigma = secondMoment(spec, spec.samples, purpose.trainingInputs);
    this.testSigma = secondMoment(spec, spec.testSamples, purpose.testInputs);
    const hidden = this.teacherHidden.slice(),
      readout = this.teacherReadout.slice();
    if (spec.start === 'random') {
      new RandomStream(seed, 0, purpose.studentHidden).fillUniform(hidden, spec.range / Math.sqrt(m));
      new RandomStream(seed, 0, purpose.studentReadout).fillUniform(readout, spec.range / Math.sqrt(n));
    } else {
      const noise = new RandomStream(seed, 0, purpose.perturbation);
      for (let i = 0; i < n; i++) readout[i] += spec.perturbation * noise.normal();
    }
    this.target = this.product(this.teacherReadout, this.teacherHidden, null);
    this.u = this.product(readout, hidden, null);
    this.v = this.product(readout, hidden, this.d2);
    this.l = this.gram(hidden, null);
    this.q = this.gram(hidden, this.d2);
    this.s = squares(readout);
    this.t = readout.reduce((sum, w, i) => sum + this.d2[i] * w * w, 0);
    this.hiddenSquares = squares(hidden);
    this.readoutSquares = this.s;
    this.tracked = Math.min(spec.tracked, n);
    this.rows = Float64Array.from(hidden.subarray(0, this.tracked * m));
    this.readouts = Float64Array.from(readout.subarray(0, this.tracked));
    this.epoch = 0;
    this.g = new Float64Array(m);
    this.h = new Float64Array(m);
    this.gq = new Float64Array(m);
    this.gl = new Float64Array(m);
    this.r = new Float64Array(m);
    /** How far the weights and their Gram matrices moved in the last step, and the tracked weights against two steps ago. */
    this.motion = { step: NaN, twoSteps: NaN, gramStep: NaN };
    this.history = [this.trackedWeights()];
  }

  /** @param {Float64Array} readout @param {Float64Array} hidden @param {Float64Array | null} d */
  product(readout, hidden, d) {
    const m = this.m,
      out = new Float64Array(m);
    for (let i = 0; i < readout.length; i++) for (let j = 0; j < m; j++) out[j] += readout[i] * (d ? d[i] : 1) * hidden[i * m + j];
    return out;
  }

  /** @param {Float64Array} hidden @param {Float64Array | null} d */
  gram(hidden, d) {
    const m = this.m,
      out = new Float64Array(m * m);
    for (let i = 0; i * m < hidden.length; i++)
      for (let j = 0; j < m; j++) {
        const left = hidden[i * m + j] * (d ? d[i] : 1);
        for (let k = 0; k < m; k++) out[j * m + k] += left * hidden[i * m + k];
      }
    return out;
  }

  trackedWeights() {
    return Float64Array.from([...this.rows, ...this.readouts]);
  }

  /** ½rΣrᵀ. @param {Float64Array} sigma */
  error(sigma) {
    const m = this.m;
    let sum = 0;
    for (let j = 0; j < m; j++) {
      const r = this.u[j] - this.target[j];
      for (let k = 0; k < m; k++) sum += r * sigma[j * m + k] * (this.u[k] - this.target[k]);
    }
    return sum / 2;
  }

  get trainError() {
    return this.error(this.sigma);
  }

  get testError() {
    return this.error(this.testSigma);
  }

  /** Trains one epoch, which is one step. @param {boolean} [measure] Also measures the motion. */
  advance(measure = false) {
    const {
      m,
      spec: { step },
      sigma,
      u,
      v,
      q,
      l,
      g,
      h,
      gq,
      gl,
      r,
      d1,
    } = this;
    const before = measure ? this.gramNumbers() : null;
    for (let j = 0; j < m; j++) r[j] = u[j] - this.target[j];
    let gv = 0,
      gu = 0;
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let k = 0; k < m; k++) sum += r[k] * sigma[k * m + j];
      g[j] = sum;
      h[j] = sum * d1[j];
      gv += sum * v[j];
      gu += sum * u[j];
    }
    let gLg = 0,
      gQg = 0;
    for (let j = 0; j < m; j++) {
      let a = 0,
        b = 0;
      for (let k = 0; k < m; k++) {
        a += g[k] * q[k * m + j];
        b += g[k] * l[k * m + j];
      }
      gq[j] = a;
      gl[j] = b;
      gQg += a * g[j];
      gLg += b * g[j];
    }
    for (let i = 0; i < this.tracked; i++) {
      let d = 0;
      for (let j = 0; j < m; j++) d += g[j] * this.rows[i * m + j];
      for (let j = 0; j < m; j++) this.rows[i * m + j] -= step * this.readouts[i] * h[j];
      this.readouts[i] -= step * this.d2[i] * d;
    }
    const { s, t } = this,
      square = step * step;
    let trace = 0;
    for (let j = 0; j < m; j++) {
      for (let k = 0; k < m; k++) {
        q[j * m + k] += -step * (h[j] * v[k] + v[j] * h[k]) + square * t * h[j] * h[k];
        l[j * m + k] += -step * (h[j] * u[k] + u[j] * h[k]) + square * s * h[j] * h[k];
      }
      trace += l[j * m + j];
    }
    for (let j = 0; j < m; j++) {
      const a = u[j] - step * (s * h[j] + gq[j]) + square * gv * h[j],
        b = v[j] - step * (t * h[j] + gl[j]) + square * gu * h[j];
      u[j] = a;
      v[j] = b;
    }
    this.s = s - 2 * step * gv + square * gLg;
    this.t = t - 2 * step * gu + square * gQg;
    const a = Math.sqrt(this.hiddenSquares / trace),
      b = Math.sqrt(this.readoutSquares / this.s);
    for (let j = 0; j < m; j++) {
      u[j] *= a * b;
      v[j] *= a * b;
    }
    for (let k = 0; k < m * m; k++) {
      q[k] *= a * a;
      l[k] *= a * a;
    }
    this.s *= b * b;
    this.t *= b * b;
    for (let k = 0; k < this.rows.length; k++) this.rows[k] *= a;
    for (let i = 0; i < this.tracked; i++) this.readouts[i] *= b;
    this.epoch++;
    if (before) this.measureMotion(before);
  }

  /**
   * Trains several epochs and measures the motion over the last two.
   * @param {number} epochs
   * @param {() => void} [observe] Called after each.
   */
  train(epochs, observe = () => {}) {
    for (let k = 0; k < epochs; k++) {
      if (k === epochs - 2) this.history = [this.trackedWeights()];
      this.advance(k >= epochs - 2);
      observe();
    }
  }

  /** u, v, Q, L, s, t in a row: all that the Gram matrices of units of either sign hold. */
  gramNumbers() {
    return Float64Array.from([...this.u, ...this.v, ...this.q, ...this.l, this.s, this.t]);
  }

  /** @param {Float64Array} before */
  measureMotion(before) {
    const now = this.trackedWeights(),
      [last, earlier] = this.history,
      distance = (/** @type {Float64Array} */ a, /** @type {Float64Array} */ b) => {
        let sum = 0;
        for (let k = 0; k < a.length; k++) sum += (a[k] - b[k]) ** 2;
        return Math.sqrt(sum);
      };
    const size = Math.sqrt(squares(now)),
      gram = this.gramNumbers();
    this.motion = {
      step: last ? distance(now, last) / size : NaN,
      twoSteps: earlier ? distance(now, earlier) / size : NaN,
      gramStep: distance(gram, before) / Math.sqrt(squares(gram)),
    };
    this.history = [now, last];
  }

  /** The kind of motion, by the thresholds of WeightMotion.cs, of the tracked units; known after training two epochs or more. */
  get kind() {
    const { step, twoSteps, gramStep } = this.motion;
    if (Number.isNaN(step)) return 'diverged';
    return step <= 1e-9 ? 'rest' : twoSteps <= 1e-6 * step ? 'alternation' : gramStep <= 5e-2 * step ? 'rotation' : 'other';
  }
}
