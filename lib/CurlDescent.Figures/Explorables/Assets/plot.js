// A plane with axes on two canvases: one for what rests, one above it for what moves; and handles that can be dragged or moved by keys.
import { element } from './frame.js';
import { pieces, plain } from './text.js';

/** @typedef {import('./frame.js').Frame} Frame */
/** @typedef {{ color?: string, width?: number, dash?: number[], opacity?: number }} Stroke */

const font = "system-ui, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";

/**
 * @typedef {object} AxisOptions
 * @property {string} [label]
 * @property {boolean} [log]
 * @property {number[]} [ticks]
 * @property {(value: number) => string} [format]
 */

/** Round numbers that divide a range into a few parts. @param {number} low @param {number} high @param {number} most */
const roundTicks = (low, high, most) => {
  const raw = (high - low) / most,
    power = 10 ** Math.floor(Math.log10(raw)),
    step = power * ([1, 2, 5, 10].find(k => k * power >= raw) ?? 10);
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) ticks.push(k * step);
  return ticks;
};

/** @param {number} value */
const tickText = value => String(Number(value.toPrecision(6))).replace('-', '\u2212');

export class Plot {
  /**
   * @param {Frame} frame
   * @param {object} options
   * @param {string} options.label What a screen reader says in its place.
   * @param {string} [options.title]
   * @param {number} options.aspect Height of the whole plot over its width; 0 for a square inside of the axes.
   * @param {AxisOptions} [options.x]
   * @param {AxisOptions} [options.y]
   * @param {boolean} [options.bare] Without ticks and labels.
   */
  constructor(frame, { label, title, aspect, x = {}, y = {}, bare = false }) {
    this.frame = frame;
    this.title = title ?? '';
    this.aspect = aspect;
    this.xAxis = x;
    this.yAxis = y;
    this.bare = bare;
    this.still = element('canvas', '');
    this.moving = element('canvas', 'moving');
    this.still.setAttribute('role', 'img');
    this.still.setAttribute('aria-label', label);
    this.moving.setAttribute('aria-hidden', 'true');
    this.box = element('div', 'plot', this.still, this.moving);
    this.width = 300;
    this.height = 300;
    this.left = 0;
    this.right = 1;
    this.bottom = 0;
    this.top = 1;
    this.margin = { left: 8, right: 8, top: 8, bottom: 8 };
    /** @type {CanvasRenderingContext2D} */
    this.pen = /** @type {CanvasRenderingContext2D} */ (this.still.getContext('2d'));
    /** @type {(() => void)[]} */
    this.handles = [];
  }

  /** @param {string} text */
  describe(text) {
    this.still.setAttribute('aria-label', text);
  }

  /** @param {number} left @param {number} right @param {number} bottom @param {number} top */
  range(left, right, bottom, top) {
    Object.assign(this, { left, right, bottom, top });
  }

  /** @param {number} x @returns {number} Pixels from the left. */
  px(x) {
    const part = this.xAxis.log ? Math.log(x / this.left) / Math.log(this.right / this.left) : (x - this.left) / (this.right - this.left);
    return this.margin.left + part * (this.width - this.margin.left - this.margin.right);
  }

  /** @param {number} y @returns {number} Pixels from the top. */
  py(y) {
    const part = this.yAxis.log
      ? Math.log(y / this.bottom) / Math.log(this.top / this.bottom)
      : (y - this.bottom) / (this.top - this.bottom);
    return this.height - this.margin.bottom - part * (this.height - this.margin.top - this.margin.bottom);
  }

  /** @param {number} pixel */
  xAt(pixel) {
    const part = (pixel - this.margin.left) / (this.width - this.margin.left - this.margin.right);
    return this.xAxis.log ? this.left * (this.right / this.left) ** part : this.left + part * (this.right - this.left);
  }

  /** @param {number} pixel */
  yAt(pixel) {
    const part = (this.height - this.margin.bottom - pixel) / (this.height - this.margin.top - this.margin.bottom);
    return this.yAxis.log ? this.bottom * (this.top / this.bottom) ** part : this.bottom + part * (this.top - this.bottom);
  }

