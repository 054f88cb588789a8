// A student ŷ = tanh(W2 tanh(W1x)) that learns from minibatches, as TrainingSpec.WithPaperConventions has it: η = rate·B/P, no φ' of the
// output in the rule, norms kept, inputs shared by all runs of a cell.
import { RandomStream, purpose, sharedRun } from './philox.js';

/**
 * @typedef {object} TanhSpec
 * @property {number} inputs M
 * @property {number} units N
 * @property {number} samples P
 * @property {number} testSamples
 * @property {number} batch B
 * @property {number} rate
 * @property {number} range Of the student's start.
 * @property {number} teacherRange
 * @property {number} seed
 */

/** Teacher and data, shared by both students of a pair. */
export class Lesson {
  /** @param {TanhSpec} spec */
  constructor(spec) {
    const { inputs: m, units: n, seed } = spec;
    this.spec = spec;
    const hidden = new RandomStream(seed, 0, purpose.teacherHidden).fillUniform(new Float64Array(n * m), spec.teacherRange / Math.sqrt(m));
    const readout = new RandomStream(seed, 0, purpose.teacherReadout).fillUniform(new Float64Array(n), spec.teacherRange / Math.sqrt(n));
    const draw = (/** @type {number} */ samples, /** @type {number} */ use) => {
      const x = new RandomStream(seed, sharedRun, use).fillNormal(new Float64Array(samples * m), Math.sqrt(0.5));
      return { x, y: outputs(hidden, readout, x, m, n, samples), samples };
    };
    this.train = draw(spec.samples, purpose.trainingInputs);
    this.test = draw(spec.testSamples, purpose.testInputs);
  }
}

/**
 * @param {Float64Array} hidden
 * @param {Float64Array} readout
 * @param {Float64Array} x
 * @param {number} m
 * @param {number} n
 * @param {number} samples
 */
const outputs = (hidden, readout, x, m, n, samples) => {
  const y = new Float64Array(samples);
  for (let p = 0; p < samples; p++) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      let a = 0;
      for (let j = 0, w = i * m, at = p * m; j < m; j++) a += hidden[w + j] * x[at + j];
      sum += readout[i] * Math.tanh(a);
    }
    y[p] = Math.tanh(sum);
  }
  return y;
};

/** @param {Float64Array} weights */
const norm = weights => {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += weights[k] * weights[k];
  return Math.sqrt(sum);
};

/** @param {Float64Array} weights @param {number} length */
const keepNorm = (weights, length) => {
  const factor = length / norm(weights);
  for (let k = 0; k < weights.length; k++) weights[k] *= factor;
};

export class TanhStudent {
  /** @param {Lesson} lesson @param {number} flippedUnits */
  constructor(lesson, flippedUnits) {
    const { inputs: m, units: n, seed, range } = lesson.spec;
    this.lesson = lesson;
    this.flippedUnits = flippedUnits;
    this.hidden = new RandomStream(seed, 0, purpose.studentHidden).fillUniform(new Float64Array(n * m), range / Math.sqrt(m));
    this.readout = new RandomStream(seed, 0, purpose.studentReadout).fillUniform(new Float64Array(n), range / Math.sqrt(n));
    this.hiddenNorm = norm(this.hidden);
    this.readoutNorm = norm(this.readout);
    this.order = new Int32Array(lesson.spec.samples);
    this.change = new Float64Array(n * m);
    this.readoutChange = new Float64Array(n);
    this.h = new Float64Array(n);
    this.epoch = 0;
  }

  /** ½ mean (ŷ − y)². @param {{ x: Float64Array, y: Float64Array, samples: number }} data */
  error({ x, y, samples }) {
    const { inputs: m, units: n } = this.lesson.spec,
      found = outputs(this.hidden, this.readout, x, m, n, samples);
    let sum = 0;
    for (let p = 0; p < samples; p++) sum += (found[p] - y[p]) ** 2;
    return sum / (2 * samples);
  }

  get trainError() {
    return this.error(this.lesson.train);
  }

  get testError() {
    return this.error(this.lesson.test);
  }

  /** Trains one epoch. */
  advance() {
    const {
        spec,
        train: { x, y },
      } = this.lesson,
      { inputs: m, units: n, batch, samples } = spec;
    new RandomStream(spec.seed, 0, purpose.sampleOrder, this.epoch).shuffle(this.order);
    const step = (spec.rate * batch) / samples / batch,
      { hidden, readout, change, readoutChange, h } = this;
    for (let start = 0; start < samples; start += batch) {
      change.fill(0);
      readoutChange.fill(0);
      for (let b = 0; b < batch; b++) {
        const at = this.order[start + b] * m;
        let sum = 0;
        for (let i = 0; i < n; i++) {
          let a = 0;
          for (let j = 0, w = i * m; j < m; j++) a += hidden[w + j] * x[at + j];
          h[i] = Math.tanh(a);
          sum += readout[i] * h[i];
        }
        const delta = Math.tanh(sum) - y[this.order[start + b]];
        for (let i = 0; i < n; i++) {
          readoutChange[i] += delta * h[i];
          const back = delta * readout[i] * (1 - h[i] * h[i]);
          for (let j = 0, w = i * m; j < m; j++) change[w + j] += back * x[at + j];
        }
      }
      for (let k = 0; k < change.length; k++) hidden[k] -= step * change[k];
      for (let i = 0; i < n; i++) readout[i] -= step * (i < this.flippedUnits ? -1 : 1) * readoutChange[i];
      keepNorm(hidden, this.hiddenNorm);
      keepNorm(readout, this.readoutNorm);
    }
    this.epoch++;
  }
}
