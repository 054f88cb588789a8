// Live figure: pairs of tanh networks race to a training error, one by gradient descent, one with flipped readout weights.
import { button, choice, readout, slider, toggle } from './controls.js';
import { fade } from './colors.js';
import { Frame, element } from './frame.js';
import { Plot } from './plot.js';
import { Lesson, TanhStudent } from './tanh-student.js';
import { fixed, rich, short } from './text.js';
import { startWorker } from './worker.js';

/**
 * @typedef {Omit<import('./tanh-student.js').TanhSpec, 'seed'> & { seed: number, flipped: number, threshold: number, horizon: number,
 * sizes: number[] }} Spec
 */
/**
 * @typedef {{ seed: number, epochs: number[], test: number[] }} Result Epochs to the threshold of gradient and curl descent, the horizon
 * where it was not reached, and the test errors there.
 */

/** What the worker does: both students of a pair, epoch by epoch. @param {(message: any) => void} post */
export const serve = post => {
  /** @type {TanhStudent[]} */
  let pair = [];
  let run = 0;
  return (/** @type {any} */ message) => {
    if (message.kind === 'pair') {
      run = message.run;
      const lesson = new Lesson(message.spec);
      pair = [0, message.flipped].map(flips => new TanhStudent(lesson, flips));
      post({ kind: 'errors', run, train: pair.map(s => [s.trainError]), test: pair.map(s => [s.testError]) });
    } else if (message.kind === 'advance' && message.run === run) {
      const begun = Date.now(),
        [train, test] = /** @type {number[][][]} */ ([
          [[], []],
          [[], []],
        ]);
      for (let k = 0; k < message.epochs && (k === 0 || Date.now() - begun < message.milliseconds); k++)
        for (const [side, student] of pair.entries()) {
          student.advance();
          train[side].push(student.trainError);
          test[side].push(student.testError);
        }
      post({ kind: 'errors', run, train, test });
    }
  };
};

/**
 * @param {HTMLElement} host
 * @param {Spec} spec
 * @param {string} style
 * @param {() => any} bundle
 */
