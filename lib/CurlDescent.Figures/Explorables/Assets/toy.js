// Two synapses, ŷ = w2·w1·x with ⟨x²⟩ = 1 and target t, as TwoWeightToy.cs has them: dw1/dt = −d1·e·w2, dw2/dt = −d2·e·w1, e = w1w2 − t.

/** @typedef {{ target: number, d1: number, d2: number }} Toy */

/** @param {Toy} toy @param {number} w1 @param {number} w2 @returns {[number, number]} */
export const velocity = ({ target, d1, d2 }, w1, w2) => {
  const e = w1 * w2 - target;
  return [-d1 * e * w2, -d2 * e * w1];
};

/** @param {Toy} toy @returns {import('./integrate.js').Field} */
export const fieldOf = toy => (point, value) => {
  const [a, b] = velocity(toy, point[0], point[1]);
  value[0] = a;
  value[1] = b;
};

/** ∂F2/∂w1 − ∂F1/∂w2. @param {Toy} toy @param {number} w1 @param {number} w2 */
export const curl = ({ target, d1, d2 }, w1, w2) => (d1 - d2) * (2 * w1 * w2 - target);

/** @param {Toy} toy @param {number} w1 @param {number} w2 */
export const loss = ({ target }, w1, w2) => ((w1 * w2 - target) * (w1 * w2 - target)) / 2;

/** @param {Toy} toy @param {number} w1 @param {number} w2 */
export const conserved = ({ d1, d2 }, w1, w2) => d1 * w1 * w1 - d2 * w2 * w2;

/**
 * Learning in steps, w ← w + ηF(w), until a time is over or the weights leave.
 * @param {Toy} toy @param {[number, number]} start @param {number} step η @param {number} duration @param {number} far
 * @returns {{ xs: number[], ys: number[] }}
 */
export const learn = (toy, start, step, duration, far) => {
  const xs = [start[0]],
    ys = [start[1]],
    steps = Math.round(duration / step);
  for (let k = 0; k < steps; k++) {
    const x = xs[k],
      y = ys[k],
      [u, v] = velocity(toy, x, y);
    xs.push(x + step * u);
    ys.push(y + step * v);
    if (!(Math.abs(xs[k + 1]) < far && Math.abs(ys[k + 1]) < far)) break;
  }
  return { xs, ys };
};

// Gauss–Legendre nodes that are exact for the field's polynomials: degree 3 along an edge, degree 2 over a triangle.
const edgeNodes = [0.5 - Math.sqrt(0.15), 0.5, 0.5 + Math.sqrt(0.15)],
  edgeWeights = [5 / 18, 8 / 18, 5 / 18];

/**
 * The work along a closed polygon as it adds up from corner to corner; the last number is the circulation.
 * @param {Toy} toy @param {[number, number][]} loop
 * @returns {number[]}
 */
export const workAround = (toy, loop) => {
  const work = [0];
  for (let k = 0; k < loop.length; k++) {
    const [x0, y0] = loop[k],
      [x1, y1] = loop[(k + 1) % loop.length];
    let sum = 0;
    for (let n = 0; n < 3; n++) {
      const [u, v] = velocity(toy, x0 + edgeNodes[n] * (x1 - x0), y0 + edgeNodes[n] * (y1 - y0));
      sum += edgeWeights[n] * (u * (x1 - x0) + v * (y1 - y0));
    }
    work.push(work[k] + sum);
  }
  return work;
};

/**
 * The integral of the curl over the fan of triangles that a closed polygon bounds; what is run round twice counts twice.
 * @param {Toy} toy @param {[number, number][]} loop
 */
export const curlInside = (toy, loop) => {
  let sum = 0;
  const [x0, y0] = loop[0];
  for (let k = 1; k + 1 < loop.length; k++) {
    const [x1, y1] = loop[k],
      [x2, y2] = loop[k + 1],
      area = ((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) / 2;
    sum +=
      (area / 3) *
      (curl(toy, (x0 + x1) / 2, (y0 + y1) / 2) + curl(toy, (x1 + x2) / 2, (y1 + y2) / 2) + curl(toy, (x2 + x0) / 2, (y2 + y0) / 2));
  }
  return sum;
};

/**
 * A split of the field over the whole plane by polynomials: u with ∇²u = div F, and ψ with F = ∇u + (∂ψ/∂w2, −∂ψ/∂w1).
 * @param {Toy} toy
 * @returns {{ u: (x: number, y: number) => number, psi: (x: number, y: number) => number, grad: (x: number, y: number) => [number, number]
 * }}
 */
export const splitByHand = toy => {
  const { target: t, d1, d2 } = toy;
  return d1 === d2
    ? { u: (x, y) => -d1 * loss(toy, x, y), psi: () => 0, grad: (x, y) => velocity(toy, x, y) }
    : {
        u: (x, y) => (d1 * (x ** 4 - y ** 4)) / 12,
        psi: (x, y) => d1 * (x * x + y * y) * (t / 2 - (x * y) / 3),
        grad: (x, y) => [(d1 * x ** 3) / 3, (-d1 * y ** 3) / 3],
      };
};
