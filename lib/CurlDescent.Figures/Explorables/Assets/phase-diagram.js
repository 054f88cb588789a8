// Live figure: the phase diagram with a network behind every point of it.
import { button, choice, readout, slider, toggle } from './controls.js';
import { fade } from './colors.js';
import { eigenvalues } from './dense.js';
import { Frame, element } from './frame.js';
import { LinearStudent } from './linear-student.js';
import { Plot } from './plot.js';
import { criticalFraction, sampledSpectrum, spectralLaw, stabilityMatrix } from './spectrum.js';
import { fixed, rich, short } from './text.js';
import { startWorker } from './worker.js';

/** @typedef {import('./spectrum.js').Layer} Layer */
/** @typedef {import('./linear-student.js').StudentSpec} StudentSpec */
/** @typedef {{ name: string, layer: Layer, inputs: number, flips: number, step: number, start: 'random' | 'solution' }} Preset */
/**
 * @typedef {{ neurons: number, samples: number, testSamples: number, range: number, perturbation: number, tracked: number, seed: number,
 * horizon: number, atOnce: number, first: number, presets: Preset[] }} Spec
 */

/** What the worker does: trains one student at a time, and draws spectra. @param {(message: any) => void} post */
export const serve = post => {
  /** @type {LinearStudent | null} */
  let student = null;
  let run = 0;
  return (/** @type {any} */ message) => {
    if (message.kind === 'student') {
      run = message.run;
      student = new LinearStudent(message.spec);
      const { inputs, units } = message.spec,
        scale = student.teacherReadout.reduce((sum, w) => sum + w * w, 0);
      const own = eigenvalues(stabilityMatrix(student.teacherHidden, inputs, units, student.d1, student.d2, scale), inputs);
      post({
        kind: 'student',
        run,
        own,
        readoutNorm: Math.sqrt(student.readoutSquares),
        train: student.trainError,
        test: student.testError,
        weights: [...weightsOf(student)],
      });
      const size = Math.max(1, Math.round(message.sampleSize / inputs)),
        m = size * inputs,
        n = size * units;
      post({
        kind: 'sample',
        run,
        inputs: m,
        units: n,
        values: sampledSpectrum(m, n, size * message.spec.flippedInputs, size * message.spec.flippedUnits, message.spec.seed, 0),
      });
    } else if (message.kind === 'advance' && student && message.run === run) {
      const at = student,
        [train, test, weights] = /** @type {number[][]} */ ([[], [], []]);
      at.train(message.epochs, () => {
        train.push(at.trainError);
        test.push(at.testError);
        weights.push(...weightsOf(at));
      });
      post({ kind: 'progress', run, epoch: at.epoch, train, test, weights, motion: at.kind });
    }
  };
};

const hiddenShown = 5,
  shown = hiddenShown + 2;
/** Five hidden weights and two readout weights of the units that are followed. @param {LinearStudent} student */
const weightsOf = student => [
  ...Array.from({ length: hiddenShown }, (_, k) => student.rows[(k % student.tracked) * student.m + (k % student.m)]),
  student.readouts[0],
  student.readouts[1 % student.tracked],
];

/**
 * @param {HTMLElement} host
 * @param {Spec} spec
 * @param {string} style
 * @param {() => any} bundle
 */
