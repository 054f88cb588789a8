// Live figure: Hebbian learning among excitatory and inhibitory neurons.
import { button, choice, readout, slider } from './controls.js';
import { diverging } from './colors.js';
import { combine } from './dense.js';
import { Frame, element } from './frame.js';
import {
  curlOf,
  flatten,
  inputCovariance,
  jacobian,
  mostBetween,
  network,
  plainMinimum,
  plainObjective,
  splitJacobian,
  unflatten,
  velocityOf,
  whitenedObjective,
  workRound,
} from './hebbian.js';
import { integrate } from './integrate.js';
import { Plot } from './plot.js';
import { fixed, rich, short } from './text.js';

/**
 * @typedef {{ signs: number[], variance: number, within: number, between: number, partner: number, starts: number[][], duration: number,
 * radius: number }} Spec
 */
/** @typedef {'jacobian' | 'symmetric' | 'antisymmetric'} Part */

const loopSteps = 120,
  margin = 0.05;

/**
 * @param {HTMLElement} host
 * @param {Spec} spec
 * @param {string} style
 */
export const mount = (host, spec, style) => {
  const frame = new Frame(host, style, 'Live figure: Hebbian learning among excitatory and inhibitory neurons');
  const state = {
      ...spec,
      signs: [...spec.signs],
      start: 0,
      begin: /** @type {'least' | 'random'} */ ('least'),
      part: /** @type {Part} */ ('antisymmetric'),
    },
    n = spec.signs.length,
    size = (n * (n + 1)) / 2;
  const ring = new Plot(frame, { label: '', aspect: 0.92, bare: true });
  const matrix = new Plot(frame, { label: '', aspect: 0, x: {}, y: {}, bare: true });
  const workPlot = new Plot(frame, {
    label: '',
    title: 'Work round a loop of weights',
    aspect: 0.5,
    x: { label: 'part of the loop' },
    y: {},
  });
  const plainPlot = new Plot(frame, { label: '', title: '*V*(*W*), plain metric', aspect: 0.78, x: { label: 'time *t*/*\u03c4*' }, y: {} });
  const whitePlot = new Plot(frame, {
    label: '',
    title: '*V*(*Z*), whitened metric',
    aspect: 0.78,
    x: { label: 'time *t*/*\u03c4*' },
    y: {},
  });
  const labels = Array.from({ length: n }, (_, i) => Array.from({ length: n - i }, (_, j) => `${i + 1}${i + j + 1}`)).flat();
  const where = (/** @type {number} */ k) =>
    /** @type {[number, number]} */ ([Math.sin((2 * Math.PI * k) / n), Math.cos((2 * Math.PI * k) / n)]);

  /** @type {ReturnType<typeof compute>} */
  let now;
  const compute = () => {
    const net = network(state.signs, inputCovariance(state.signs, state.variance, state.within, state.between));
    const whole = jacobian(net),
      { symmetric, antisymmetric, ratio } = splitJacobian(whole, size);
    const centre = new Float64Array(n * n).fill(0.1),
      a = new Float64Array(n * n),
      b = new Float64Array(n * n),
      j = state.partner;
    centre[0] = 0.3;
    centre[j] = centre[j * n] = 0.3 / Math.SQRT2;
    a[0] = 1;
    b[j] = b[j * n] = 1 / Math.SQRT2;
    const work = workRound(net, centre, a, b, state.radius, loopSteps);
    const from = state.begin === 'least' ? plainMinimum(net) : state.starts[state.start];
    const { times, points } = integrate(
      (point, value) => value.set(flatten(velocityOf(net, unflatten(point, n)), n)),
      from,
      state.duration,
      { maxStep: 0.1, maxSteps: 4000 },
    );
    const weights = points.map(point => unflatten(point, n));
    return {
      net,
      from: [...from],
      parts: { jacobian: whole, symmetric, antisymmetric },
      ratio,
      work,
      curl: curlOf(net, a, b),
      times,
      last: points[points.length - 1],
      plain: weights.map(w => plainObjective(net, w)),
      whitened: weights.map(w => whitenedObjective(net, w)),
      commutator: combine([1, net.f]).map((f, k) => (state.signs[Math.floor(k / n)] - state.signs[k % n]) * f),
    };
  };

  // --- the network
  const drawRing = () => {
    const { theme } = frame;
    ring.range(-1.55, 1.55, -1.43, 1.43);
    ring.begin();
    const strongest = Math.max(state.within, Math.abs(state.between), 1e-9);
    for (let i = 0; i < n; i++)
      for (let j = i + 1; j < n; j++) {
        const isBetween = state.signs[i] !== state.signs[j],
          strength = isBetween ? state.between : state.within,
          [x0, y0] = where(i),
          [x1, y1] = where(j);
        if (Math.abs(strength) < 1e-9) continue;
        ring.line([x0, x1], [y0, y1], {
          color: isBetween ? theme.purple : theme.muted,
          width: 1 + ((6 * Math.abs(strength)) / strongest) * Math.min(1, strongest + 0.35),
          dash: strength < 0 ? [7, 6] : [],
          opacity: isBetween ? 0.85 : 0.4,
        });
      }
    const [x0, y0] = where(0),
      [x1, y1] = where(state.partner);
    ring.line([x0, x1], [y0, y1], { color: theme.ink, width: 1.6, dash: [2, 4] });
    ring.pen.beginPath();
    ring.pen.arc(ring.px(0), ring.py(1) - 26, 15, 0.75 * Math.PI, 2.25 * Math.PI);
    ring.pen.setLineDash([2, 4]);
    ring.pen.strokeStyle = theme.ink;
    ring.pen.lineWidth = 1.6;
    ring.pen.stroke();
    ring.pen.setLineDash([]);
    const inhibitory = state.signs.filter(s => s < 0).length;
    ring.describe(
      `${n - inhibitory} excitatory and ${inhibitory} inhibitory neurons; inputs correlate ${fixed(state.within)} within a type ` +
        `and ${fixed(state.between)} between the types`,
    );
    for (const [k, neuron] of neurons.entries()) {
      const [x, y] = where(k),
        isInhibitory = state.signs[k] < 0;
      neuron.style.transform = `translate(${ring.px(x)}px, ${ring.py(y)}px)`;
      neuron.style.setProperty('--tone', isInhibitory ? 'var(--vermilion)' : 'var(--blue)');
      neuron.textContent = isInhibitory ? `I${k + 1}` : `E${k + 1}`;
      neuron.setAttribute('aria-pressed', String(isInhibitory));
    }
  };

  const drawMatrix = () => {
    const values = now.parts[state.part],
      whole = now.parts.jacobian;
    const reach = state.part === 'antisymmetric' ? Math.max(1e-12, ...values.map(Math.abs)) : Math.max(1e-12, ...whole.map(Math.abs));
    matrix.range(-1.1, size, 0, size + 1.1);
    matrix.begin();
    const color = diverging(frame.theme),
      isNothing = Math.max(...values.map(Math.abs)) < 1e-12,
      pen = matrix.pen;
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) {
        const [r, g, b] = color(isNothing ? 0 : values[row * size + column] / reach),
          x = matrix.px(column),
          y = matrix.py(size - row);
        pen.fillStyle = `rgb(${r},${g},${b})`;
        pen.fillRect(x, y, matrix.px(column + 1) - x + 0.6, matrix.py(size - row - 1) - y + 0.6);
      }
    pen.strokeStyle = frame.theme.line;
    pen.strokeRect(matrix.px(0), matrix.py(size), matrix.px(size) - matrix.px(0), matrix.py(0) - matrix.py(size));
    const textSize = matrix.width < 330 ? 9 : 10.5;
    for (const [k, label] of labels.entries()) {
      matrix.text(label, matrix.px(k + 0.5), matrix.py(size + 0.55), { align: 'center', size: textSize, color: frame.theme.muted });
      matrix.text(label, matrix.px(-0.15), matrix.py(size - k - 0.5), { align: 'right', size: textSize, color: frame.theme.muted });
    }
    if (isNothing)
      matrix.text('zero everywhere', (matrix.px(0) + matrix.px(size)) / 2, matrix.py(size / 2), {
        align: 'center',
        color: frame.theme.muted,
        size: 15,
      });
    matrix.describe(`${state.part} part of the Jacobian, ${size} by ${size} weights${isNothing ? ': zero everywhere' : ''}`);
  };

  const drawWork = () => {
    const { plain, whitened } = now.work,
      scale = 1 / Math.max(1e-9, ...whitened.map(Math.abs)),
      wide = Math.max(0.05, ...plain.map(Math.abs)) * 1.15;
    const part = plain.map((_, k) => k / loopSteps),
      shown = whitened.map(w => w * scale * wide * 0.72);
    workPlot.range(0, 1, -wide, wide);
    workPlot.begin();
    workPlot.line([0, 1], [0, 0], { color: frame.theme.line, width: 1 });
    workPlot.line(part, shown, { color: frame.theme.blue, width: 2.4 });
    workPlot.line(part, plain, { color: frame.theme.vermilion, width: 2.4 });
    workPlot.axes();
    workPlot.describe(`Work round the loop: ${short(plain[loopSteps])} in the plain metric, zero in the whitened one`);
  };

  /** @param {Plot} plot @param {number[]} values */
  const drawObjective = (plot, values) => {
    const low = Math.min(...values),
      high = Math.max(...values),
      room = Math.max(1e-3 * Math.abs(high), high - low) * 0.08,
      { theme } = frame;
    plot.range(0, state.duration, low - room, high + room);
    plot.begin();
    plot.line(now.times, values, { color: theme.blue, width: 2.4 });
    // Rising is where an objective would be broken.
    const tolerance = 1e-9 * (Math.abs(high) + Math.abs(low)),
      rising = values.map((v, k) => ((values[k + 1] ?? v) > v + tolerance || v > (values[k - 1] ?? v) + tolerance ? v : NaN));
    plot.line(now.times, rising, { color: theme.vermilion, width: 3.4 });
    plot.axes();
    const most = climb(values);
    plot.describe(
      `${plot.title.replace(/\*/g, '')}: from ${short(values[0])} to ${short(values[values.length - 1])}, ` +
        (most > tolerance ? `rising by ${short(most)} on the way` : 'falling all the way'),
    );
  };
  /** The largest rise over an earlier value. @param {number[]} values */
  const climb = values => {
    let least = Infinity,
      most = 0;
    for (const value of values) {
      least = Math.min(least, value);
      most = Math.max(most, value - least);
    }
    return most;
  };

  const numbers = {
    ratio: readout('\u2016*A*\u2016/\u2016*J*\u2016 without decay', 'vermilion'),
    loop: readout('loop, plain metric', 'vermilion'),
    white: readout('loop, whitened', 'blue'),
    rise: readout('rise of *V*(*W*)', 'vermilion'),
  };
  const sentence = () => {
    const inhibitory = state.signs.filter(s => s < 0).length;
    if (inhibitory === 0 || inhibitory === n)
      return 'All neurons are of one type: the Jacobian is symmetric, every loop gives back its work. Learning is gradient descent.';
    if (Math.abs(state.between) < 1e-9)
      return 'Both types, but their inputs are uncorrelated: D and F commute, and learning is still a gradient.';
    const isOfOneType = state.signs[0] === state.signs[state.partner];
    return (
      'Both types with correlated inputs: in the plain metric a loop does work, so no potential exists there' +
      `${isOfOneType ? ' (this one, within a type, does none)' : ''}. ` +
      'In the coordinates *Z* = *F*^{\u22121/2}*WF*^{\u22121/2} the same learning is gradient descent again.'
    );
  };
  const draw = () => {
    drawRing();
    drawMatrix();
    drawWork();
    drawObjective(plainPlot, now.plain);
    drawObjective(whitePlot, now.whitened);
    const total = now.work.plain[loopSteps];
    numbers.ratio.show(fixed(now.ratio, 3));
    numbers.loop.show(fixed(total, 4));
    numbers.white.show(fixed(now.work.whitened[loopSteps], 4));
    numbers.rise.show(climb(now.plain) > 1e-9 ? short(climb(now.plain)) : 'none');
    note.replaceChildren(rich(sentence()));
    frame.say(`Curl ratio ${fixed(now.ratio, 3)}, loop integral ${fixed(total, 4)}.`);
  };
  const limit = () => {
    const inhibitory = state.signs.filter(s => s < 0).length,
      most = Math.floor(100 * Math.min(0.95, mostBetween(n - inhibitory, inhibitory, state.within, margin))) / 100;
    between.limit(-most, most);
    state.between = between.value;
    between.input.disabled = most === 0;
  };
  const change = () => {
    now = compute();
    frame.invalidate();
  };

  // --- controls
  const within = slider({
    label: 'correlation within a type',
    min: 0,
    max: 0.5,
    step: 0.05,
    value: state.within,
    format: v => fixed(v),
    change: v => {
      state.within = v;
      limit();
      change();
    },
  });
  const between = slider({
    label: 'between the types',
    min: -0.95,
    max: 0.95,
    step: 0.01,
    value: state.between,
    format: v => fixed(v),
    change: v => {
      state.between = v;
      change();
    },
  });
  const neurons = state.signs.map((_, k) => {
    const neuron = element('button', 'neuron');
    neuron.type = 'button';
    neuron.setAttribute('aria-label', `neuron ${k + 1} inhibitory`);
    neuron.addEventListener('click', () => {
      state.signs[k] = -state.signs[k];
      limit();
      change();
    });
    ring.box.append(neuron);
    return neuron;
  });
  const part = choice({
    label: 'show',
    value: state.part,
    change: v => {
      state.part = v;
      frame.invalidate();
    },
    options: [
      { value: 'jacobian', label: '*J*' },
      { value: 'symmetric', label: 'symmetric' },
      { value: 'antisymmetric', label: 'antisymmetric' },
    ],
  });
  const partner = choice({
    label: 'loop in *w*_{11} and',
    value: String(state.partner),
    change: v => {
      state.partner = Number(v);
      change();
    },
    options: Array.from({ length: n - 1 }, (_, k) => ({ value: String(k + 1), label: `*w*_{1${k + 2}}` })),
  });
  const begin = choice({
    label: 'start',
    value: state.begin,
    options: [
      { value: 'least', label: 'lowest *V*(*W*)' },
      { value: 'random', label: 'random' },
    ],
    change: v => {
      state.begin = v;
      change();
    },
  });
  const again = button('another', () => {
    state.start = (state.start + 1) % state.starts.length;
    state.begin = 'random';
    begin.set('random');
    change();
  });

  const note = element('p', 'note'),
    words = element('p', 'note');
  const key = (/** @type {string} */ tone, /** @type {string} */ text) => {
    const words = element('span', ''),
      made = element('span', 'key', words);
    words.append(rich(text));
    made.style.setProperty('--tone', `var(--${tone})`);
    return made;
  };
  frame.root.prepend(
    element('div', 'controls', within.box, between.box),
    element(
      'div',
      'row',
      element(
        'div',
        'grow',
        ring.box,
        element(
          'p',
          'hint',
          'Press a neuron to change its type. Lines: correlated inputs; purple, between the types. Dotted: the two weights of the loop.',
        ),
      ),
      element(
        'div',
        'grow',
        element('div', 'controls', part.box),
        matrix.box,
        element(
          'p',
          'hint',
          'How the change of each weight (row) depends on each weight (column); decay left out. Blue negative, orange positive.',
        ),
      ),
      element(
        'div',
        'grow',
        note,
        element('div', 'readouts', numbers.ratio.box, numbers.loop.box, numbers.white.box, numbers.rise.box),
        element('div', 'controls', partner.box),
        workPlot.box,
        element(
          'div',
          'legend',
          key('vermilion', 'plain metric, tr(d*W*\u00b2)'),
          key('blue', 'whitened metric, tr(d*Z*\u00b2), scaled to fit'),
        ),
      ),
    ),
    element('h3', '', 'One run of learning, and an objective in either metric'),
    element(
      'div',
      'row',
      element('div', 'grow', plainPlot.box),
      element('div', 'grow', whitePlot.box),
      element('div', 'grow', words, element('div', 'controls', begin.box, again)),
    ),
  );
  words.append(
    rich(
      'Vermilion: the objective rises. *V*(*W*) is what learning descends where the two types have uncorrelated inputs; ' +
        'begun at its lowest point, it can only rise. *V*(*Z*) falls for any cell types.',
    ),
  );

  limit();
  now = compute();
  frame.onRedraw(draw);
  draw();
  frame.ready();

  return {
    frame,
    /** All that the figure computes, for tests against the library. */
    numbers: () => ({
      state: {
        signs: state.signs,
        within: state.within,
        between: state.between,
        variance: state.variance,
        partner: state.partner,
        radius: state.radius,
        start: now.from,
        begin: state.begin,
        duration: state.duration,
      },
      jacobian: [...now.parts.jacobian],
      antisymmetric: [...now.parts.antisymmetric],
      ratio: now.ratio,
      curl: now.curl,
      loop: now.work.plain[loopSteps],
      whitenedLoop: now.work.whitened[loopSteps],
      times: now.times,
      last: [...now.last],
      plain: now.plain,
      whitened: now.whitened,
    }),
  };
};
