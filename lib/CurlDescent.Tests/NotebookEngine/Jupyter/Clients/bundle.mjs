// Bundles lab.mjs with the packages of the current folder into bundle.js and bundle.css.
import { createRequire } from 'node:module';
import { copyFileSync } from 'node:fs';
const { build } = createRequire(process.cwd() + '/')('esbuild');

copyFileSync(process.argv[2], 'lab.mjs');
await build({
  entryPoints: ['lab.mjs'], bundle: true, outfile: 'bundle.js', format: 'iife', logLevel: 'error', define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
  // Scripts import pictures as text; style sheets refer to them, which a test does not need.
  loader: { '.svg': 'text', '.md': 'text' },
  plugins: [{ name: 'no pictures in style sheets', setup: b => b.onResolve({ filter: /.*/ }, a => (a.kind === 'url-token' ? { path: a.path, external: true } : undefined)) }]
});