  /** Takes the size that the page gives, and clears. Everything after is drawn on the resting canvas. */
  begin() {
    const width = Math.max(120, this.box.clientWidth),
      density = Math.min(3, devicePixelRatio || 1);
    this.use(this.still);
    const hasX = Boolean(this.xAxis.label) && !this.bare,
      hasY = Boolean(this.yAxis.label) && !this.bare;
    this.margin = this.bare
      ? { left: 1, right: 1, top: this.title ? 24 : 1, bottom: 1 }
      : { left: this.labelWidth() + (hasY ? 32 : 12), right: 10, top: this.title ? 28 : 10, bottom: hasX ? 42 : 24 };
    const { left, right, top, bottom } = this.margin,
      height = Math.round(this.aspect > 0 ? width * this.aspect : width - left - right + top + bottom);
    if (this.width !== width || this.height !== height || this.still.width !== Math.round(width * density)) {
      this.width = width;
      this.height = height;
      for (const canvas of [this.still, this.moving]) {
        canvas.width = Math.round(width * density);
        canvas.height = Math.round(height * density);
        canvas.style.height = `${height}px`;
      }
    }
    this.use(this.still);
    this.pen.clearRect(0, 0, width, height);
    if (this.title) this.drawTitle();
  }

  /** Above the axes, as large as there is room. */
  drawTitle() {
    const room = this.width - this.margin.left - 2,
      options = { color: 'rgba(0,0,0,0)', bold: true },
      size = 14;
    const needed = this.text(this.title, 0, -50, { ...options, size });
    this.text(this.title, needed > room ? Math.max(2, this.width - 2 - needed) : this.margin.left, 14, {
      size: Math.min(size, (size * (this.width - 4)) / needed),
      color: this.frame.theme.ink,
      bold: true,
    });
  }

  /** Clears the moving canvas and draws on it from now on. */
  beginMoving() {
    this.use(this.moving);
    this.pen.clearRect(0, 0, this.width, this.height);
  }

  /** Places the handles; call when everything is drawn. */
  end() {
    for (const place of this.handles) place();
  }

  /** @param {HTMLCanvasElement} canvas */
  use(canvas) {
    this.pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const density = canvas.width / this.width;
    this.pen.setTransform(density, 0, 0, density, 0, 0);
  }

  /** Keeps what is drawn inside of the axes. @param {() => void} draw */
  clipped(draw) {
    const { left, right, top, bottom } = this.margin;
    this.pen.save();
    this.pen.beginPath();
    this.pen.rect(left, top, this.width - left - right, this.height - top - bottom);
    this.pen.clip();
    draw();
    this.pen.restore();
  }

  /** Room for the numbers at the left. */
  labelWidth() {
    this.pen.font = `12px ${font}`;
    const ticks = this.ticks(this.yAxis, this.bottom, this.top, (this.height - 40) / 40);
    return Math.max(
      14,
      ...ticks.map(
        tick =>
          this.pen.measureText(this.yAxis.format ? plain(this.yAxis.format(tick)).replace(' to the ', '').trim() : tickText(tick)).width,
      ),
    );
  }

  axes() {
    const { theme } = this.frame,
      pen = this.pen,
      { left, right, top, bottom } = this.margin;
    const floor = this.height - bottom,
      end = this.width - right;
    pen.strokeStyle = this.bare ? theme.line : theme.muted;
    pen.lineWidth = 1;
    pen.strokeRect(left + 0.5, top + 0.5, end - left - 1, floor - top - 1);
    if (this.bare) return;
    const size = 12;
    for (const tick of this.ticks(this.xAxis, this.left, this.right, (end - left) / 62)) {
      const at = Math.round(this.px(tick)) + 0.5;
      this.segment(at, floor, at, floor + 4, theme.muted);
      const label = this.xAxis.format ? this.xAxis.format(tick) : tickText(tick);
      pen.font = `${size}px ${font}`;
      const reach = pen.measureText(plain(label)).width / 2;
      this.text(label, Math.min(at, this.width - reach - 1), floor + 14, { align: 'center', size, color: theme.muted });
    }
    for (const tick of this.ticks(this.yAxis, this.bottom, this.top, (floor - top) / 40)) {
      const at = Math.round(this.py(tick)) + 0.5;
      this.segment(left - 4, at, left, at, theme.muted);
      this.text(this.yAxis.format ? this.yAxis.format(tick) : tickText(tick), left - 7, at, { align: 'right', size, color: theme.muted });
    }
    if (this.xAxis.label) this.text(this.xAxis.label, (left + end) / 2, this.height - 9, { align: 'center', size: 13.5, color: theme.ink });
    if (this.yAxis.label) {
      pen.save();
      pen.translate(11, (top + floor) / 2);
      pen.rotate(-Math.PI / 2);
      this.text(this.yAxis.label, 0, 0, { align: 'center', size: 13.5, color: theme.ink });
      pen.restore();
    }
  }

