// Live figure: the plane of two synapses.
import { button, readout, slider, toggle } from './controls.js';
import { diverging, fade, landscape } from './colors.js';
import { Frame, element } from './frame.js';
import { decompose } from './helmholtz.js';
import { integrate } from './integrate.js';
import { Plot } from './plot.js';
import { fixed, rich, short } from './text.js';
import { conserved, curlInside, fieldOf, learn, loss, splitByHand, velocity, workAround } from './toy.js';

/** @typedef {import('./toy.js').Toy} Toy */
/**
 * @typedef {{ target: number, step: number, half: number, flipHidden: boolean, flipReadout: boolean, start: [number, number], loop:
 * [number, number, number], duration: number, cells: number }} Spec
 */
/** @typedef {{ toy: Toy, times: number[], xs: number[], ys: number[], tone: 'blue' | 'vermilion' }} Path */

const circle = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ r) =>
  Array.from(
    { length: 48 },
    (_, k) => /** @type {[number, number]} */ ([x + r * Math.cos((2 * Math.PI * k) / 48), y + r * Math.sin((2 * Math.PI * k) / 48)]),
  );

/**
 * @param {HTMLElement} host
 * @param {Spec} spec
 * @param {string} style
 */
export const mount = (host, spec, style) => {
  const frame = new Frame(host, style, 'Live figure: the plane of two synapses under gradient descent and curl descent');
  const state = { ...spec, start: [...spec.start], loop: circle(...spec.loop), flow: spec.step === 0 };
  const plane = new Plot(frame, {
    label: '',
    aspect: 0,
    x: { label: 'hidden weight *w*_{1}' },
    y: { label: 'readout weight *w*_{2}' },
  });
  const lossPlot = new Plot(frame, { label: '', title: 'Loss along the way', aspect: 0.5, x: { label: 'time' }, y: { log: true } });
  const workPlot = new Plot(frame, { label: '', title: 'Work round the loop', aspect: 0.44, x: { label: 'part of the loop' }, y: {} });
  const maps = ['box-u', 'box-psi', 'hand-u', 'hand-psi'].map(() => new Plot(frame, { label: '', aspect: 0, bare: true }));
  /** @type {Toy} */
  let curlToy = { target: 0, d1: 1, d2: 1 };
  /** @type {Toy} */
  let descent = { target: 0, d1: 1, d2: 1 };
  /** @type {Path[]} */
  let paths = [];
  /** @type {number[][]} */
  let work = [];
  /** @type {import('./helmholtz.js').Split} */
  let split;
  let inside = [0, 0],
    milliseconds = 0,
    phase = 0,
    isDrawing = false;

  const isRest = () => curlToy.d1 === curlToy.d2;
  const clamp = (/** @type {number} */ value) => Math.max(-state.half, Math.min(state.half, value));

  const run = (/** @type {Toy} */ toy, /** @type {'blue' | 'vermilion'} */ tone) => {
    const far = 4 * state.half,
      start = /** @type {[number, number]} */ (state.start);
    if (state.step > 0) {
      const learned = learn(toy, start, state.step, state.duration, far);
      return { toy, tone, ...learned, times: learned.xs.map((_, k) => k * state.step) };
    }
    const { times, points } = integrate(fieldOf(toy), start, state.duration, {
      maxStep: 0.05,
      maxSteps: 4000,
      inside: p => Math.abs(p[0]) < far && Math.abs(p[1]) < far,
    });
    return { toy, tone, times, xs: points.map(p => p[0]), ys: points.map(p => p[1]) };
  };

  const computePaths = () => {
    paths = [run(descent, 'blue'), run(curlToy, 'vermilion')];
    phase = 0;
  };
  const computeLoop = () => {
    work = [descent, curlToy].map(toy => workAround(toy, state.loop));
    inside = [descent, curlToy].map(toy => curlInside(toy, state.loop));
  };
  const computeSplit = () => {
    const begun = performance.now();
    split = decompose((x, y) => velocity(curlToy, x, y), state.half, spec.cells);
    milliseconds = performance.now() - begun;
  };
  const compute = () => {
    descent = { target: state.target, d1: 1, d2: 1 };
    curlToy = { target: state.target, d1: state.flipHidden ? -1 : 1, d2: state.flipReadout ? -1 : 1 };
    computePaths();
    computeLoop();
    computeSplit();
  };

  // --- the plane
  const drawPlane = () => {
    const { theme } = frame,
      half = state.half,
      n = 72;
    plane.range(-half, half, -half, half);
    plane.begin();
    const tone = landscape(theme),
      top = Math.log1p(20 * loss(descent, half, -half));
    plane.image(
      n,
      n,
      (i, j) => {
        const at = (/** @type {number} */ k) => -half + ((k + 0.5) * 2 * half) / n;
        return Math.log1p(20 * loss(descent, at(i), at(j))) / top;
      },
      tone,
    );
    plane.clipped(() => {
      for (let i = 0; i < 15; i++)
        for (let j = 0; j < 15; j++) {
          const x = -half + ((i + 0.5) * 2 * half) / 15,
            y = -half + ((j + 0.5) * 2 * half) / 15,
            [u, v] = velocity(curlToy, x, y),
            size = Math.hypot(u, v);
          if (size > 1e-12)
            plane.needle(
              x,
              y,
              u / size,
              v / size,
              4 + 11 * Math.min(1, (size / (half * half)) ** 0.4),
              fade(theme.ink, theme.dark ? 0.5 : 0.34),
              1.1,
            );
        }
      const t = state.target;
      for (const side of [1, -1]) {
        const xs = [],
          ys = [];
        for (let k = 0; k <= 80; k++) {
          const x = half * (Math.max(Math.abs(t), 1e-9) / (half * half)) ** (1 - k / 80);
          xs.push(side * Math.min(x, half));
          ys.push((side * t) / x);
        }
        plane.line(xs, ys, { color: theme.green, width: 3.2, opacity: 0.9 });
      }
      for (const path of paths) drawConserved(path);
      plane.line(
        state.loop.map(p => p[0]),
        state.loop.map(p => p[1]),
        {
          color: theme.purple,
          width: 2,
          closed: !isDrawing,
          fill: isDrawing ? undefined : fade(theme.purple, 0.13),
        },
      );
      if (!isDrawing)
        plane.headsAlong(
          state.loop.map(p => p[0]),
          state.loop.map(p => p[1]),
          theme.purple,
          110,
          9,
        );
      for (const path of paths) {
        if (path.tone === 'vermilion' && isRest() && curlToy.d1 === 1) continue;
        plane.line(path.xs, path.ys, { color: theme[path.tone], width: 2.6 });
        if (state.step >= 0.1)
          for (let k = 0; k < Math.min(path.xs.length, 60); k++) plane.dot(path.xs[k], path.ys[k], 2.6, theme[path.tone]);
        plane.headsAlong(path.xs, path.ys, theme[path.tone]);
        const last = path.xs.length - 1;
        plane.dot(path.xs[last], path.ys[last], 4, theme[path.tone], theme.paper);
      }
    });
    plane.axes();
    plane.end();
    plane.beginMoving();
    plane.describe(
      `Weights ${fixed(-half)} to ${fixed(half)}. Start at w1 ${fixed(state.start[0])}, w2 ${fixed(state.start[1])}. ${sentence()}`,
    );
  };

  // Where the flow must stay: a hyperbola without a flip and with two, a circle with one.
  const drawConserved = (/** @type {Path} */ path) => {
    const q = conserved(path.toy, state.start[0], state.start[1]) * path.toy.d1,
      half = state.half,
      xs = [],
      ys = [];
    if (path.toy.d1 !== path.toy.d2) {
      const r = Math.sqrt(Math.abs(q));
      for (let k = 0; k <= 120; k++) {
        xs.push(r * Math.cos((Math.PI * k) / 60));
        ys.push(r * Math.sin((Math.PI * k) / 60));
      }
    } else {
      const isWide = q >= 0,
        a = Math.sqrt(Math.abs(q)),
        sign = Math.sign(isWide ? state.start[0] : state.start[1]) || 1;
      for (let k = -60; k <= 60; k++) {
        const s = (half * k) / 40,
          c = sign * Math.sqrt(a * a + s * s);
        xs.push(isWide ? c : s);
        ys.push(isWide ? s : c);
      }
    }
    plane.line(xs, ys, { color: frame.theme[path.tone], width: 1.3, dash: [2, 5], opacity: 0.85 });
  };

  const drawLoss = () => {
    const floor = 1e-8,
      series = paths.filter(path => !(path.tone === 'vermilion' && isRest() && curlToy.d1 === 1));
    let top = 1e-2,
      late = 4;
    const curves = series.map(path => {
      const ys = path.xs.map((x, k) => Math.max(floor, loss(path.toy, x, path.ys[k])));
      top = Math.max(top, ...ys.filter(Number.isFinite));
      for (let k = 0; k < ys.length; k++) if (ys[k] > floor) late = Math.max(late, path.times[k] * 1.12);
      return { path, xs: path.times, ys };
    });
    lossPlot.yAxis.format = value => (value <= floor ? '\u2264 10^{\u22128}' : `10^{${fixed(Math.log10(value), 0)}}`);
    lossPlot.range(0, Math.min(state.duration, late), floor, Math.min(top * 3, 1e4));
    lossPlot.begin();
    lossPlot.clipped(() => {
      for (const curve of curves) lossPlot.line(curve.xs, curve.ys, { color: frame.theme[curve.path.tone], width: 2.2 });
    });
    lossPlot.axes();
    lossPlot.describe(
      curves
        .map(
          c => `Loss of ${c.path.tone === 'blue' ? 'gradient' : 'curl'} descent from ${short(c.ys[0])} to ${short(c.ys[c.ys.length - 1])}`,
        )
        .join('; '),
    );
  };

  const drawWork = () => {
    const reach = Math.max(1e-3, ...work.flat().map(Math.abs)) * 1.15,
      part = work[0].map((_, k) => k / (work[0].length - 1));
    workPlot.range(0, 1, -reach, reach);
    workPlot.begin();
    workPlot.line([0, 1], [0, 0], { color: frame.theme.line, width: 1 });
    workPlot.clipped(() => {
      workPlot.line(part, work[0], { color: frame.theme.blue, width: 2.2 });
      if (!isRest() || curlToy.d1 < 0) workPlot.line(part, work[1], { color: frame.theme.vermilion, width: 2.2 });
    });
    workPlot.axes();
    workPlot.describe(
      `Work round the loop: gradient descent returns to ${short(work[0][work[0].length - 1])}, ` +
        `curl descent ends at ${short(work[1][work[1].length - 1])}`,
    );
  };

  // --- the two splits
  const drawMaps = () => {
    const { theme } = frame,
      half = state.half,
      n = spec.cells,
      color = diverging(theme),
      hand = splitByHand(curlToy);
    const cell = (/** @type {number} */ i) => -half + ((i + 0.5) * 2 * half) / n;
    /** @type {[(i: number, j: number) => number, (i: number, j: number) => [number, number]][]} */
    const parts = [
      [
        (i, j) => split.potential[i * n + j],
        (i, j) => [
          (split.gradX[i * n + j] + split.gradX[(i + 1) * n + j]) / 2,
          (split.gradY[i * (n + 1) + j] + split.gradY[i * (n + 1) + j + 1]) / 2,
        ],
      ],
      [
        (i, j) => streamAt(i, j),
        (i, j) => [
          (split.rotX[i * n + j] + split.rotX[(i + 1) * n + j]) / 2,
          (split.rotY[i * (n + 1) + j] + split.rotY[i * (n + 1) + j + 1]) / 2,
        ],
      ],
      [(i, j) => hand.u(cell(i), cell(j)), (i, j) => hand.grad(cell(i), cell(j))],
      [
        (i, j) => hand.psi(cell(i), cell(j)),
        (i, j) => {
          const [fx, fy] = velocity(curlToy, cell(i), cell(j)),
            [gx, gy] = hand.grad(cell(i), cell(j));
          return [fx - gx, fy - gy];
        },
      ],
    ];
    const streamAt = (/** @type {number} */ i, /** @type {number} */ j) =>
      (split.stream[i * (n + 1) + j] +
        split.stream[(i + 1) * (n + 1) + j] +
        split.stream[i * (n + 1) + j + 1] +
        split.stream[(i + 1) * (n + 1) + j + 1]) /
      4;
    const nodes = Array.from({ length: n }, (_, k) => cell(k));
    for (const [k, plot] of maps.entries()) {
      const [value, vector] = parts[k];
      let reach = 0,
        strongest = 0;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          reach = Math.max(reach, Math.abs(value(i, j)));
          strongest = Math.max(strongest, Math.hypot(...vector(i, j)));
        }
      const isNothing = strongest < 1e-3 * half ** 3;
      plot.range(-half, half, -half, half);
      plot.begin();
      plot.image(n, n, (i, j) => (isNothing ? 0 : value(i, j) / reach), color);
      plot.clipped(() => {
        if (isNothing) {
          plot.text('nothing here', plot.width / 2, plot.height / 2, { align: 'center', color: theme.muted });
          return;
        }
        plot.levels(
          nodes,
          nodes,
          value,
          Array.from({ length: 9 }, (_, l) => (reach * (l - 4)) / 5),
          { color: theme.ink, width: 0.7, opacity: 0.35 },
        );
        for (let i = 4; i < n; i += 7)
          for (let j = 4; j < n; j += 7) {
            const [u, v] = vector(i, j),
              size = Math.hypot(u, v);
            if (size > 1e-9) plot.needle(cell(i), cell(j), u / size, v / size, 3 + 10 * (size / strongest) ** 0.4, theme.ink, 1.1);
          }
      });
      plot.axes();
    }
    maps[0].describe('Gradient part on the box: potential as colour, its gradient as arrows');
    maps[1].describe('Rotational part on the box: stream function as colour, the flow along its level lines');
    maps[2].describe('Gradient part of the split by polynomials');
    maps[3].describe('Rotational part of the split by polynomials');
  };

  // ‖R‖/‖F‖ of the split by polynomials on the box, by the midpoint rule on its cells.
  const handFraction = () => {
    const hand = splitByHand(curlToy),
      n = spec.cells,
      h = (2 * state.half) / n;
    let rest = 0,
      whole = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const x = -state.half + (i + 0.5) * h,
          y = -state.half + (j + 0.5) * h,
          [fx, fy] = velocity(curlToy, x, y),
          [gx, gy] = hand.grad(x, y);
        rest += (fx - gx) ** 2 + (fy - gy) ** 2;
        whole += fx * fx + fy * fy;
      }
    return Math.sqrt(rest / whole);
  };

  // --- words and numbers
  const numbers = {
    q: readout('conserved quantity', 'vermilion'),
    circulation: readout('circulation \u222e*F*\u00b7d*w*', 'purple'),
    area: readout('integral of the curl inside', 'purple'),
  };
  const sentence = () => {
    const end = paths[1].xs.length - 1,
      final = loss(curlToy, paths[1].xs[end], paths[1].ys[end]),
      r2 = state.start[0] ** 2 + state.start[1] ** 2;
    if (isRest())
      return curlToy.d1 > 0
        ? 'No synapse is flipped: both rules are the same gradient descent.'
        : 'Both synapses are flipped: gradient ascent, and the weights run away.';
    const circleText =
      state.step > 0
        ? 'One flip: the flow stays on a circle, and each step of finite size leaves it a little outwards.'
        : 'One flip: the weights stay on a circle.';
    if (r2 < 2 * Math.abs(state.target))
      return `${circleText} This one is smaller than r\u00b2 = 2|t|, it meets no solution, and learning goes round for ever.`;
    const arrival = final < 1e-4 ? 'Curl descent ends at one of them.' : 'The end has not come close to one yet.';
    return `${circleText} It crosses the solutions. ${arrival}`;
  };
  const showNumbers = () => {
    const circulation = work[1][work[1].length - 1];
    numbers.q.show(fixed(conserved(curlToy, state.start[0], state.start[1])));
    numbers.circulation.show(fixed(circulation, 3));
    numbers.area.show(fixed(inside[1], 3));
    boxShare.textContent = `\u2016R\u2016 = ${fixed(split.rotationalFraction)} \u2016F\u2016`;
    handShare.textContent = `\u2016R\u2016 = ${fixed(handFraction())} \u2016F\u2016`;
    note.textContent = sentence();
    frame.say(`${sentence()} Circulation ${short(circulation)}.`);
  };

  const draw = () => {
    drawPlane();
    drawLoss();
    drawWork();
    drawMaps();
    showNumbers();
  };
  const change = () => {
    compute();
    frame.invalidate();
    start();
  };

  // --- the moving dots
  const start = () => {
    if (frame.reduced) return;
    frame.animate(seconds => {
      phase += seconds / 7;
      if (phase > 1.15) phase = 0;
      plane.beginMoving();
      for (const path of paths) {
        if (path.tone === 'vermilion' && isRest() && curlToy.d1 === 1) continue;
        const time = Math.min(1, phase) * state.duration,
          next = path.times.findIndex(t => t > time),
          k = next < 0 ? path.times.length - 2 : next - 1;
        if (k < 0) continue;
        const f = Math.min(1, (time - path.times[k]) / (path.times[k + 1] - path.times[k]));
        plane.dot(
          path.xs[k] + f * (path.xs[k + 1] - path.xs[k]),
          path.ys[k] + f * (path.ys[k + 1] - path.ys[k]),
          6,
          frame.theme[path.tone],
          frame.theme.paper,
        );
      }
      return true;
    });
  };

  // --- controls
  const controls = {
    target: slider({
      label: 'target *t*',
      min: -2,
      max: 2,
      step: 0.05,
      value: state.target,
      format: v => fixed(v),
      change: v => {
        state.target = v;
        change();
      },
    }),
    step: slider({
      label: 'step *\u03b7*',
      min: 0,
      max: 0.5,
      step: 0.01,
      value: state.step,
      format: v => (v === 0 ? 'flow' : fixed(v)),
      change: v => {
        state.step = v;
        change();
      },
    }),
    half: slider({
      label: 'box \u00b1',
      min: 1,
      max: 4,
      step: 0.1,
      value: state.half,
      format: v => fixed(v, 1),
      change: v => {
        state.half = v;
        state.start = [clamp(state.start[0]), clamp(state.start[1])];
        change();
      },
    }),
    d1: toggle({
      label: 'flip *w*_{1}',
      pressed: state.flipHidden,
      change: on => {
        state.flipHidden = on;
        change();
      },
    }),
    d2: toggle({
      label: 'flip *w*_{2}',
      pressed: state.flipReadout,
      change: on => {
        state.flipReadout = on;
        change();
      },
    }),
    again: button('circle again', () => {
      state.loop = circle(...spec.loop);
      computeLoop();
      frame.invalidate();
    }),
  };

  plane.handle({
    label: 'start of learning',
    tone: 'ink',
    get: () => /** @type {[number, number]} */ (state.start),
    step: () => [0.05, 0.05],
    set: (x, y) => {
      state.start = [clamp(x), clamp(y)];
      computePaths();
      frame.invalidate();
    },
    says: () => `w1 ${fixed(state.start[0])}, w2 ${fixed(state.start[1])}`,
  }).dataset.name = 'start';
  const centre = () => {
    const n = state.loop.length,
      sum = state.loop.reduce(([a, b], [x, y]) => [a + x / n, b + y / n], [0, 0]);
    return /** @type {[number, number]} */ ([sum[0], sum[1]]);
  };
  const scaleLoop = (/** @type {number} */ factor) => {
    const [cx, cy] = centre();
    const next = state.loop.map(([x, y]) => /** @type {[number, number]} */ ([cx + factor * (x - cx), cy + factor * (y - cy)]));
    const reach = Math.max(...next.map(([x, y]) => Math.max(Math.abs(x), Math.abs(y)))),
      size = Math.max(...next.map(([x, y]) => Math.hypot(x - cx, y - cy)));
    if (reach > state.half || size < 0.02) return;
    state.loop = next;
    computeLoop();
    frame.invalidate();
  };
  const middle = plane.handle({
    label: 'middle of the loop; plus and minus change its size',
    tone: 'purple',
    get: centre,
    step: () => [0.05, 0.05],
    set: (x, y) => {
      const [cx, cy] = centre(),
        [dx, dy] = [clamp(x) - cx, clamp(y) - cy];
      state.loop = state.loop.map(([a, b]) => [a + dx, b + dy]);
      computeLoop();
      frame.invalidate();
    },
    says: () => `loop around w1 ${fixed(centre()[0])}, w2 ${fixed(centre()[1])}; circulation ${short(work[1][work[1].length - 1])}`,
    key: key => {
      if (key === '+' || key === '=') scaleLoop(1.1);
      else if (key === '-') scaleLoop(1 / 1.1);
      else return false;
      return true;
    },
  });
  middle.dataset.name = 'loop';
  middle.classList.add('ring');

  // A stroke anywhere else draws a loop; letting go closes it.
  plane.box.classList.add('draw');
  plane.box.addEventListener('pointerdown', event => {
    if (event.button !== 0) return;
    event.preventDefault();
    plane.box.setPointerCapture(event.pointerId);
    /** @type {[number, number][]} */
    const drawn = [];
    const before = state.loop;
    const add = (/** @type {PointerEvent} */ at) => {
      const box = plane.box.getBoundingClientRect(),
        x = clamp(plane.xAt(at.clientX - box.left)),
        y = clamp(plane.yAt(at.clientY - box.top));
      const last = drawn[drawn.length - 1];
      if (last && Math.hypot(plane.px(x) - plane.px(last[0]), plane.py(y) - plane.py(last[1])) < 3) return;
      drawn.push([x, y]);
      if (drawn.length < 3) return;
      isDrawing = true;
      state.loop = drawn;
      computeLoop();
      frame.invalidate();
    };
    const finish = () => {
      plane.box.removeEventListener('pointermove', add);
      isDrawing = false;
      state.loop = drawn.length >= 8 ? drawn : before;
      computeLoop();
      frame.invalidate();
    };
    add(event);
    plane.box.addEventListener('pointermove', add);
    plane.box.addEventListener('pointerup', finish, { once: true });
    plane.box.addEventListener('pointercancel', finish, { once: true });
  });

  // --- layout
  const key = (/** @type {string} */ tone, /** @type {string} */ text, dash = 'solid') => {
    const words = element('span', ''),
      made = element('span', 'key', words);
    made.style.setProperty('--tone', `var(--${tone})`);
    made.style.setProperty('--dash', dash);
    words.append(rich(text));
    return made;
  };
  const note = element('p', 'note'),
    hint = element(
      'p',
      'hint',
      'Drag the large point to start elsewhere. Draw on the plane to make a loop of your own, or move the ring; + and \u2212 resize it.',
    );
  const numbersRow = element('div', 'readouts', numbers.q.box, numbers.circulation.box, numbers.area.box);
  const boxShare = element('output', ''),
    handShare = element('output', '');
  const splitTitle = (/** @type {string} */ text, /** @type {HTMLElement} */ share) => {
    const title = element('p', 'split'),
      words = element('span', '');
    words.append(rich(text));
    title.append(words, ' ', share);
    return title;
  };
  const card = (/** @type {Plot} */ plot, /** @type {string} */ title) => {
    const head = element('div', 'hint');
    head.append(rich(title));
    return element('div', '', plot.box, head);
  };
  const heading = element('h3', '', 'Two splits of the same curl-descent field, each F = \u2207u + R');
  frame.root.prepend(
    element('div', 'controls', controls.d1.box, controls.d2.box, controls.target.box, controls.step.box, controls.half.box),
    element(
      'div',
      'row',
      element(
        'div',
        'wide',
        plane.box,
        element(
          'div',
          'legend',
          key('blue', 'gradient descent'),
          key('vermilion', 'curl descent'),
          key('green', 'solutions *w*_{1}*w*_{2} = *t*'),
          key('muted', 'conserved', 'dotted'),
          key('purple', 'loop'),
        ),
      ),
      element('div', 'grow', note, numbersRow, lossPlot.box, workPlot.box, element('div', 'controls', controls.again), hint),
    ),
    heading,
    element(
      'div',
      'row splits',
      element(
        'div',
        'grow',
        splitTitle('In the box, *R* along its walls', boxShare),
        element('div', 'cards', card(maps[0], 'potential *u*, arrows \u2207*u*'), card(maps[1], 'stream function *\u03c8*, arrows *R*')),
      ),
      element(
        'div',
        'grow',
        splitTitle('By polynomials on the whole plane', handShare),
        element('div', 'cards', card(maps[2], 'potential *u*, arrows \u2207*u*'), card(maps[3], 'stream function *\u03c8*, arrows *R*')),
      ),
    ),
    element(
      'p',
      'hint',
      'Divergence and curl are the same in both. What is called the gradient part depends on the box and on what happens at its walls.',
    ),
  );

  compute();
  frame.onRedraw(draw);
  frame.onActive(active => {
    if (active) start();
  });
  draw();
  frame.ready();
  start();

  return {
    frame,
    /** All that the figure computes, for tests against the library. */
    numbers: () => ({
      state: {
        target: state.target,
        step: state.step,
        half: state.half,
        flipHidden: state.flipHidden,
        flipReadout: state.flipReadout,
        start: state.start,
        loop: state.loop,
        duration: state.duration,
      },
      paths: paths.map(path => ({ xs: path.xs, ys: path.ys })),
      conserved: paths.map(path => conserved(path.toy, state.start[0], state.start[1])),
      work,
      inside,
      handFraction: handFraction(),
      potential: [...split.potential],
      stream: [...split.stream],
      rotationalFraction: split.rotationalFraction,
      milliseconds,
      hand: [
        [0.7, -1.1],
        [-1.3, 0.4],
      ].map(([x, y]) => {
        const hand = splitByHand(curlToy);
        return [hand.u(x, y), hand.psi(x, y), ...hand.grad(x, y)];
      }),
    }),
  };
};
