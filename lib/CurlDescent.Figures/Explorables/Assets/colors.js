// Colours of the live figures: those of Palette.cs, with lighter twins for dark pages.

/**
 * @typedef {object} Theme
 * @property {boolean} dark
 * @property {string} ink Text and axes.
 * @property {string} muted Secondary text.
 * @property {string} line Grid and frames.
 * @property {string} soft Fills of controls.
 * @property {string} paper Background.
 * @property {string} blue Gradient descent, the gradient part, stable.
 * @property {string} vermilion Curl descent, the curl, unstable.
 * @property {string} green
 * @property {string} purple
 * @property {string} orange
 * @property {string} sky
 */

/** @type {Theme} */
const light = {
  dark: false,
  ink: '#1b1f24',
  muted: '#59616b',
  line: '#d9dde3',
  soft: '#f3f5f7',
  paper: '#ffffff',
  blue: '#0072B2',
  vermilion: '#D55E00',
  green: '#00805d',
  purple: '#a3487c',
  orange: '#b87f00',
  sky: '#2f8fc4',
};

/** @type {Theme} */
const dark = {
  dark: true,
  ink: '#e9ecef',
  muted: '#a3abb5',
  line: '#39414a',
  soft: '#20262c',
  paper: '#15181c',
  blue: '#56b4e9',
  vermilion: '#ff8a3c',
  green: '#3ccf9f',
  purple: '#e39ac2',
  orange: '#f0b93a',
  sky: '#8fd0f5',
};

/** @param {boolean} isDark @returns {Theme} */
export const themeOf = isDark => (isDark ? dark : light);

/** @param {string} hex #rrggbb @returns {number[]} */
const channels = hex => [1, 3, 5].map(k => parseInt(hex.slice(k, k + 2), 16));

/**
 * A colour with opacity.
 * @param {string} hex
 * @param {number} opacity
 */
export const fade = (hex, opacity) => `rgba(${channels(hex).join(',')},${opacity})`;

/**
 * A map from −1 … 1 to colours, blue over paper to vermilion; as bytes.
 * @param {Theme} theme
 * @returns {(value: number) => number[]}
 */
export const diverging = theme => {
  const ends = theme.dark ? ['#3f9bdc', '#15181c', '#e8722a'] : ['#2d6ca8', '#ffffff', '#d2691e'];
  const [low, middle, high] = ends.map(channels);
  return value => {
    const v = Math.max(-1, Math.min(1, value)),
      end = v < 0 ? low : high,
      part = Math.abs(v) ** 0.85;
    return [0, 1, 2].map(k => Math.round(middle[k] + part * (end[k] - middle[k])));
  };
};

/**
 * A map from 0 … 1 to quiet colours from paper to grey-blue: landscapes under other marks.
 * @param {Theme} theme
 * @returns {(value: number) => number[]}
 */
export const landscape = theme => {
  const low = channels(theme.paper),
    high = channels(theme.dark ? '#4b5a6b' : '#9fb0c3');
  return value => {
    const v = Math.max(0, Math.min(1, value));
    return [0, 1, 2].map(k => Math.round(low[k] + v * (high[k] - low[k])));
  };
};