  /** @param {AxisOptions} axis @param {number} low @param {number} high @param {number} most */
  ticks(axis, low, high, most) {
    if (axis.ticks) return axis.ticks.filter(tick => tick >= low * (axis.log ? 0.999 : 1) - 1e-9 && tick <= high * 1.001 + 1e-9);
    if (!axis.log) return roundTicks(low, high, Math.max(2, Math.min(9, most)));
    const first = Math.ceil(Math.log10(low) - 1e-9),
      last = Math.floor(Math.log10(high) + 1e-9),
      step = Math.max(1, Math.ceil((last - first) / Math.max(1, most)));
    const powers = [];
    for (let k = Math.ceil(first / step) * step; k <= last; k += step) powers.push(10 ** k);
    return powers;
  }

  /**
   * @param {number} x0
   * @param {number} y0
   * @param {number} x1
   * @param {number} y1
   * @param {string} color
   * @param {number} [width] In pixels.
   */
  segment(x0, y0, x1, y1, color, width = 1) {
    const pen = this.pen;
    pen.strokeStyle = color;
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(x0, y0);
    pen.lineTo(x1, y1);
    pen.stroke();
  }

  /**
   * A curve; NaN breaks it.
   * @param {ArrayLike<number>} xs
   * @param {ArrayLike<number>} ys
   * @param {Stroke & { count?: number, from?: number, closed?: boolean, fill?: string }} [stroke]
   */
  line(
    xs,
    ys,
    { color = this.frame.theme.ink, width = 2, dash = [], opacity = 1, count = xs.length, from = 0, closed = false, fill } = {},
  ) {
    const pen = this.pen,
      far = 4e3;
    pen.save();
    pen.globalAlpha = opacity;
    pen.strokeStyle = color;
    pen.lineWidth = width;
    pen.lineJoin = 'round';
    pen.lineCap = 'round';
    pen.setLineDash(dash);
    pen.beginPath();
    let isDown = false;
    for (let k = from; k < count; k++) {
      const x = this.px(xs[k]),
        y = this.py(ys[k]);
      if (!(Math.abs(x) < far && Math.abs(y) < far)) {
        isDown = false;
        continue;
      }
      if (isDown) pen.lineTo(x, y);
      else pen.moveTo(x, y);
      isDown = true;
    }
    if (closed) pen.closePath();
    if (fill) {
      pen.fillStyle = fill;
      pen.fill();
    }
    if (width > 0) pen.stroke();
    pen.restore();
  }

  /**
   * An arrow head in pixels of the plot.
   * @param {number} x @param {number} y Where its tip is, in units of the axes.
   * @param {number} dx @param {number} dy Direction, in units of the axes.
   * @param {string} color
   * @param {number} [size]
   */
  head(x, y, dx, dy, color, size = 9) {
    const angle = Math.atan2(this.py(y + dy * 1e-3) - this.py(y), this.px(x + dx * 1e-3) - this.px(x));
    if (!Number.isFinite(angle)) return;
    const pen = this.pen;
    pen.save();
    pen.translate(this.px(x), this.py(y));
    pen.rotate(angle);
    pen.fillStyle = color;
    pen.beginPath();
    pen.moveTo(size * 0.55, 0);
    pen.lineTo(-size * 0.45, size * 0.48);
    pen.lineTo(-size * 0.2, 0);
    pen.lineTo(-size * 0.45, -size * 0.48);
    pen.fill();
    pen.restore();
  }

  /**
   * Arrow heads along a curve, at equal distances on the screen.
   * @param {ArrayLike<number>} xs @param {ArrayLike<number>} ys @param {string} color @param {number} [spacing] @param {number} [size]
   */
  headsAlong(xs, ys, color, spacing = 74, size = 10) {
    let since = spacing / 2,
      drawn = 0;
    for (let k = 1; k < xs.length && drawn < 40; k++) {
      const x0 = this.px(xs[k - 1]),
        y0 = this.py(ys[k - 1]),
        x1 = this.px(xs[k]),
        y1 = this.py(ys[k]),
        length = Math.hypot(x1 - x0, y1 - y0);
      if (!Number.isFinite(length)) return;
      since += length;
      if (since < spacing || length === 0) continue;
      since = 0;
      drawn++;
      this.head((xs[k - 1] + xs[k]) / 2, (ys[k - 1] + ys[k]) / 2, xs[k] - xs[k - 1], ys[k] - ys[k - 1], color, size);
    }
  }

