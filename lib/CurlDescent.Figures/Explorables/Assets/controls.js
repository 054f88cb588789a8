// Sliders, switches and numbers: native elements, so that keyboard and screen readers work as everywhere.
import { element } from './frame.js';
import { plain, rich } from './text.js';

let names = 0;

/**
 * A slider over the values that are possible; any other is unreachable.
 * @param {object} options
 * @param {string} options.label
 * @param {number} options.min
 * @param {number} options.max
 * @param {number} options.step
 * @param {number} options.value
 * @param {(value: number) => string} options.format
 * @param {(value: number) => void} options.change
 */
export const slider = ({ label, min, max, step, value, format, change }) => {
  const input = element('input', ''),
    output = element('output', '');
  Object.assign(input, { type: 'range', min: String(min), max: String(max), step: String(step), value: String(value) });
  input.setAttribute('aria-label', plain(label));
  const name = element('span', 'name');
  name.append(rich(label));
  const box = element('label', 'slider', name, input, output);
  const show = () => {
    const text = format(Number(input.value));
    output.textContent = text;
    input.setAttribute('aria-valuetext', text);
  };
  input.addEventListener('input', () => {
    show();
    change(Number(input.value));
  });
  show();
  return {
    box,
    input,
    /** Sets the value without telling of it; it is moved to the nearest possible one. @param {number} next */
    set(next) {
      input.value = String(next);
      show();
      return Number(input.value);
    },
    get value() {
      return Number(input.value);
    },
    /** @param {number} low @param {number} high */
    limit(low, high) {
      Object.assign(input, { min: String(low), max: String(high) });
      show();
    },
  };
};

/**
 * A switch.
 * @param {object} options
 * @param {string} options.label
 * @param {boolean} options.pressed
 * @param {(pressed: boolean) => void} options.change
 */
export const toggle = ({ label, pressed, change }) => {
  const box = element('button', 'toggle');
  box.type = 'button';
  box.append(rich(label));
  box.setAttribute('aria-label', plain(label));
  const show = (/** @type {boolean} */ on) => box.setAttribute('aria-pressed', String(on));
  show(pressed);
  box.addEventListener('click', () => {
    const on = box.getAttribute('aria-pressed') !== 'true';
    show(on);
    change(on);
  });
  return {
    box,
    set: show,
    get pressed() {
      return box.getAttribute('aria-pressed') === 'true';
    },
  };
};

/**
 * One of several.
 * @template {string} T
 * @param {object} options
 * @param {string} options.label
 * @param {{ value: T, label: string }[]} options.options
 * @param {T} options.value
 * @param {(value: T) => void} options.change
 */
export const choice = ({ label, options, value, change }) => {
  const box = element('fieldset', 'choice'),
    legend = element('legend', '');
  legend.append(rich(label));
  box.append(legend);
  const name = `choice-${++names}-${Math.random().toString(36).slice(2, 8)}`;
  /** @type {Map<T, HTMLInputElement>} */
  const inputs = new Map();
  for (const option of options) {
    const input = element('input', ''),
      text = element('span', '');
    Object.assign(input, { type: 'radio', name, value: option.value, checked: option.value === value });
    text.append(rich(option.label));
    input.addEventListener('change', () => {
      if (input.checked) change(option.value);
    });
    inputs.set(option.value, input);
    box.append(element('label', '', input, text));
  }
  return {
    box,
    /** @param {T | null} next */
    set(next) {
      for (const [key, input] of inputs) input.checked = key === next;
    },
  };
};

/**
 * A plain button.
 * @param {string} label
 * @param {() => void} press
 */
export const button = (label, press) => {
  const box = element('button', '');
  box.type = 'button';
  box.append(rich(label));
  box.addEventListener('click', press);
  return box;
};

/**
 * A number on display.
 * @param {string} label
 * @param {string} [tone] Name of a colour of the theme.
 */
export const readout = (label, tone) => {
  const name = element('span', 'name'),
    value = element('output', '');
  name.append(rich(label));
  const box = element('div', 'readout', name, value);
  if (tone) value.style.color = `var(--${tone})`;
  return {
    box,
    show: (/** @type {string} */ text) => {
      if (value.textContent !== text) value.textContent = text;
    },
  };
};