export const mount = (host, spec, style, bundle) => {
  const frame = new Frame(host, style, 'Live figure: does a flipped readout weight learn faster?');
  const state = { flipped: spec.flipped, samples: spec.samples, seed: spec.seed, isRunning: false, goesOn: false };
  const curves = new Plot(frame, { label: '', title: 'Errors of this pair', aspect: 0.84, x: { label: 'epoch' }, y: { log: true } });
  const track = new Plot(frame, {
    label: '',
    title: 'The way to the threshold',
    aspect: 0.36,
    x: { label: 'training error', log: true },
    y: { ticks: [] },
  });
  const tally = new Plot(frame, {
    label: '',
    title: 'Epochs of curl descent over those of gradient descent',
    aspect: 0.4,
    x: { log: true, ticks: [0.125, 0.25, 0.5, 1, 2, 4, 8] },
    y: { ticks: [] },
  });
  tally.xAxis.format = value => (value < 1 ? `1/${Math.round(1 / value)}` : String(value));
  const names = ['gradient descent', 'curl descent'],
    tones = /** @type {const} */ (['blue', 'vermilion']);

  let run = 0,
    pending = false;
  /** @type {number[][]} */
  let train = [[], []];
  /** @type {number[][]} */
  let test = [[], []];
  /** @type {Result[]} */
  let results = [];

  const finish = (/** @type {number} */ side) => train[side].findIndex(error => error < spec.threshold);
  const epoch = () => train[0].length - 1;
  const isOver = () => epoch() >= spec.horizon || [0, 1].every(side => finish(side) >= 0);
  const last = (/** @type {number[]} */ list) => list[list.length - 1] ?? NaN;

  const worker = startWorker(bundle, serve, message => {
    if (message.run !== run) return;
    pending = false;
    for (const side of [0, 1]) {
      train[side].push(...message.train[side]);
      test[side].push(...message.test[side]);
    }
    if (isOver()) settle();
    showRunning();
    if (isOver() || epoch() >= 60) {
      draw();
      frame.ready();
    }
    frame.invalidate();
    if (state.isRunning && frame.reduced && frame.active) ask(1e9, 400);
  });
  const ask = (/** @type {number} */ epochs, /** @type {number} */ milliseconds) => {
    if (pending || isOver()) return;
    pending = true;
    worker.post({ kind: 'advance', run, epochs: Math.min(epochs, spec.horizon - epoch()), milliseconds });
  };
  const settle = () => {
    if (results.some(result => result.seed === state.seed)) return;
    const reached = [0, 1].map(side => (finish(side) < 0 ? spec.horizon : finish(side)));
    results.push({ seed: state.seed, epochs: reached, test: [0, 1].map(side => test[side][reached[side]]) });
    state.isRunning = false;
    const ratio = reached[1] / reached[0];
    frame.say(`Pair ${results.length}: gradient descent ${described(0)}, curl descent ${described(1)}; ratio ${short(ratio)}.`);
    if (state.goesOn && results.length < 20) {
      state.seed++;
      begin(true);
    }
  };
  const described = (/** @type {number} */ side) => (finish(side) < 0 ? `not within ${spec.horizon} epochs` : `${finish(side)} epochs`);

  const begin = (/** @type {boolean} */ running) => {
    run++;
    pending = false;
    train = [[], []];
    test = [[], []];
    const { inputs, units, testSamples, batch, rate, range, teacherRange } = spec;
    worker.post({
      kind: 'pair',
      run,
      flipped: state.flipped,
      spec: { inputs, units, samples: state.samples, testSamples, batch, rate, range, teacherRange, seed: state.seed },
    });
    pending = true;
    state.isRunning = running;
    showRunning();
    frame.invalidate();
    start();
  };
  const afresh = () => {
    results = [];
    state.seed = spec.seed;
    begin(true);
  };
  const start = () => {
    if (!state.isRunning) return;
    if (frame.reduced) {
      ask(1e9, 400);
      return;
    }
    frame.animate(() => {
      ask(1e9, 24);
      return state.isRunning;
    });
  };

  // --- drawings
  const drawCurves = () => {
    const all = [...train, ...test].flat().filter(Number.isFinite),
      low = Math.min(spec.threshold / 3, ...all),
      high = Math.max(0.1, ...all);
    curves.yAxis.format = value => `10^{${fixed(Math.log10(value), 0)}}`;
    curves.range(0, Math.max(40, epoch() * 1.06), low, high * 1.6);
    curves.begin();
    curves.clipped(() => {
      curves.line([0, spec.horizon], [spec.threshold, spec.threshold], { color: frame.theme.green, width: 1.4, dash: [5, 4] });
      for (const side of [0, 1]) {
        const xs = train[side].map((_, k) => k);
        curves.line(xs, test[side], { color: frame.theme[tones[side]], width: 1.4, dash: [3, 4] });
        curves.line(xs, train[side], { color: frame.theme[tones[side]], width: 2.4 });
        if (finish(side) >= 0) curves.dot(finish(side), train[side][finish(side)], 5.5, frame.theme[tones[side]], frame.theme.paper);
      }
    });
    curves.text('threshold', curves.width - 14, curves.py(spec.threshold) - 9, {
      align: 'right',
      size: 12,
      color: frame.theme.green,
      halo: true,
    });
    curves.axes();
    curves.describe(
      `Training error after ${epoch()} epochs: gradient descent ${short(last(train[0]))}, curl descent ${short(last(train[1]))}; ` +
        `test errors ${short(last(test[0]))} and ${short(last(test[1]))}`,
    );
  };

  const drawTrack = () => {
    const begun = Math.max(0.05, ...train.flat()) * 1.3,
      end = spec.threshold * 0.72,
      { theme } = frame;
    // From left to right: the error falls.
    track.xAxis.format = value => (value < 1 ? `10^{${fixed(Math.log10(value), 0)}}` : '1');
    track.range(begun, end, 0, 2);
    track.xAxis.ticks = [1, 0.1, 0.01, 0.001].filter(tick => tick <= begun && tick >= end);
    track.begin();
    const ticks = track.xAxis.ticks;
    track.clipped(() => {
      for (const side of [0, 1]) {
        const y = 1.5 - side,
          reached = finish(side),
          error = Math.max(end * 1.08, reached >= 0 ? spec.threshold : last(train[side]));
        track.line([begun, end], [y, y], { color: theme.line, width: 14 });
        if (train[side].length === 0) continue;
        track.line([begun, error], [y, y], { color: fade(theme[tones[side]], 0.32), width: 14 });
        track.dot(error, y, 9, theme[tones[side]], theme.paper);
        const words = reached >= 0 ? `epoch ${reached}` : `${short(last(train[side]), 2)}`,
          x = track.px(error),
          isLeft = x > track.width * 0.6;
        track.text(words, x + (isLeft ? -15 : 15), track.py(y), {
          align: isLeft ? 'right' : 'left',
          size: 13,
          bold: reached >= 0,
          color: theme.ink,
          halo: true,
        });
      }
    });
    track.line([spec.threshold, spec.threshold], [0, 2], { color: theme.green, width: 2 });
    track.xAxis.ticks = [];
    track.axes();
    for (const tick of ticks)
      track.text(track.xAxis.format(tick), track.px(tick), track.height - track.margin.bottom + 14, {
        align: 'center',
        size: 12,
        color: theme.muted,
      });
    track.describe(names.map((name, side) => `${name}: ${described(side)}`).join('; '));
  };

  const mean = () => Math.exp(results.reduce((sum, { epochs }) => sum + Math.log(epochs[1] / epochs[0]), 0) / Math.max(1, results.length));
  const drawTally = () => {
    const { theme } = frame;
    tally.range(1 / 9, 9, 0, 1);
    tally.begin();
    tally.clipped(() => {
      tally.line([1 / 9, 1, 1, 1 / 9], [0, 0, 1, 1], { width: 0, fill: fade(theme.vermilion, 0.09) });
      tally.line([1, 9, 9, 1], [0, 0, 1, 1], { width: 0, fill: fade(theme.blue, 0.09) });
      tally.line([1, 1], [0, 1], { color: theme.muted, width: 1.2 });
      for (const [k, { epochs }] of results.entries()) {
        const ratio = Math.min(8.6, Math.max(1 / 8.6, epochs[1] / epochs[0]));
        tally.dot(ratio, 0.3 + 0.36 * ((k * 0.618) % 1), 6, fade(ratio < 1 ? theme.vermilion : theme.blue, 0.85), theme.paper);
      }
      if (results.length > 1) tally.line([mean(), mean()], [0.12, 0.78], { color: theme.ink, width: 2.4 });
    });
    tally.text('curl descent sooner', tally.px(1) - 10, tally.py(0.9), { align: 'right', size: 12.5, color: theme.vermilion });
    if (results.length === 0)
      tally.text('each pair that has finished is a point here', tally.px(1), tally.py(0.42), {
        align: 'center',
        color: theme.muted,
        halo: true,
      });
    tally.text('later', tally.px(1) + 10, tally.py(0.9), { size: 12.5, color: theme.blue });
    tally.axes();
    tally.describe(
      results.length === 0 ? 'No pair has finished yet' : `${results.length} pairs; geometric mean of the ratio ${short(mean())}`,
    );
  };

  const numbers = {
    pair: readout('pair'),
    epoch: readout('epoch'),
    gradient: readout('test error, gradient', 'blue'),
    curl: readout('test error, curl', 'vermilion'),
    mean: readout('mean ratio, all pairs'),
  };
  const draw = () => {
    drawCurves();
    drawTrack();
    drawTally();
    numbers.pair.show(String(results.length + (isOver() ? 0 : 1)));
    numbers.epoch.show(String(Math.max(0, epoch())));
    const at = (/** @type {number} */ side) => (finish(side) >= 0 ? test[side][finish(side)] : last(test[side]));
    numbers.gradient.show(short(at(0)));
    numbers.curl.show(short(at(1)));
    numbers.mean.show(results.length > 0 ? fixed(mean()) : '\u2013');
    const sooner = results.filter(({ epochs }) => epochs[1] < epochs[0]).length;
    note.textContent =
      results.length === 0
        ? 'Both networks start from the same weights and see the same data in the same order. They differ in the sign of the rule at ' +
          `${state.flipped === 1 ? 'one readout weight' : `${state.flipped} readout weights`} of ten.`
        : `${sooner} of ${results.length} pair${results.length === 1 ? '' : 's'}: curl descent was sooner at a training error of ` +
          `${short(spec.threshold)}.${results.length < 4 ? ' A few pairs prove little: let more of them race.' : ''}`;
  };

  // --- controls
  const flipped = slider({
    label: 'flipped units of 10',
    min: 0,
    max: spec.units,
    step: 1,
    value: state.flipped,
    format: String,
    change: v => {
      state.flipped = v;
      afresh();
    },
  });
  const size = choice({
    label: 'samples *P*',
    value: String(state.samples),
    options: spec.sizes.map(p => ({ value: String(p), label: String(p) })),
    change: v => {
      state.samples = Number(v);
      afresh();
    },
  });
  const go = button('run', () => {
    if (isOver()) {
      state.seed++;
      begin(true);
      return;
    }
    state.isRunning = !state.isRunning;
    showRunning();
    start();
  });
  const on = toggle({
    label: 'pair after pair',
    pressed: false,
    change: pressed => {
      state.goesOn = pressed;
      if (pressed && isOver()) {
        state.seed++;
        begin(true);
      }
    },
  });
  const showRunning = () => {
    go.replaceChildren(rich(isOver() && train[0].length > 0 ? 'next pair' : state.isRunning ? 'pause' : 'run'));
  };

  const note = element('p', 'note');
  const key = (/** @type {string} */ tone, /** @type {string} */ text, dash = 'solid') => {
    const words = element('span', '', text),
      made = element('span', 'key', words);
    made.style.setProperty('--tone', `var(--${tone})`);
    made.style.setProperty('--dash', dash);
    return made;
  };
  frame.root.prepend(
    element('div', 'controls', flipped.box, size.box, go, on.box),
    element(
      'div',
      'row',
      element(
        'div',
        'wide',
        curves.box,
        element(
          'div',
          'legend',
          key('blue', 'gradient descent'),
          key('vermilion', 'curl descent'),
          key('muted', 'training'),
          key('muted', 'test', 'dotted'),
        ),
      ),
      element('div', 'wide', note, track.box, tally.box),
    ),
    element('div', 'readouts', numbers.pair.box, numbers.epoch.box, numbers.gradient.box, numbers.curl.box, numbers.mean.box),
  );

  frame.onRedraw(draw);
  frame.onActive(active => {
    if (active) start();
  });
  begin(true);
  draw();

  return {
    frame,
    get epoch() {
      return epoch();
    },
    get isOver() {
      return isOver() && train[0].length > 0;
    },
    get isRunning() {
      return state.isRunning;
    },
    /** All that the figure computes, for tests against the library. */
    numbers: () => ({
      flipped: state.flipped,
      samples: state.samples,
      seed: state.seed,
      mode: worker.mode,
      train,
      test,
      finish: [0, 1].map(finish),
      results,
      mean: mean(),
    }),
  };
};
