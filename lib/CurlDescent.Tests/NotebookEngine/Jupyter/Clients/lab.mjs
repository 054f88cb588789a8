// JupyterLab's notebook with ipywidgets, made of their own packages: opens the notebook that the address names and runs it when asked.
import * as base from '@jupyter-widgets/base';
import * as controls from '@jupyter-widgets/controls';
import { WidgetManager, WidgetRenderer } from '@jupyter-widgets/jupyterlab-manager';
import { SessionContextDialogs } from '@jupyterlab/apputils';
import { CodeMirrorEditorFactory, CodeMirrorMimeTypeService, EditorExtensionRegistry, EditorLanguageRegistry, ybinding } from '@jupyterlab/codemirror';
import { Context } from '@jupyterlab/docregistry';
import { createMarkdownParser } from '@jupyterlab/markedparser-extension';
import { Notebook, NotebookActions, NotebookModelFactory, NotebookPanel, NotebookWidgetFactory } from '@jupyterlab/notebook';
import { RenderMimeRegistry, standardRendererFactories } from '@jupyterlab/rendermime';
import { ServerConnection, ServiceManager } from '@jupyterlab/services';
import { Widget } from '@lumino/widgets';
import '@jupyterlab/notebook/style/index.js';
import '@jupyter-widgets/base/css/index.css';
import '@jupyter-widgets/controls/css/widgets-base.css';

const parameters = new URLSearchParams(location.search);
const baseUrl = location.origin + '/';
const serverSettings = ServerConnection.makeSettings({
  baseUrl, wsUrl: baseUrl.replace('http', 'ws'), token: parameters.get('token'), appendToken: true
});

async function open(path) {
  const manager = new ServiceManager({ serverSettings });
  await manager.ready;
  const languages = new EditorLanguageRegistry();
  EditorLanguageRegistry.getDefaultLanguages().forEach(language => languages.addLanguage(language));
  const extensions = new EditorExtensionRegistry();
  EditorExtensionRegistry.getDefaultExtensions().forEach(extension => extensions.addExtension(extension));
  extensions.addExtension({
    name: 'shared-model-binding',
    factory: ({ model }) => EditorExtensionRegistry.createImmutableExtension(ybinding({ ytext: model.sharedModel.ysource, undoManager: model.sharedModel.undoManager }))
  });
  const editors = new CodeMirrorEditorFactory({ languages, extensions });
  const editorFactory = editors.newInlineEditor;
  const rendermime = new RenderMimeRegistry({ initialFactories: standardRendererFactories, markdownParser: createMarkdownParser(languages) });
  const mimeTypeService = new CodeMirrorMimeTypeService(languages);
  const modelFactory = new NotebookModelFactory({});
  const context = new Context({
    manager, factory: modelFactory, path, sessionDialogs: new SessionContextDialogs(),
    kernelPreference: { name: '.net-csharp', shouldStart: true, canStart: true, autoStartDefault: true, shutdownOnDispose: true }
  });
  const factory = new NotebookWidgetFactory({
    name: 'Notebook', modelName: 'notebook', fileTypes: ['notebook'], defaultFor: ['notebook'], preferKernel: true, canStartKernel: true,
    rendermime, mimeTypeService,
    contentFactory: new NotebookPanel.ContentFactory({ editorFactory })
  });
  const panel = factory.createNew(context);
  panel.content.notebookConfig = { ...panel.content.notebookConfig, windowingMode: 'none' };
  panel.node.style.cssText = 'position:absolute; inset:0';
  const widgets = new WidgetManager(context, panel.content.rendermime, { saveState: false });
  widgets.register({ name: '@jupyter-widgets/base', version: base.JUPYTER_WIDGETS_VERSION, exports: base });
  widgets.register({ name: '@jupyter-widgets/controls', version: controls.JUPYTER_CONTROLS_VERSION, exports: controls });
  panel.content.rendermime.addFactory({
    safe: false, mimeTypes: ['application/vnd.jupyter.widget-view+json'], createRenderer: options => new WidgetRenderer(options, widgets)
  }, -10);
  await context.initialize(false);
  Widget.attach(panel, document.body);
  await context.sessionContext.initialize();
  await context.sessionContext.session.kernel.info;
  await panel.revealed;
  return { context, panel };
}

window.lab = open(parameters.get('path'));
window.kernelName = async () => (await window.lab).context.sessionContext.session.kernel.name;
window.runAll = async () => {
  const { context, panel } = await window.lab;
  return NotebookActions.runAll(panel.content, context.sessionContext);
};
