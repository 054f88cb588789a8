(() => {
  'use strict';
  const root = document.documentElement;
  const memory = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* a page opened as a file may have no storage */ } },
  };

  // Theme: the system's, unless the reader chose one.
  const darkSystem = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme || (darkSystem.matches ? 'dark' : 'light')) === 'dark';
  const themeButton = document.querySelector('[data-action=theme]');
  const labelTheme = () => { if (themeButton) themeButton.textContent = isDark() ? 'Light page' : 'Dark page'; };
  themeButton?.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    memory.set('theme', root.dataset.theme);
    changeTheme();
  });
  const changeTheme = () => { labelTheme(); redrawAll(); for (const frame of frames) tellTheme(frame); };
  darkSystem.addEventListener('change', changeTheme);
  labelTheme();

  // Code cells fold one by one, or all at once.
  const sources = [...document.querySelectorAll('details.source')];
  const codeButton = document.querySelector('[data-action=code]');
  const foldAll = (open, isAsked = false) => {
    // What the notebook folds opens only when the reader asks for it.
    for (const source of sources) source.open = open && (isAsked || !('folded' in source.dataset));
    if (codeButton) { codeButton.textContent = open ? 'Hide code' : 'Show code'; codeButton.setAttribute('aria-pressed', String(!open)); }
  };
  if (codeButton) {
    let open = memory.get('code') !== 'hidden';
    foldAll(open);
    codeButton.addEventListener('click', () => { open = !open; memory.set('code', open ? 'shown' : 'hidden'); foldAll(open, true); });
  }

  // A link may lead into a folded cell, and paper has no folds.
  const unfold = element => { for (let at = element?.closest('details'); at; at = at.parentElement?.closest('details')) at.open = true; };
  const follow = () => {
    const hash = location.hash.slice(1);
    let target;
    try { target = document.getElementById(decodeURIComponent(hash)); } catch { target = document.getElementById(hash); }
    if (target?.closest('details:not([open])')) { unfold(target); target.scrollIntoView(); }
  };
  addEventListener('hashchange', follow);
  follow();
  addEventListener('beforeprint', () => { for (const cell of document.querySelectorAll('details.folded')) cell.open = true; });

  // Outputs that act live in frames of another origin: they get the theme, and ask for their height.
  const frames = [...document.querySelectorAll('iframe.acts')];
  const tellTheme = frame => frame.contentWindow?.postMessage({ theme: isDark() ? 'dark' : 'light' }, '*');
  addEventListener('message', event => {
    const frame = frames.find(candidate => candidate.contentWindow === event.source), height = Number(event.data?.frameHeight);
    if (!frame || !Number.isFinite(height)) return;
    if (!frame.dataset.heard) tellTheme(frame);
    frame.dataset.heard = 'true';
    frame.style.height = `${Math.min(Math.max(height, 20), 20000)}px`;
  });

  frames.forEach(tellTheme);

  // Formulas.
  for (const element of document.querySelectorAll('.math')) {
    if (!window.katex) break;
    const formula = element.textContent.trim().replace(/^\\[([]|^\$\$?/, '').replace(/\\[)\]]$|\$\$?$/, '');
    try {
      katex.render(formula, element, { displayMode: element.classList.contains('display'), strict: 'ignore' });
    } catch (error) {
      console.error(`A formula cannot be drawn: ${formula}: ${error.message}`);
    }
  }

  // Figures are drawn when the reader comes near them.
  const hosts = [...document.querySelectorAll('.figure')];
  const figures = new Map();

  const merge = (target, patch) => {
    for (const [key, value] of Object.entries(patch))
      if (value && typeof value === 'object' && !Array.isArray(value) && target[key] && typeof target[key] === 'object' && !Array.isArray(target[key]))
        merge(target[key], value);
      else
        target[key] = structuredClone(value);
    return target;
  };

  const swapColours = (node, map) => {
    if (typeof node === 'string') return map[node] ?? node;
    if (Array.isArray(node)) return typeof node[0] === 'number' ? node : node.map(item => swapColours(item, map));
    if (node && typeof node === 'object') return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, swapColours(value, map)]));
    return node;
  };

  // A figure may say how it wants to be shown on a narrow screen and on a dark page; others stay as they are.
  const arrange = (figure, width) => {
    const meta = figure.layout?.meta ?? {};
    let { data, layout } = structuredClone({ data: figure.data, layout: figure.layout ?? {} });
    const isNarrow = Boolean(meta.narrow) && width < Math.max(520, 0.74 * (meta.width ?? 700));
    if (isNarrow) merge(layout, meta.narrow);
    if (isDark() && meta.dark) { data = swapColours(data, meta.dark); layout = swapColours(layout, meta.dark); }
    delete layout.width;
    return { data, layout, isNarrow };
  };

  const draw = async host => {
    const state = figures.get(host) ?? { figure: JSON.parse(host.querySelector('script').textContent), sliders: [] };
    const { data, layout, isNarrow } = arrange(state.figure, host.clientWidth);
    state.isNarrow = isNarrow;
    const isFirst = !figures.has(host);
    figures.set(host, state);
    const canvas = host.querySelector('.canvas');
    canvas.style.minHeight = '';
    await Plotly.react(canvas, data, layout, { responsive: true, displaylogo: false, modeBarButtonsToRemove: ['lasso2d', 'select2d', 'autoScale2d'], displayModeBar: isNarrow ? false : 'hover' });
    if (isFirst) {
      addControls(host, canvas, state);
      canvas.on('plotly_sliderchange', event => {
        const place = canvas.layout.sliders.findIndex(slider => slider === event.slider || slider.steps.some(step => step === event.step) || slider._index === event.slider._index);
        if (place >= 0) note(state, place, event.step._index ?? event.slider.active);
      });
    } else {
      for (const [place, step] of state.sliders.entries()) if (step !== undefined) await turn(canvas, place, step);
    }
    host.dataset.drawn = 'true';
  };

  const note = (state, place, step) => {
    state.sliders[place] = step;
    const input = state.inputs?.[place];
    if (input && input.value !== String(step)) { input.value = String(step); describe(input, state); }
  };

  const turn = async (canvas, place, index) => {
    const step = canvas.layout.sliders[place].steps[index];
    await Plotly.relayout(canvas, `sliders[${place}].active`, index);
    if (step.method && step.method !== 'skip') await Plotly[step.method](canvas, ...structuredClone(step.args ?? []));
  };

  const plain = html => new DOMParser().parseFromString(html ?? '', 'text/html').body.textContent;
  const describe = (input, state) => {
    const slider = state.figure.layout.sliders[Number(input.dataset.place)];
    const label = slider.steps[Number(input.value)].label ?? input.value;
    input.setAttribute('aria-valuetext', `${plain(slider.currentvalue?.prefix)}${plain(label)}`);
    input.nextElementSibling.textContent = plain(label);
  };

  // Plotly's sliders take a mouse or a finger; these take a keyboard and a screen reader, and show themselves when focused.
  const addControls = (host, canvas, state) => {
    const sliders = state.figure.layout?.sliders ?? [];
    if (sliders.length === 0) return;
    const controls = document.createElement('div');
    controls.className = 'controls';
    state.inputs = sliders.map((slider, place) => {
      const label = document.createElement('label'), input = document.createElement('input'), output = document.createElement('output');
      label.append(`${plain(slider.currentvalue?.prefix) || `slider ${place + 1} `}`, input, output);
      Object.assign(input, { type: 'range', min: 0, max: slider.steps.length - 1, step: 1, value: slider.active ?? 0 });
      input.dataset.place = place;
      input.addEventListener('input', () => {
        state.sliders[place] = Number(input.value);
        describe(input, state);
        turn(canvas, place, Number(input.value));
      });
      controls.append(label);
      return input;
    });
    host.append(controls);
    for (const input of state.inputs) describe(input, state);
  };

  const drawOnce = host => { if (!host.dataset.begun) { host.dataset.begun = 'true'; draw(host).catch(error => console.error(`${host.parentElement.id} cannot be drawn: ${error.message}`)); } };
  const redrawAll = () => { for (const host of figures.keys()) draw(host); };

  if (hosts.length > 0) {
    const watcher = new IntersectionObserver(entries => {
      for (const entry of entries) if (entry.isIntersecting) { watcher.unobserve(entry.target); drawOnce(entry.target); }
    }, { rootMargin: '700px 0px' });
    for (const host of hosts) watcher.observe(host);
    addEventListener('beforeprint', () => { for (const host of hosts) drawOnce(host); });
    let pending = 0;
    addEventListener('resize', () => {
      clearTimeout(pending);
      pending = setTimeout(() => {
        for (const [host, state] of figures) if (arrange(state.figure, host.clientWidth).isNarrow !== state.isNarrow) draw(host);
      }, 150);
    });
  }
})();