  /**
   * A short arrow in pixels around a point.
   * @param {number} x @param {number} y @param {number} ux @param {number} uy Unit vector, y upwards.
   * @param {number} length @param {string} color @param {number} [width]
   */
  needle(x, y, ux, uy, length, color, width = 1.2) {
    const cx = this.px(x),
      cy = this.py(y),
      hx = (ux * length) / 2,
      hy = (-uy * length) / 2,
      pen = this.pen,
      barb = Math.min(5, 0.42 * length);
    pen.strokeStyle = color;
    pen.lineWidth = width;
    pen.lineCap = 'round';
    pen.beginPath();
    pen.moveTo(cx - hx, cy - hy);
    pen.lineTo(cx + hx, cy + hy);
    const angle = Math.atan2(hy, hx);
    pen.moveTo(cx + hx - barb * Math.cos(angle - 0.5), cy + hy - barb * Math.sin(angle - 0.5));
    pen.lineTo(cx + hx, cy + hy);
    pen.lineTo(cx + hx - barb * Math.cos(angle + 0.5), cy + hy - barb * Math.sin(angle + 0.5));
    pen.stroke();
  }

  /** @param {number} x @param {number} y @param {number} radius @param {string} fill @param {string} [edge] */
  dot(x, y, radius, fill, edge) {
    const pen = this.pen;
    pen.beginPath();
    pen.arc(this.px(x), this.py(y), radius, 0, 2 * Math.PI);
    pen.fillStyle = fill;
    pen.fill();
    if (edge) {
      pen.strokeStyle = edge;
      pen.lineWidth = 1.5;
      pen.stroke();
    }
  }

  /**
   * Text in the notation of text.js, at a pixel.
   * @param {string} source @param {number} x @param {number} y
   * @param {{ align?: 'left' | 'center' | 'right', size?: number, color?: string, bold?: boolean, halo?: boolean }} [options]
   */
  text(source, x, y, { align = 'left', size = 13, color = this.frame.theme.ink, bold = false, halo = false } = {}) {
    const pen = this.pen,
      parts = pieces(source);
    const fontOf = (/** @type {import('./text.js').Piece} */ piece) =>
      `${piece.italic ? 'italic ' : ''}${bold ? '600 ' : ''}${piece.place === 'line' ? size : size * 0.72}px ${font}`;
    pen.textBaseline = 'middle';
    pen.textAlign = 'left';
    const widths = parts.map(piece => {
      pen.font = fontOf(piece);
      return pen.measureText(piece.text).width;
    });
    const total = widths.reduce((sum, width) => sum + width, 0);
    let at = x - (align === 'center' ? total / 2 : align === 'right' ? total : 0);
    for (const [k, piece] of parts.entries()) {
      pen.font = fontOf(piece);
      const shift = piece.place === 'below' ? size * 0.28 : piece.place === 'above' ? -size * 0.34 : 0;
      if (halo) {
        pen.strokeStyle = this.frame.theme.paper;
        pen.lineWidth = 4;
        pen.lineJoin = 'round';
        pen.strokeText(piece.text, at, y + shift);
      }
      pen.fillStyle = color;
      pen.fillText(piece.text, at, y + shift);
      at += widths[k];
    }
    return total;
  }

