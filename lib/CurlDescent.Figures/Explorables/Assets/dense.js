// Small dense matrices, row by row in one array, and eigenvalues of symmetric ones.

/** @typedef {Float64Array} Matrix n×n, row-major. */

/** @param {Matrix} a @param {Matrix} b @param {number} n @returns {Matrix} */
export const times = (a, b, n) => {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const left = a[i * n + k];
      if (left !== 0) for (let j = 0; j < n; j++) product[i * n + j] += left * b[k * n + j];
    }
  return product;
};

/** @param {Matrix} a @param {number} n @returns {Matrix} */
export const transpose = (a, n) => {
  const turned = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) turned[j * n + i] = a[i * n + j];
  return turned;
};

/** @param {...[number, Matrix]} terms Factors and matrices of one size. @returns {Matrix} */
export const combine = (...terms) => {
  const sum = new Float64Array(terms[0][1].length);
  for (const [factor, matrix] of terms) for (let k = 0; k < sum.length; k++) sum[k] += factor * matrix[k];
  return sum;
};

/** tr(AB). @param {Matrix} a @param {Matrix} b @param {number} n */
export const traceOf = (a, b, n) => {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + i];
  return sum;
};

/** @param {ArrayLike<number>} entries @returns {Matrix} */
export const diagonal = entries => {
  const n = entries.length,
    matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = entries[i];
  return matrix;
};

/** Frobenius norm. @param {ArrayLike<number>} a */
export const norm = a => {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * a[k];
  return Math.sqrt(sum);
};

/**
 * Solves Ax = b by elimination with pivoting.
 * @param {Matrix} matrix @param {ArrayLike<number>} right @returns {Float64Array}
 */
export const solve = (matrix, right) => {
  const n = right.length,
    a = matrix.slice(),
    x = Float64Array.from(right);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
    for (let j = 0; j < n; j++) [a[k * n + j], a[pivot * n + j]] = [a[pivot * n + j], a[k * n + j]];
    [x[k], x[pivot]] = [x[pivot], x[k]];
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k] / a[k * n + k];
      for (let j = k; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
      x[i] -= factor * x[k];
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k + 1; j < n; j++) x[k] -= a[k * n + j] * x[j];
    x[k] /= a[k * n + k];
  }
  return x;
};

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by cyclic rotations of Jacobi.
 * @param {Matrix} matrix @param {number} n
 * @returns {{ values: Float64Array, vectors: Matrix }} Column k of the vectors belongs to value k.
 */
export const eigen = (matrix, n) => {
  const a = matrix.slice(),
    v = diagonal(new Float64Array(n).fill(1));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p * n + q] ** 2;
    if (off <= 1e-34 * norm(a) ** 2) break;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (a[p * n + q] === 0) continue;
        const theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]),
          t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1),
          s = t * c;
        for (let k = 0; k < n; k++) {
          const x = a[k * n + p],
            y = a[k * n + q];
          a[k * n + p] = c * x - s * y;
          a[k * n + q] = s * x + c * y;
        }
        for (let k = 0; k < n; k++) {
          const x = a[p * n + k],
            y = a[q * n + k];
          a[p * n + k] = c * x - s * y;
          a[q * n + k] = s * x + c * y;
          const vx = v[k * n + p],
            vy = v[k * n + q];
          v[k * n + p] = c * vx - s * vy;
          v[k * n + q] = s * vx + c * vy;
        }
      }
  }
  return { values: Float64Array.from({ length: n }, (_, k) => a[k * n + k]), vectors: v };
};

/**
 * A function of a symmetric matrix.
 * @param {Matrix} matrix @param {number} n @param {(value: number) => number} f
 * @returns {Matrix}
 */
export const apply = (matrix, n, f) => {
  const { values, vectors } = eigen(matrix, n);
  return times(times(vectors, diagonal(values.map(f)), n), transpose(vectors, n), n);
};

/**
 * Eigenvalues of a symmetric matrix, ascending: Householder's tridiagonal form, then implicit QL (Bowdler, Martin, Reinsch and Wilkinson
 * 1968).
 * @param {Matrix} matrix @param {number} n
 * @returns {Float64Array}
 */
export const eigenvalues = (matrix, n) => {
  const a = matrix.slice(),
    d = new Float64Array(n),
    e = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    let h = 0,
      scale = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(a[i * n + k]);
    if (i === 1 || scale === 0) {
      e[i] = a[i * n + i - 1];
      d[i] = 0;
      continue;
    }
    for (let k = 0; k < i; k++) {
      a[i * n + k] /= scale;
      h += a[i * n + k] ** 2;
    }
    const f = a[i * n + i - 1],
      g = f >= 0 ? -Math.sqrt(h) : Math.sqrt(h);
    e[i] = scale * g;
    h -= f * g;
    a[i * n + i - 1] = f - g;
    let sum = 0;
    for (let j = 0; j < i; j++) {
      let dot = 0;
      for (let k = 0; k <= j; k++) dot += a[j * n + k] * a[i * n + k];
      for (let k = j + 1; k < i; k++) dot += a[k * n + j] * a[i * n + k];
      e[j] = dot / h;
      sum += e[j] * a[i * n + j];
    }
    const half = sum / (h + h);
    for (let j = 0; j < i; j++) {
      const x = a[i * n + j],
        y = e[j] - half * x;
      e[j] = y;
      for (let k = 0; k <= j; k++) a[j * n + k] -= x * e[k] + y * a[i * n + k];
    }
  }
  for (let i = 0; i < n; i++) d[i] = a[i * n + i];
  for (let i = 1; i < n; i++) e[i - 1] = e[i];
  e[n - 1] = 0;
  for (let l = 0; l < n; l++)
    for (let turn = 0; turn < 60; turn++) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]) > 2.3e-16 * (Math.abs(d[m]) + Math.abs(d[m + 1]))) m++;
      if (m === l) break;
      let g = (d[l + 1] - d[l]) / (2 * e[l]),
        r = Math.hypot(g, 1),
        s = 1,
        c = 1,
        p = 0;
      g = d[m] - d[l] + e[l] / (g + (g < 0 ? -r : r));
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * e[i],
          b = c * e[i];
        r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] -= p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
      }
      if (r === 0 && i >= l) continue;
      d[l] -= p;
      e[l] = g;
      e[m] = 0;
    }
  return d.sort();
};
