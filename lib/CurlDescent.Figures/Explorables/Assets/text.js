// Text with formulas in a small notation, for labels in HTML and on a canvas: *w* is italic, _{1} below, ^{2} above.

/** @typedef {{ text: string, italic: boolean, place: 'line' | 'below' | 'above' }} Piece */

/**
 * @param {string} source
 * @returns {Piece[]}
 */
export const pieces = source => {
  /** @type {Piece[]} */
  const found = [];
  for (const match of source.matchAll(/\*([^*]+)\*|_\{([^}]*)\}|\^\{([^}]*)\}|([^*_^]+|[_^])/g)) {
    if (match[1] !== undefined) found.push({ text: match[1], italic: true, place: 'line' });
    else if (match[2] !== undefined) found.push({ text: match[2], italic: false, place: 'below' });
    else if (match[3] !== undefined) found.push({ text: match[3], italic: false, place: 'above' });
    else found.push({ text: match[4], italic: false, place: 'line' });
  }
  return found;
};

/** What a screen reader says. @param {string} source */
export const plain = source =>
  pieces(source)
    .map(piece => (piece.place === 'above' ? ` to the ${piece.text} ` : piece.text))
    .join('');

/**
 * @param {string} source
 * @returns {DocumentFragment}
 */
export const rich = source => {
  const fragment = document.createDocumentFragment();
  for (const piece of pieces(source)) {
    const node = document.createElement(piece.place === 'below' ? 'sub' : piece.place === 'above' ? 'sup' : piece.italic ? 'i' : 'span');
    node.textContent = piece.text;
    fragment.append(node);
  }
  return fragment;
};

const superscripts = '\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079';
const minus = (/** @type {string} */ text) => text.replace(/-/g, '\u2212');

/**
 * A number with a true minus sign and a fixed number of decimals.
 * @param {number} value
 * @param {number} decimals
 */
export const fixed = (value, decimals = 2) => {
  const text = value.toFixed(decimals);
  return minus(Number(text) === 0 ? text.replace('-', '') : text);
};

/**
 * A number of a few significant digits; very large and small ones with a power of ten.
 * @param {number} value
 * @param {number} digits
 */
export const short = (value, digits = 3) => {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '\u2013' : value > 0 ? '\u221e' : '\u2212\u221e';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) {
    const [mantissa, exponent] = value.toExponential(Math.max(0, digits - 2)).split('e');
    const raised = [...String(Number(exponent))].map(c => superscripts['0123456789'.indexOf(c)] ?? '\u207b');
    return `${minus(mantissa)}\u00b710${raised.join('')}`;
  }
  return minus(String(Number(value.toPrecision(digits))));
};
