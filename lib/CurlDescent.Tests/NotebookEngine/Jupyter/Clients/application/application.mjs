// Makes JupyterLab's application of the packages in the current folder, as its own build does (the list is core-meta's), with ipywidgets:
// app/static, app/schemas, app/themes and app/templates, which application.py serves.
import { createRequire } from 'node:module';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
const { build } = createRequire(process.cwd() + '/')('esbuild');

const folder = name => join('node_modules', name);
const json = path => JSON.parse(readFileSync(path, 'utf8'));
const lab = json(join(folder('@jupyterlab/core-meta'), 'core.package.json')).jupyterlab;
const { extensions, mimeExtensions, singletonPackages, version } = lab;
extensions['@jupyter-widgets/jupyterlab-manager'] = '';

const styles = [];
for (const name of new Set([...Object.keys(extensions), ...Object.keys(mimeExtensions)])) {
  const { jupyterlab, style, styleModule } = json(join(folder(name), 'package.json'));
  if (jupyterlab.schemaDir) {
    cpSync(join(folder(name), jupyterlab.schemaDir), join('app/schemas', name), { recursive: true });
    cpSync(join(folder(name), 'package.json'), join('app/schemas', name, 'package.json.orig'));
  }
  if (jupyterlab.themePath) {
    await build({ ...options(), entryPoints: [join(folder(name), jupyterlab.themePath)], outfile: join('app/themes', name, 'index.css') });
  } else if (styleModule ?? style) {
    styles.push(`import '${name}/${styleModule ?? style}';`);
  }
}
const list = packages => Object.entries(packages).map(([name, path]) => `['${name}', () => import('${join(name, path)}')]`).join(',\n  ');
writeFileSync('main.mjs', `${styles.join('\n')}
import { PageConfig } from '@jupyterlab/coreutils';
import { JupyterLab } from '@jupyterlab/application';
import { IConnectionStatus } from '@jupyterlab/services/lib/tokens.js';
import { IServiceManager } from '@jupyterlab/services/lib/tokens.js';
import { PluginRegistry } from '@lumino/coreutils';
const extensions = [
  ${list(extensions)}
];
const mimeExtensions = [
  ${list(mimeExtensions)}
];
const plugins = async packages => (await Promise.all(packages.map(([, load]) => load()))).flatMap(module => module.default);
const pluginRegistry = new PluginRegistry();
pluginRegistry.registerPlugins(await plugins(extensions));
const lab = new JupyterLab({
  pluginRegistry,
  serviceManager: await pluginRegistry.resolveOptionalService(IServiceManager),
  connectionStatus: await pluginRegistry.resolveOptionalService(IConnectionStatus),
  mimeExtensions: await plugins(mimeExtensions)
});
lab.start({ ignorePlugins: [], bubblingKeydown: true });
window.jupyterapp = lab;
`);
await build({
  ...options(), entryPoints: ['main.mjs'], outfile: 'app/static/bundle.js', format: 'esm',
  define: { 'process.env.NODE_ENV': '"production"', global: 'window', __dirname: '"/"' }
});
// Its own second is too short for the first completion of a session on a crowded machine.
mkdirSync('app/settings', { recursive: true });
writeFileSync('app/settings/overrides.json', JSON.stringify({ '@jupyterlab/completer-extension:manager': { providerTimeout: 240000 } }));
mkdirSync('app/templates', { recursive: true });
writeFileSync('app/templates/index.html', `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>JupyterLab ${version}</title>
<link rel="stylesheet" href="{{ base_url }}static/jupyterlab_server/bundle.css">
{% set config = page_config.copy() %}{% set _ = config.update(baseUrl=base_url, wsUrl=ws_url) %}
<script id="jupyter-config-data" type="application/json">{{ config | tojson }}</script>
<script type="module" src="{{ base_url }}static/jupyterlab_server/bundle.js"></script>
</head><body></body></html>
`);

function options() {
  return {
    bundle: true, logLevel: 'error',
    // Scripts import pictures as text; style sheets refer to them, and name a package's files with a tilde.
    loader: { '.svg': 'text', '.md': 'text', '.raw': 'text' },
    plugins: [{
      name: 'one copy of each package that all share, packages that are asked for late, and style sheets',
      setup: b => {
        b.onLoad({ filter: /jupyterlab-manager.lib.plugin\.js$/ }, a => ({
          contents: readFileSync(a.path, 'utf8').replace(/require\.ensure\(\[[^\]]*\], \(require\) =>/g, '(callback => callback())(() =>')
        }));
        b.onResolve({ filter: /^[@a-z]/ }, a => (a.kind === 'require-call' && singletonPackages.includes(a.path)
          ? b.resolve(a.path, { kind: 'import-statement', resolveDir: process.cwd() }) : undefined));
        b.onResolve({ filter: /^~/ }, async a => ({
          path: (await b.resolve(a.path.slice(1), { kind: 'import-statement', resolveDir: a.resolveDir })).path,
          namespace: a.kind === 'url-token' ? 'picture' : 'file'
        }));
        b.onResolve({ filter: /^\.|^[^~#:]+$/ }, a => (a.kind === 'url-token'
          ? { path: join(a.resolveDir, a.path), namespace: 'picture' } : undefined));
        b.onLoad({ filter: /.*/, namespace: 'picture' }, a => ({
          contents: readFileSync(a.path.replace(/[?#].*$/, '')), loader: 'dataurl'
        }));
      }
    }]
  };
}
