// What all live figures share: a root of their own that follows the page's theme, rests out of sight, and honours reduced motion.
import { themeOf } from './colors.js';

/** @typedef {import('./colors.js').Theme} Theme */

/**
 * A worker has no page to ask.
 * @param {string} query
 * @returns {{ matches: boolean, addEventListener: (type: 'change', listener: () => void) => void }}
 */
const media = query => (typeof matchMedia === 'function' ? matchMedia(query) : { matches: false, addEventListener: () => {} });
const reducedMotion = media('(prefers-reduced-motion: reduce)');
const darkSystem = media('(prefers-color-scheme: dark)');

/** Whether the background behind an element is dark; asks the page itself, so any host's theme is followed. @param {Element} element */
const isOnDark = element => {
  for (let at = /** @type {Element | null} */ (element); at; at = at.parentElement) {
    const match = /rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)/.exec(getComputedStyle(at).backgroundColor);
    if (match && Number(match[4] ?? 1) > 0.5) return 0.3 * Number(match[1]) + 0.59 * Number(match[2]) + 0.11 * Number(match[3]) < 110;
  }
  return getComputedStyle(document.documentElement).colorScheme.includes('dark') && darkSystem.matches;
};

/** A live figure's frame. */
export class Frame {
  /**
   * @param {HTMLElement} host Emptied.
   * @param {string} style
   * @param {string} label What a screen reader calls the figure.
   */
  constructor(host, style, label) {
    this.host = host;
    host.replaceChildren();
    const shadow = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    const sheet = document.createElement('style');
    sheet.textContent = style;
    this.root = document.createElement('div');
    this.root.className = 'live';
    this.root.setAttribute('role', 'group');
    this.root.setAttribute('aria-label', label);
    this.status = document.createElement('div');
    this.status.className = 'spoken';
    this.status.setAttribute('role', 'status');
    shadow.replaceChildren(sheet, this.root);
    this.root.append(this.status);
    /** @type {Theme} */
    this.theme = themeOf(isOnDark(host));
    this.frames = 0;
    this.visible = true;
    /** @type {Set<() => void>} */
    this.redraws = new Set();
    /** @type {Set<(active: boolean) => void>} */
    this.watchers = new Set();
    /** @type {((seconds: number) => boolean) | null} */
    this.animation = null;
    this.request = 0;
    this.last = 0;
    this.pendingStatus = 0;
    this.isStale = false;
    this.applyTheme();
    this.watch();
  }

  get reduced() {
    return reducedMotion.matches;
  }

  /** Whether anybody can see the figure. */
  get active() {
    return this.visible && document.visibilityState !== 'hidden';
  }

  /** Draws again whenever size or theme change. @param {() => void} redraw */
  onRedraw(redraw) {
    this.redraws.add(redraw);
  }

  /** Told when the figure comes into sight or leaves it. @param {(active: boolean) => void} watcher */
  onActive(watcher) {
    this.watchers.add(watcher);
  }

  /** Draws in the next frame, however often it is asked for. */
  invalidate() {
    this.isStale = true;
    this.schedule();
  }

  /**
   * Runs once a frame until it returns false; nothing runs out of sight.
   * @param {(seconds: number) => boolean} animation Takes the time since the last frame.
   */
  animate(animation) {
    this.animation = animation;
    this.last = 0;
    this.schedule();
  }

  /** The first state is drawn; a static picture may be taken. */
  ready() {
    this.host.dataset.ready = 'true';
  }

  /** Says something politely to a screen reader, once things have calmed down. @param {string} text */
  say(text) {
    clearTimeout(this.pendingStatus);
    this.pendingStatus = window.setTimeout(() => {
      this.status.textContent = text;
    }, 600);
  }

  schedule() {
    if (this.request !== 0 || (!this.isStale && !(this.animation && this.active))) return;
    this.request = requestAnimationFrame(now => {
      this.request = 0;
      this.frames++;
      const seconds = this.last === 0 ? 0 : Math.min(0.1, (now - this.last) / 1000);
      this.last = now;
      if (this.isStale) {
        this.isStale = false;
        for (const redraw of this.redraws) redraw();
      }
      if (this.animation && this.active && !this.animation(seconds)) this.animation = null;
      this.schedule();
    });
  }

  applyTheme() {
    this.theme = themeOf(isOnDark(this.host));
    const style = this.root.style;
    for (const [name, value] of Object.entries(this.theme)) if (typeof value === 'string') style.setProperty(`--${name}`, value);
    this.root.dataset.theme = this.theme.dark ? 'dark' : 'light';
    style.colorScheme = this.theme.dark ? 'dark' : 'light';
  }

  watch() {
    const themeChanged = () =>
      requestAnimationFrame(() => {
        const before = this.theme;
        this.applyTheme();
        if (this.theme !== before) this.invalidate();
      });
    darkSystem.addEventListener('change', themeChanged);
    for (const element of [document.documentElement, document.body])
      new MutationObserver(themeChanged).observe(element, {
        attributes: true,
        attributeFilter: ['class', 'style', 'data-theme', 'data-jp-theme-light', 'data-vscode-theme-kind'],
      });
    new ResizeObserver(() => this.invalidate()).observe(this.root);
    const tell = () => {
      for (const watcher of this.watchers) watcher(this.active);
      this.last = 0;
      this.schedule();
    };
    new IntersectionObserver(entries => {
      this.visible = entries[entries.length - 1].isIntersecting;
      tell();
    }).observe(this.host);
    document.addEventListener('visibilitychange', tell);
  }
}

/**
 * An element with a class.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} className
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export const element = (tag, className, ...children) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
};