  /**
   * A picture of a function on the plane, one pixel a cell, smoothed.
   * @param {number} nx @param {number} ny
   * @param {(i: number, j: number) => number} value
   * @param {(value: number) => number[]} color
   * @param {boolean} [smooth]
   */
  image(nx, ny, value, color, smooth = true) {
    const picture = new ImageData(nx, ny);
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) {
        const rgb = color(value(i, j)),
          at = 4 * ((ny - 1 - j) * nx + i);
        picture.data[at] = rgb[0];
        picture.data[at + 1] = rgb[1];
        picture.data[at + 2] = rgb[2];
        picture.data[at + 3] = 255;
      }
    const small = document.createElement('canvas');
    small.width = nx;
    small.height = ny;
    /** @type {CanvasRenderingContext2D} */ (small.getContext('2d')).putImageData(picture, 0, 0);
    const { left, right, top, bottom } = this.margin;
    this.pen.imageSmoothingEnabled = smooth;
    this.pen.drawImage(small, left, top, this.width - left - right, this.height - top - bottom);
  }

  /**
   * Level lines of a function sampled at nodes (marching squares).
   * @param {number[]} xs @param {number[]} ys
   * @param {(i: number, j: number) => number} value
   * @param {number[]} levels
   * @param {Stroke} stroke
   */
  levels(xs, ys, value, levels, { color = this.frame.theme.ink, width = 1, opacity = 1 }) {
    const pen = this.pen;
    pen.save();
    pen.globalAlpha = opacity;
    pen.strokeStyle = color;
    pen.lineWidth = width;
    pen.beginPath();
    for (let i = 0; i + 1 < xs.length; i++)
      for (let j = 0; j + 1 < ys.length; j++) {
        const corners = [value(i, j), value(i + 1, j), value(i + 1, j + 1), value(i, j + 1)];
        const least = Math.min(...corners),
          most = Math.max(...corners);
        if (!levels.some(level => least < level && level <= most)) continue;
        const px = [xs[i], xs[i + 1], xs[i + 1], xs[i]],
          py = [ys[j], ys[j], ys[j + 1], ys[j + 1]];
        for (const level of levels) {
          const hits = [];
          for (let k = 0; k < 4; k++) {
            const a = corners[k] - level,
              b = corners[(k + 1) % 4] - level;
            if (a < 0 === b < 0) continue;
            const part = a / (a - b),
              next = (k + 1) % 4;
            hits.push([this.px(px[k] + part * (px[next] - px[k])), this.py(py[k] + part * (py[next] - py[k]))]);
          }
          for (let k = 0; k + 1 < hits.length; k += 2) {
            pen.moveTo(hits[k][0], hits[k][1]);
            pen.lineTo(hits[k + 1][0], hits[k + 1][1]);
          }
        }
      }
    pen.stroke();
    pen.restore();
  }

  /**
   * A point that can be dragged, or moved by the arrow keys (with Shift five times as far).
   * @param {object} options
   * @param {string} options.label
   * @param {string} options.tone Name of a colour of the theme.
   * @param {() => [number, number]} options.get
   * @param {(x: number, y: number) => void} options.set Brings the point into its range.
   * @param {() => [number, number]} options.step
   * @param {() => string} options.says
   * @param {(key: string) => boolean} [options.key] Other keys; true if taken.
   * @param {(right: number, up: number) => void} [options.move] What an arrow key does, if not a step.
   */
  handle({ label, tone, get, set, step, says, key, move }) {
    const knob = element('div', 'handle');
    knob.tabIndex = 0;
    knob.setAttribute('role', 'slider');
    knob.setAttribute('aria-label', plain(label));
    knob.setAttribute('aria-roledescription', 'point in the plane, arrow keys move it');
    knob.style.setProperty('--tone', `var(--${tone})`);
    const place = () => {
      const [x, y] = get();
      knob.style.transform = `translate(${this.px(x)}px, ${this.py(y)}px)`;
      knob.setAttribute('aria-valuenow', String(Number(x.toPrecision(4))));
      knob.setAttribute('aria-valuetext', says());
    };
    const drag = (/** @type {PointerEvent} */ event) => {
      const box = this.box.getBoundingClientRect();
      set(this.xAt(event.clientX - box.left), this.yAt(event.clientY - box.top));
      place();
    };
    knob.addEventListener('pointerdown', event => {
      if (event.button !== 0) return;
      event.preventDefault();
      event.stopPropagation();
      knob.focus();
      knob.setPointerCapture(event.pointerId);
      knob.addEventListener('pointermove', drag);
      for (const end of ['pointerup', 'pointercancel'])
        knob.addEventListener(end, () => knob.removeEventListener('pointermove', drag), { once: true });
    });
    knob.addEventListener('keydown', event => {
      /** @type {Record<string, [number, number]>} */
      const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
      const direction = directions[event.key];
      if (!direction && !(key && key(event.key))) return;
      event.preventDefault();
      if (direction) {
        const [x, y] = get(),
          [dx, dy] = step(),
          far = event.shiftKey ? 5 : 1;
        if (move) move(far * direction[0], far * direction[1]);
        else set(x + far * direction[0] * dx, y + far * direction[1] * dy);
      }
      place();
    });
    this.box.append(knob);
    this.handles.push(place);
    return knob;
  }
}