export const mount = (host, spec, style, bundle) => {
  const frame = new Frame(host, style, 'Live figure: the phase diagram with a network behind every point');
  const first = spec.presets[spec.first],
    least = 3,
    most = spec.neurons - 5;
  const state = {
    layer: first.layer,
    inputs: first.inputs,
    flips: first.flips,
    step: first.step,
    start: first.start,
    seed: spec.seed,
    speed: 3,
    isRunning: true,
    sound: false,
  };
  const units = () => spec.neurons - state.inputs,
    neuronsOfLayer = () => (state.layer === 'hidden' ? state.inputs : units());
  const ratio = () => state.inputs / units(),
    fraction = () => state.flips / neuronsOfLayer();

  const plane = new Plot(frame, {
    label: '',
    aspect: 0.86,
    x: { label: 'compression ratio *c* = *M*/*N*', log: true, ticks: [0.1, 0.25, 0.5, 1, 2, 5] },
    y: { label: ' ' },
  });
  const spectrum = new Plot(frame, { label: '', title: 'Spectrum of *X* at solutions', aspect: 0.62, x: { label: 'eigenvalue' }, y: {} });
  const errors = new Plot(frame, {
    label: '',
    title: 'Error of the student',
    aspect: 0.62,
    x: { label: 'epoch', log: true },
    y: { log: true },
  });
  const traces = new Plot(frame, { label: '', title: 'Five hidden weights', aspect: 0.62, x: { label: 'epoch' }, y: {} });
  const orbit = new Plot(frame, { label: '', title: 'Two hidden weights', aspect: 0, bare: true });
  const sphere = new Plot(frame, { label: '', title: 'Two readout weights', aspect: 0, bare: true });

  // The norm is kept, so any two of the readout weights stay in a disc of this radius.
  let readoutNorm = 1;
  let said = '';
  let run = 0,
    pending = false,
    epoch = 0,
    motion = '',
    debt = 0;
  /** @type {ReturnType<typeof spectralLaw>} */
  let law = spectralLaw(state.layer, ratio(), fraction());
  /**
   * @type {{ own: Float64Array, sample: Float64Array, sampleInputs: number, sampleUnits: number, train: number[], test: number[], weights:
   * number[][] }}
   */
  let now = { own: new Float64Array(0), sample: new Float64Array(0), sampleInputs: 0, sampleUnits: 0, train: [], test: [], weights: [] };

  const worker = startWorker(bundle, serve, message => {
    if (message.run !== run) return;
    if (message.kind === 'student') {
      Object.assign(now, { own: message.own, train: [message.train], test: [message.test], weights: [message.weights] });
      readoutNorm = message.readoutNorm;
      addToCurve(0);
      if (frame.reduced) ask(spec.atOnce);
    } else if (message.kind === 'sample') {
      Object.assign(now, { sample: message.values, sampleInputs: message.inputs, sampleUnits: message.units });
      if (!frame.reduced) start();
    } else {
      pending = false;
      epoch = message.epoch;
      motion = message.motion;
      const known = now.train.length;
      now.train.push(...message.train);
      now.test.push(...message.test);
      addToCurve(known);
      for (let k = 0; k < message.weights.length; k += shown) now.weights.push(message.weights.slice(k, k + shown));
      if (now.weights.length > 3000) now.weights.splice(0, now.weights.length - 2000);
      if (epoch >= spec.horizon || motion === 'diverged') state.isRunning = false;
      if (motion !== said) {
        said = motion;
        frame.say(`Epoch ${epoch}: the weights ${motions[motion]}, training error ${short(message.train[message.train.length - 1])}.`);
      }
      showRunning();
    }
    frame.invalidate();
  });
  const ask = (/** @type {number} */ epochs) => {
    if (pending || epochs < 1) return;
    pending = true;
    worker.post({ kind: 'advance', run, epochs: Math.min(epochs, spec.horizon - epoch) });
  };

  /** @returns {StudentSpec} */
  const studentSpec = () => ({
    inputs: state.inputs,
    units: units(),
    flippedInputs: state.layer === 'hidden' ? state.flips : 0,
    flippedUnits: state.layer === 'readout' ? state.flips : 0,
    samples: spec.samples,
    testSamples: spec.testSamples,
    step: state.step,
    seed: state.seed,
    start: state.start,
    range: spec.range,
    perturbation: spec.perturbation,
    tracked: spec.tracked,
  });
  const restart = () => {
    run++;
    pending = false;
    epoch = 0;
    motion = '';
    debt = 0;
    state.isRunning = !frame.reduced;
    law = spectralLaw(state.layer, ratio(), fraction());
    Object.assign(now, { train: [], test: [], weights: [] });
    worker.post({ kind: 'student', run, spec: studentSpec(), sampleSize: 120 });
    showRunning();
    frame.invalidate();
  };

  const speeds = [10, 30, 100, 300, 1000, 3000];
  const start = () => {
    if (!state.isRunning) return;
    frame.animate(seconds => {
      if (!state.isRunning) return false;
      debt = Math.min(debt + seconds * speeds[state.speed], 400);
      if (!pending && debt >= 2) {
        const steps = Math.floor(debt);
        debt -= steps;
        ask(steps);
      }
      return true;
    });
  };

  // --- drawings
  const drawPlane = () => {
    const { theme } = frame,
      low = 0.07,
      high = 8,
      cs = Array.from({ length: 241 }, (_, k) => low * (high / low) ** (k / 240));
    const curve = cs.map(c => criticalFraction(state.layer, c));
    plane.yAxis.label =
      state.layer === 'hidden' ? 'flipped fraction of inputs *\u03b1*_{h}' : 'flipped fraction of hidden units *\u03b1*_{r}';
    plane.range(low, high, 0, 1);
    plane.begin();
    plane.clipped(() => {
      plane.line([low, high, high, low], [0, 0, 1, 1], { width: 0, fill: fade(theme.vermilion, theme.dark ? 0.2 : 0.13) });
      plane.line([...cs, high, low], [...curve, 0, 0], { width: 0, fill: theme.paper });
      plane.line([...cs, high, low], [...curve, 0, 0], { width: 0, fill: fade(theme.blue, theme.dark ? 0.22 : 0.12) });
      // The networks of this size.
      for (let m = least; m <= most; m++) {
        const n = spec.neurons - m,
          count = state.layer === 'hidden' ? m : n,
          stride = Math.max(1, Math.ceil(count / 16));
        for (let f = 0; f <= count; f += stride) plane.dot(m / n, f / count, 1.1, fade(theme.ink, 0.22));
      }
      plane.line(cs, curve, { color: theme.ink, width: 2.2 });
    });
    plane.text('stable', plane.px(0.11), plane.py(state.layer === 'hidden' ? 0.62 : 0.13), { color: theme.blue, size: 15, halo: true });
    plane.text('unstable', plane.px(state.layer === 'hidden' ? 1.3 : 1), plane.py(0.78), { color: theme.vermilion, size: 15, halo: true });
    plane.axes();
    plane.end();
    plane.describe(
      `Phase diagram. The network has c ${fixed(ratio())} and flipped fraction ${fixed(fraction())}; ` +
        `the boundary there is at ${fixed(criticalFraction(state.layer, ratio()), 3)}.`,
    );
  };

  const drawSpectrum = () => {
    const { theme } = frame,
      eigen = [...now.own, ...now.sample],
      span = law.right - law.left;
    const low = Math.min(law.left, 0, ...now.own) - 0.06 * span,
      high = Math.min(Math.max(law.right, ...now.own), law.left + 14) + 0.05 * span;
    const xs = Array.from({ length: 401 }, (_, k) => low + ((high - low) * k) / 400),
      ys = xs.map(law.density),
      bins = 44,
      width = (high - low) / bins,
      counts = new Float64Array(bins);
    for (const value of now.sample) {
      const bin = Math.floor((value - low) / width);
      if (bin >= 0 && bin < bins) counts[bin] += 1 / (now.sample.length * width);
    }
    const smooth = [...ys].sort((a, b) => a - b),
      top = Math.max(smooth[396] * 1.25, 0.12, ...(eigen.length ? [[...counts].sort((a, b) => a - b)[bins - 2] * 1.15] : []));
    spectrum.range(low, high, -0.13 * top, top);
    spectrum.begin();
    spectrum.clipped(() => {
      if (low < 0)
        spectrum.line([low, 0, 0, low], [-top, -top, top, top], { width: 0, fill: fade(theme.vermilion, theme.dark ? 0.2 : 0.12) });
      for (let b = 0; b < bins; b++)
        if (counts[b] > 0) {
          const x0 = low + b * width + 0.08 * width,
            x1 = low + (b + 1) * width - 0.08 * width;
          spectrum.line([x0, x0, x1, x1], [0, counts[b], counts[b], 0], { width: 0, fill: fade(theme.muted, 0.4) });
        }
      spectrum.line(xs, ys, { color: theme.blue, width: 2.4 });
      for (const [at, mass] of law.atoms) {
        spectrum.line([at, at], [0, top * Math.min(0.95, mass)], { color: theme.blue, width: 4 });
        spectrum.text(`mass ${fixed(mass)}`, spectrum.px(at) + 7, spectrum.py(top * Math.min(0.9, mass)), { color: theme.blue, size: 12 });
      }
      spectrum.line([0, 0], [-top, top], { color: theme.ink, width: 1.2 });
      for (const value of now.own)
        spectrum.line([value, value], [-0.11 * top, -0.02 * top], { color: value < 0 ? theme.vermilion : theme.ink, width: 1.6 });
      spectrum.line([law.left, law.left], [0, 0.3 * top], { color: law.left < 0 ? theme.vermilion : theme.blue, width: 1.6, dash: [4, 3] });
    });
    const edge = `left edge ${fixed(law.left)}`,
      x = spectrum.px(law.left);
    spectrum.text(edge, Math.min(x + 4, spectrum.width - 90), spectrum.py(0.34 * top), {
      color: law.left < 0 ? theme.vermilion : theme.blue,
      size: 12.5,
      halo: true,
    });
    spectrum.yAxis.ticks = [];
    spectrum.axes();
    spectrum.describe(
      `Limiting spectrum from ${fixed(law.left)} to ${fixed(law.right)}; ` +
        `${[...now.own].filter(v => v < 0).length} of ${now.own.length} eigenvalues of this network are negative`,
    );
  };

  // Points of the curves, evenly on a logarithmic axis, and the range of the errors: kept up to date, as there may be 20,000 epochs.
  /** @type {{ epochs: number[], train: number[], test: number[], low: number, high: number, last: number, isHalf: boolean }} */
  const curve = { epochs: [], train: [], test: [], low: 0.1, high: 1, last: -1, isHalf: false };
  const addToCurve = (/** @type {number} */ from) => {
    if (from === 0) Object.assign(curve, { epochs: [], train: [], test: [], low: 0.1, high: 1, last: -1, isHalf: false });
    for (let k = from; k < now.train.length; k++) {
      for (const error of [now.train[k], now.test[k]])
        if (Number.isFinite(error)) {
          curve.low = Math.max(1e-33, Math.min(curve.low, error));
          curve.high = Math.max(curve.high, error);
        }
      // Two in a row each time, so that an alternating error shows as such.
      const isDue = k <= 200 || Math.log(k + 1) - curve.last > 0.008;
      if (!isDue && !curve.isHalf) continue;
      curve.isHalf = isDue;
      if (isDue) curve.last = Math.log(k + 1);
      curve.epochs.push(k + 1);
      curve.train.push(Math.max(now.train[k], 1e-33));
      curve.test.push(Math.max(now.test[k], 1e-33));
    }
  };
  const drawErrors = () => {
    errors.range(1, Math.max(100, now.train.length) * 1.05, curve.low / 4, curve.high * 4);
    errors.xAxis.format = errors.yAxis.format = value => (value === 1 ? '1' : value === 10 ? '10' : `10^{${fixed(Math.log10(value), 0)}}`);
    errors.begin();
    errors.clipped(() => {
      errors.line(curve.epochs, curve.test, { color: frame.theme.muted, width: 1.8, dash: [5, 4] });
      errors.line(curve.epochs, curve.train, { color: frame.theme.vermilion, width: 2.3 });
    });
    errors.axes();
    errors.describe(`Training error ${short(now.train[now.train.length - 1] ?? NaN)} after ${epoch} epochs`);
  };

  const tones = /** @type {const} */ (['blue', 'vermilion', 'green', 'purple', 'orange']);
  const drawTraces = () => {
    const count = Math.min(now.weights.length, 400),
      from = now.weights.length - count,
      part = now.weights.slice(from);
    let reach = 0.05;
    for (const weights of part) for (let k = 0; k < hiddenShown; k++) reach = Math.max(reach, Math.abs(weights[k]));
    const end = Math.max(epoch, 100);
    traces.range(Math.max(0, end - 400), end, -reach * 1.1, reach * 1.1);
    traces.begin();
    traces.clipped(() => {
      const xs = part.map((_, k) => epoch - count + 1 + k);
      for (let k = 0; k < hiddenShown; k++)
        traces.line(
          xs,
          part.map(w => w[k]),
          { color: frame.theme[tones[k]], width: 1.7 },
        );
    });
    traces.axes();
    traces.describe('Traces of five hidden weights over the last epochs');
  };

  /** @param {Plot} plot @param {number} a @param {number} b @param {number} radius 0 for a range of its own. @param {string} color */
  const drawPortrait = (plot, a, b, radius, color) => {
    const part = now.weights.slice(-900),
      xs = part.map(w => w[a]),
      ys = part.map(w => w[b]),
      recent = part.slice(-500);
    const middle = (/** @type {number} */ k) =>
      radius > 0 || recent.length === 0 ? 0 : (Math.max(...recent.map(w => w[k])) + Math.min(...recent.map(w => w[k]))) / 2;
    const span = (/** @type {number} */ k) =>
      recent.length === 0 ? 0 : Math.max(...recent.map(w => w[k])) - Math.min(...recent.map(w => w[k]));
    const cx = middle(a),
      cy = middle(b),
      half = radius > 0 ? radius * 1.06 : Math.max(0.05, 0.62 * Math.max(span(a), span(b)));
    plot.range(cx - half, cx + half, cy - half, cy + half);
    plot.begin();
    plot.clipped(() => {
      if (radius > 0) {
        const turn = Array.from({ length: 97 }, (_, k) => (Math.PI * k) / 48);
        plot.line(
          turn.map(t => radius * Math.cos(t)),
          turn.map(t => radius * Math.sin(t)),
          { color: frame.theme.muted, width: 1.2, fill: fade(frame.theme.muted, 0.07) },
        );
      }
      const pieces = 6;
      for (let k = 0; k < pieces; k++) {
        const from = Math.max(0, Math.floor((xs.length * k) / pieces) - 1),
          count = Math.floor((xs.length * (k + 1)) / pieces);
        plot.line(xs, ys, { color, width: 1.2, from, count, opacity: 0.15 + (0.75 * (k + 1)) / pieces });
      }
      const end = xs.length - 1;
      if (end >= 0) plot.dot(xs[end], ys[end], 4.5, color, frame.theme.paper);
      if (end >= 1) plot.dot(xs[end - 1], ys[end - 1], 3, color);
    });
    plot.axes();
    plot.describe(`${plot.title}: the way of two weights against each other`);
  };

  const numbers = {
    network: readout('network'),
    edge: readout('critical fraction'),
    epoch: readout('epoch'),
    error: readout('training error', 'vermilion'),
    motion: readout('the weights'),
  };
  const motions = /** @type {Record<string, string>} */ ({
    rest: 'rest',
    alternation: 'alternate',
    rotation: 'turn rigidly',
    other: 'keep moving',
    diverged: 'diverged',
  });
  const sentence = () => {
    const isUnstable = law.left < 0,
      own = [...now.own].filter(v => v < 0).length;
    const limit = isUnstable
      ? 'The limiting spectrum reaches below zero: large networks cannot stay at a solution here.'
      : 'The limiting spectrum stays above zero: solutions are stable in large networks.';
    const small =
      now.own.length === 0
        ? ''
        : own > 0
          ? ` This small one has ${own} unstable direction${own === 1 ? '' : 's'} at its teacher.`
          : ' This small one has none at its teacher.';
    return limit + small;
  };
  // Learning does not move the upper two: they are drawn when something else has changed.
  let drawn = '';
  const draw = () => {
    const key = [
      run,
      now.sample.length,
      now.own.length,
      plane.box.clientWidth,
      spectrum.box.clientWidth,
      frame.theme.dark,
      devicePixelRatio,
    ].join();
    if (key !== drawn) {
      drawn = key;
      drawPlane();
      drawSpectrum();
    }
    drawErrors();
    drawTraces();
    drawPortrait(orbit, 0, 1, 0, frame.theme.blue);
    drawPortrait(sphere, hiddenShown, hiddenShown + 1, readoutNorm, frame.theme.purple);
    numbers.network.show(`M = ${state.inputs}, N = ${units()}, ${state.flips} flipped`);
    numbers.edge.show(fixed(criticalFraction(state.layer, ratio()), 3));
    numbers.epoch.show(String(epoch));
    numbers.error.show(short(now.train[now.train.length - 1] ?? NaN));
    numbers.motion.show(motions[motion] ?? '\u2013');
    note.textContent = sentence();
    sing();
    if (epoch >= spec.atOnce) frame.ready();
  };
  // --- sound: one note an epoch, ten a second, high where the first weight is high
  /** @type {{ context: AudioContext, tone: OscillatorNode, gain: GainNode, until: number } | null} */
  let voice = null;
  const sing = () => {
    if (!voice) return;
    const isHeard = frame.active && (state.isRunning || frame.reduced);
    voice.gain.gain.setTargetAtTime(isHeard ? 0.08 : 0, voice.context.currentTime, 0.03);
    const { context, tone } = voice,
      at = context.currentTime;
    if (voice.until > at + 0.3 || now.weights.length < 12) return;
    const part = now.weights.slice(-10),
      all = now.weights.slice(-600).map(w => w[0]),
      low = Math.min(...all),
      high = Math.max(...all);
    const begin = Math.max(voice.until, at + 0.02);
    part.forEach((weights, k) =>
      tone.frequency.setValueAtTime(220 * 2 ** (high - low < 1e-9 ? 1 : (2 * (weights[0] - low)) / (high - low)), begin + k / 10),
    );
    voice.until = begin + part.length / 10;
  };
  const setSound = (/** @type {boolean} */ on) => {
    state.sound = on;
    if (!on) {
      if (voice) {
        voice.tone.stop();
        void voice.context.close();
        voice = null;
      }
      return;
    }
    const context = new AudioContext(),
      tone = context.createOscillator(),
      gain = context.createGain();
    tone.type = 'triangle';
    gain.gain.value = 0.08;
    tone.connect(gain).connect(context.destination);
    tone.start();
    voice = { context, tone, gain, until: 0 };
  };

  // --- controls
  const layer = choice({
    label: 'flip',
    value: state.layer,
    options: [
      { value: 'hidden', label: 'inputs *\u03b1*_{h}' },
      { value: 'readout', label: 'hidden units *\u03b1*_{r}' },
    ],
    change: v => {
      const was = fraction();
      state.layer = v;
      state.flips = Math.round(was * neuronsOfLayer());
      preset.set(null);
      restart();
    },
  });
  const preset = choice({
    label: 'show',
    value: /** @type {string} */ (first.name),
    options: spec.presets.map(p => ({ value: p.name, label: p.name })),
    change: name => {
      const { layer: flipped, inputs, flips, step: size, start: from } = /** @type {Preset} */ (spec.presets.find(p => p.name === name));
      Object.assign(state, { layer: flipped, inputs, flips, start: from, seed: spec.seed });
      layer.set(flipped);
      begin.set(from);
      state.step = step.set(size);
      restart();
    },
  });
  const begin = choice({
    label: 'start',
    value: state.start,
    options: [
      { value: 'random', label: 'random' },
      { value: 'solution', label: 'at a solution' },
    ],
    change: v => {
      state.start = v;
      preset.set(null);
      restart();
    },
  });
  const step = slider({
    label: 'step *\u03b7*',
    min: 0.02,
    max: 0.3,
    step: 0.01,
    value: state.step,
    format: v => fixed(v),
    change: v => {
      state.step = v;
      preset.set(null);
      restart();
    },
  });
  const speed = slider({
    label: 'epochs a second',
    min: 0,
    max: 5,
    step: 1,
    value: state.speed,
    format: v => String(speeds[v]),
    change: v => {
      state.speed = v;
    },
  });
  const playing = button('pause', () => {
    if (frame.reduced && !state.isRunning) {
      ask(spec.atOnce);
      return;
    }
    state.isRunning = !state.isRunning && epoch < spec.horizon;
    showRunning();
    sing();
    start();
  });
  const showRunning = () => {
    playing.textContent = frame.reduced ? `${spec.atOnce} more epochs` : state.isRunning ? 'pause' : 'run on';
    playing.disabled = epoch >= spec.horizon || motion === 'diverged';
  };
  const again = button('another network', () => {
    state.seed++;
    preset.set(null);
    restart();
  });
  const sound = toggle({ label: 'sound', pressed: false, change: setSound });

  const move = (/** @type {number} */ inputs, /** @type {number} */ part) => {
    state.inputs = Math.max(least, Math.min(most, inputs));
    state.flips = Math.max(0, Math.min(neuronsOfLayer(), Math.round(part * neuronsOfLayer())));
    preset.set(null);
    restart();
  };
  plane.handle({
    label: 'network',
    tone: 'ink',
    get: () => [ratio(), fraction()],
    step: () => [1, 1],
    set: (x, y) => move(Math.round((spec.neurons * x) / (1 + x)), y),
    says: () => `${state.inputs} inputs, ${units()} hidden units, ${state.flips} flipped`,
    // A key moves to the next network, not by a distance.
    key: pressed => {
      if (pressed === 'PageUp') move(state.inputs + 3, fraction());
      else if (pressed === 'PageDown') move(state.inputs - 3, fraction());
      else return false;
      return true;
    },
    move: (right, up) => {
      const part = (state.flips + up) / neuronsOfLayer();
      move(state.inputs + right, up === 0 ? fraction() : part);
    },
  });
  plane.box.addEventListener('pointerdown', event => {
    const box = plane.box.getBoundingClientRect(),
      x = plane.xAt(event.clientX - box.left),
      y = plane.yAt(event.clientY - box.top);
    if (x >= plane.left && x <= plane.right && y >= -0.02 && y <= 1.02)
      move(Math.round((spec.neurons * x) / (1 + x)), Math.max(0, Math.min(1, y)));
  });

  // --- layout
  const note = element('p', 'note');
  const hint = (/** @type {string} */ text) => {
    const made = element('p', 'hint');
    made.append(rich(text));
    return made;
  };
  const key = (/** @type {string} */ tone, /** @type {string} */ text, dash = 'solid') => {
    const words = element('span', ''),
      made = element('span', 'key', words);
    words.append(rich(text));
    made.style.setProperty('--tone', `var(--${tone})`);
    made.style.setProperty('--dash', dash);
    return made;
  };
  frame.root.prepend(
    element('div', 'controls', preset.box, layer.box, begin.box),
    element(
      'div',
      'row',
      element('div', 'wide', plane.box, element('p', 'hint', 'Click, drag the point or use the arrow keys: each dot is a network.')),
      element(
        'div',
        'wide',
        note,
        spectrum.box,
        element('div', 'legend', key('blue', 'limit'), key('muted', 'a sampled matrix'), key('ink', 'strokes: this network')),
        element('div', 'readouts', numbers.network.box, numbers.edge.box),
      ),
    ),
    element('div', 'controls', step.box, speed.box, playing, again, sound.box),
    element(
      'div',
      'four',
      element('div', '', errors.box, element('div', 'legend', key('vermilion', 'training error'), key('muted', 'test error', 'dashed'))),
      element('div', '', traces.box),
      element('div', 'half', orbit.box, element('p', 'hint', 'against each other')),
      element('div', 'half', sphere.box, hint('in the shadow of the sphere \u2016*W*_{2}\u2016 = const')),
    ),
    element('div', 'readouts', numbers.epoch.box, numbers.error.box, numbers.motion.box),
  );

  frame.onRedraw(draw);
  frame.onActive(active => {
    sing();
    if (active) start();
  });
  restart();
  draw();

  return {
    frame,
    get epoch() {
      return epoch;
    },
    get isRunning() {
      return state.isRunning;
    },
    get hasSample() {
      return now.sample.length > 0 && now.train.length > 0;
    },
    /** All that the figure computes, for tests against the library. */
    numbers: () => ({
      spec: studentSpec(),
      mode: worker.mode,
      epoch,
      motion,
      run,
      critical: ['hidden', 'readout'].map(each =>
        [0.08, 0.2, 0.3, 0.5, 0.65, 1, 2, 7].map(c => criticalFraction(/** @type {Layer} */ (each), c)),
      ),
      law: { left: law.left, right: law.right, atoms: law.atoms, places: places(), density: places().map(law.density) },
      own: [...now.own],
      sample: [...now.sample],
      sampleInputs: now.sampleInputs,
      sampleUnits: now.sampleUnits,
      train: now.train,
      test: now.test,
      weights: now.weights,
    }),
  };

  function places() {
    return Array.from({ length: 41 }, (_, k) => law.left + ((law.right - law.left) * (k + 0.5)) / 41);
  }
};
