// Helmholtz decomposition on a square of n×n cells, n a power of 2, as HelmholtzDecomposition.cs has it: F = ∇u + R, ∂u/∂n = F·n on the
// boundary.
// First index along x; values are stored row by row in one array, [i·width + j].

/** A cosine transform of length n by one FFT (Makhoul 1980). */
class CosineTransform {
  /** @param {number} n */
  constructor(n) {
    this.n = n;
    this.re = new Float64Array(n);
    this.im = new Float64Array(n);
    this.cos = Float64Array.from({ length: n }, (_, k) => Math.cos((-Math.PI * k) / (2 * n)));
    this.sin = Float64Array.from({ length: n }, (_, k) => Math.sin((-Math.PI * k) / (2 * n)));
    this.rootRe = Float64Array.from({ length: n / 2 }, (_, k) => Math.cos((-2 * Math.PI * k) / n));
    this.rootIm = Float64Array.from({ length: n / 2 }, (_, k) => Math.sin((-2 * Math.PI * k) / n));
    this.bits = Math.log2(n);
  }

  /** @param {number} j */
  place(j) {
    return j % 2 === 0 ? j / 2 : this.n - 1 - (j - 1) / 2;
  }

  /** @param {Float64Array} values */
  forward(values) {
    for (let j = 0; j < this.n; j++) {
      this.re[this.place(j)] = values[j];
      this.im[j] = 0;
    }
    this.fft(1);
    for (let k = 0; k < this.n; k++) values[k] = this.cos[k] * this.re[k] - this.sin[k] * this.im[k];
  }

  /** @param {Float64Array} values */
  inverse(values) {
    const n = this.n;
    for (let k = 0; k < n; k++) {
      const a = values[k],
        b = k === 0 ? 0 : -values[n - k];
      this.re[k] = this.cos[k] * a + this.sin[k] * b;
      this.im[k] = this.cos[k] * b - this.sin[k] * a;
    }
    this.fft(-1);
    for (let j = 0; j < n; j++) values[j] = this.re[this.place(j)] / n;
  }

  /** @param {1 | -1} direction */
  fft(direction) {
    const { n, re, im } = this;
    for (let i = 0; i < n; i++) {
      let j = 0;
      for (let b = 0; b < this.bits; b++) j |= ((i >> b) & 1) << (this.bits - 1 - b);
      if (j > i) {
        [re[i], re[j]] = [re[j], re[i]];
        [im[i], im[j]] = [im[j], im[i]];
      }
    }
    for (let size = 2; size <= n; size *= 2) {
      const half = size / 2,
        stride = n / size;
      for (let start = 0; start < n; start += size)
        for (let k = 0; k < half; k++) {
          const wr = this.rootRe[k * stride],
            wi = direction * this.rootIm[k * stride],
            a = start + k,
            b = a + half;
          const tr = re[b] * wr - im[b] * wi,
            ti = re[b] * wi + im[b] * wr;
          re[b] = re[a] - tr;
          im[b] = im[a] - ti;
          re[a] += tr;
          im[a] += ti;
        }
    }
  }
}

/** @type {Map<number, CosineTransform>} */
const transforms = new Map();

/** @param {number} n @param {number} h @param {Float64Array} source n×n with sum 0; overwritten by u. */
const solveNeumann = (n, h, source) => {
  const transform = transforms.get(n) ?? new CosineTransform(n),
    line = new Float64Array(n);
  transforms.set(n, transform);
  const along = (/** @type {'forward' | 'inverse'} */ way) => {
    for (let i = 0; i < n; i++) transform[way](source.subarray(i * n, i * n + n));
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < n; i++) line[i] = source[i * n + j];
      transform[way](line);
      for (let i = 0; i < n; i++) source[i * n + j] = line[i];
    }
  };
  const eigenvalue = (/** @type {number} */ k) => -4 * (Math.sin((Math.PI * k) / (2 * n)) / h) ** 2;
  along('forward');
  for (let k = 0; k < n; k++)
    for (let l = 0; l < n; l++) source[k * n + l] = k + l === 0 ? 0 : source[k * n + l] / (eigenvalue(k) + eigenvalue(l));
  along('inverse');
};

/**
 * @typedef {object} Split
 * @property {number} n
 * @property {number} half Half width of the square.
 * @property {Float64Array} potential u at the cells, n×n.
 * @property {Float64Array} stream ψ at the vertices, (n+1)×(n+1).
 * @property {Float64Array} gradX ∇u on the faces across x, (n+1)×n.
 * @property {Float64Array} gradY n×(n+1).
 * @property {Float64Array} rotX
 * @property {Float64Array} rotY
 * @property {number} rotationalFraction ‖R‖/‖F‖.
 */

/**
 * Decomposes a field on the square [−half, half]².
 * @param {(x: number, y: number) => [number, number]} field
 * @param {number} half
 * @param {number} n
 * @returns {Split}
 */
export const decompose = (field, half, n) => {
  const h = (2 * half) / n,
    x = new Float64Array((n + 1) * n),
    y = new Float64Array(n * (n + 1));
  const vertex = (/** @type {number} */ i) => -half + i * h,
    cell = (/** @type {number} */ i) => -half + (i + 0.5) * h;
  for (let i = 0; i <= n; i++) for (let j = 0; j < n; j++) x[i * n + j] = field(vertex(i), cell(j))[0];
  for (let i = 0; i < n; i++) for (let j = 0; j <= n; j++) y[i * (n + 1) + j] = field(cell(i), vertex(j))[1];
  const u = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const left = i === 0 ? 0 : x[i * n + j],
        right = i === n - 1 ? 0 : x[(i + 1) * n + j];
      const below = j === 0 ? 0 : y[i * (n + 1) + j],
        above = j === n - 1 ? 0 : y[i * (n + 1) + j + 1];
      u[i * n + j] = (right - left + above - below) / h;
    }
  solveNeumann(n, h, u);
  const gradX = x.slice(),
    gradY = y.slice();
  for (let i = 1; i < n; i++) for (let j = 0; j < n; j++) gradX[i * n + j] = (u[i * n + j] - u[(i - 1) * n + j]) / h;
  for (let i = 0; i < n; i++) for (let j = 1; j < n; j++) gradY[i * (n + 1) + j] = (u[i * n + j] - u[i * n + j - 1]) / h;
  const rotX = x.map((value, k) => value - gradX[k]),
    rotY = y.map((value, k) => value - gradY[k]);
  const stream = new Float64Array((n + 1) * (n + 1));
  for (let i = 0; i <= n; i++) for (let j = 0; j < n; j++) stream[i * (n + 1) + j + 1] = stream[i * (n + 1) + j] + rotX[i * n + j] * h;
  const norm = (/** @type {Float64Array} */ a, /** @type {Float64Array} */ b) => {
    let sum = 0;
    for (let i = 0; i <= n; i++) for (let j = 0; j < n; j++) sum += (i === 0 || i === n ? 0.5 : 1) * a[i * n + j] ** 2;
    for (let i = 0; i < n; i++) for (let j = 0; j <= n; j++) sum += (j === 0 || j === n ? 0.5 : 1) * b[i * (n + 1) + j] ** 2;
    return Math.sqrt(sum);
  };
  const whole = norm(x, y);
  return { n, half, potential: u, stream, gradX, gradY, rotX, rotY, rotationalFraction: whole === 0 ? 0 : norm(rotX, rotY) / whole };
};
