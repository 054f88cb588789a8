// Runs a figure's own code beside the page: from a blob, where the page forbids that from a data address, and in the page itself where
// neither may be.

/** @typedef {(message: any) => void} Post */

/**
 * @param {() => any} bundle The figure's modules as one function; its source is given to the worker.
 * @param {(post: Post) => Post} serve The exported function of that bundle that answers messages.
 * @param {Post} receive
 */
export const startWorker = (bundle, serve, receive) => {
  const source =
    `'use strict';const serve=(${bundle})().serve(message=>postMessage(message));` +
    "onmessage=event=>serve(event.data);postMessage({kind:'ready'});";
  const addresses = [
    () => URL.createObjectURL(new Blob([source], { type: 'text/javascript' })),
    () => `data:text/javascript;charset=utf-8,${encodeURIComponent(source)}`,
  ];
  /** @type {any[]} */
  const waiting = [];
  /** @type {Post | null} */
  let send = null;
  let mode = 'starting';
  const settle = (/** @type {Post} */ post, /** @type {string} */ how) => {
    mode = how;
    send = post;
    for (const message of waiting.splice(0)) post(message);
  };
  const attempt = (/** @type {number} */ k) => {
    if (k === addresses.length) {
      const answer = serve(message => setTimeout(() => receive(message)));
      settle(message => setTimeout(() => answer(message)), 'page');
      return;
    }
    try {
      const worker = new Worker(addresses[k]());
      worker.onmessage = event => {
        if (event.data.kind === 'ready') settle(message => worker.postMessage(message), 'worker');
        else receive(event.data);
      };
      worker.onerror = event => {
        event.preventDefault();
        if (send === null) attempt(k + 1);
        else console.error(`A figure's worker failed: ${event.message}`);
      };
    } catch {
      attempt(k + 1);
    }
  };
  attempt(0);
  return {
    /** @param {any} message */
    post(message) {
      if (send) send(message);
      else waiting.push(message);
    },
    /** Where the work is done. */
    get mode() {
      return mode;
    },
  };
};
