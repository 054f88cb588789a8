// The library's random streams: Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011), named by seed, run, purpose and index.

/** What a stream is for; the numbers are those of RandomPurpose.cs. */
export const purpose = {
  trainingInputs: 1,
  testInputs: 2,
  teacherHidden: 3,
  teacherReadout: 4,
  studentHidden: 5,
  studentReadout: 6,
  sampleOrder: 8,
  perturbation: 9,
  sampledMatrix: 10,
};

/** The run of everything that all runs share. */
export const sharedRun = 0xffffffff;

/** High word of a 64-bit product. @param {number} a @param {number} b */
const high = (a, b) => {
  const a0 = a & 0xffff,
    a1 = a >>> 16,
    b0 = b & 0xffff,
    b1 = b >>> 16;
  const low = a0 * b0,
    middle = a1 * b0 + (low >>> 16),
    other = a0 * b1 + (middle & 0xffff);
  return (a1 * b1 + Math.floor(middle / 65536) + Math.floor(other / 65536)) >>> 0;
};

// Wichura's AS 241 (1988): the inverse of the normal distribution function to about 1e-16.
const centre = [
  [
    3.387132872796366608, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4, 4.5921953931549871457e4,
    6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
  ],
  [
    1, 4.2313330701600911252e1, 6.871870074920579083e2, 5.3941960214247511077e3, 2.1213794301586595867e4, 3.930789580009271061e4,
    2.8729085735721942674e4, 5.226495278852854561e3,
  ],
];
const near = [
  [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
    2.4178072517745061177e-1, 2.27238449892691845833e-2, 7.7454501427834140764e-4,
  ],
  [
    1, 2.05319162663775882187, 1.6763848301838038494, 6.8976733498510000455e-1, 1.4810397642748007459e-1, 1.51986665636164571966e-2,
    5.475938084995344946e-4, 1.05075007164441684324e-9,
  ],
];
const far = [
  [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 2.9656057182850489123e-1, 2.6532189526576123093e-2,
    1.2426609473880784386e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  [
    1, 5.9983220655588793769e-1, 1.3692988092273580531e-1, 1.48753612908506148525e-2, 7.868691311456132591e-4, 1.8463183175100546818e-5,
    1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ],
];
/** @param {number[][]} parts @param {number} x */
const rational = ([top, bottom], x) => top.reduceRight((sum, a) => sum * x + a, 0) / bottom.reduceRight((sum, a) => sum * x + a, 0);

/** @param {number} p 0 < p < 1 @returns {number} */
export const inverseNormal = p => {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * rational(centre, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p)),
    size = r <= 5 ? rational(near, r - 1.6) : rational(far, r - 5);
  return q < 0 ? -size : size;
};

/** A stream of random numbers. */
export class RandomStream {
  /** @param {number} seed Below 2³². @param {number} run @param {number} use @param {number} [index] */
  constructor(seed, run, use, index = 0) {
    this.key = seed >>> 0;
    this.run = run;
    this.use = use;
    this.index = index;
    this.block = 0;
    this.words = new Uint32Array(4);
    this.next = 4;
  }

  refill() {
    let c0 = this.block++ >>> 0,
      c1 = this.index >>> 0,
      c2 = this.run >>> 0,
      c3 = this.use >>> 0,
      k0 = this.key,
      k1 = 0;
    for (let round = 0; round < 10; round++) {
      const h0 = high(0xd2511f53, c0),
        l0 = Math.imul(0xd2511f53, c0) >>> 0,
        h1 = high(0xcd9e8d57, c2),
        l1 = Math.imul(0xcd9e8d57, c2) >>> 0;
      c0 = (h1 ^ c1 ^ k0) >>> 0;
      c1 = l1;
      c2 = (h0 ^ c3 ^ k1) >>> 0;
      c3 = l0;
      k0 = (k0 + 0x9e3779b9) >>> 0;
      k1 = (k1 + 0xbb67ae85) >>> 0;
    }
    this.words[0] = c0;
    this.words[1] = c1;
    this.words[2] = c2;
    this.words[3] = c3;
    this.next = 0;
  }

  word() {
    if (this.next === 4) this.refill();
    return this.words[this.next++];
  }

  /** (k + ½)/2⁵³ with a uniform 53-bit k. */
  uniform() {
    const low = this.word(),
      top = this.word();
    return (top * 2097152 + (low >>> 11) + 0.5) / 9007199254740992;
  }

  normal() {
    return inverseNormal(this.uniform());
  }

  /** Unbiased, 0 … bound − 1 (Lemire 2019). @param {number} bound */
  below(bound) {
    const threshold = (4294967296 - bound) % bound;
    for (;;) {
      const word = this.word(),
        low = Math.imul(word, bound) >>> 0;
      if (low >= bound || low >= threshold) return high(word, bound);
    }
  }

  /** Fills with uniform numbers in ±range. @param {Float64Array} values @param {number} range */
  fillUniform(values, range) {
    for (let k = 0; k < values.length; k++) values[k] = range * (2 * this.uniform() - 1);
    return values;
  }

  /** @param {Float64Array} values @param {number} deviation */
  fillNormal(values, deviation) {
    for (let k = 0; k < values.length; k++) values[k] = deviation * this.normal();
    return values;
  }

  /** Fisher–Yates, from the order 0, 1, … @param {Int32Array} items */
  shuffle(items) {
    for (let k = 0; k < items.length; k++) items[k] = k;
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1),
        kept = items[i];
      items[i] = items[j];
      items[j] = kept;
    }
  }
}
