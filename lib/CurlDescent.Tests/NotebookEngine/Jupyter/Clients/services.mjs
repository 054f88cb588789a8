// JupyterLab's own client library against a Jupyter server: run, input, interrupt, restart. Arguments: the server's address, its token.
import { createRequire } from 'node:module';
const require = createRequire(process.cwd() + '/');
const { KernelManager, ServerConnection } = require('@jupyterlab/services');

const [baseUrl, token] = process.argv.slice(2);
const serverSettings = ServerConnection.makeSettings({ baseUrl, wsUrl: baseUrl.replace('http', 'ws'), token, appendToken: true });
const manager = new KernelManager({ serverSettings });
const kernel = await manager.startNew({ name: '.net-csharp' });

function check(condition, what) {
  if (!condition) {
    console.error('failed: ' + what);
    process.exit(1);
  }
  console.log('ok: ' + what);
}

async function run(code, { started, ...options } = {}) {
  const future = kernel.requestExecute({ code, ...options });
  let text = '';
  future.onIOPub = message => {
    if (message.header.msg_type === 'execute_result') text += message.content.data['text/plain'];
    if (message.header.msg_type === 'stream') {
      text += message.content.text;
      started?.();
    }
  };
  future.onStdin = message => message.header.msg_type === 'input_request' && kernel.sendInputReply({ status: 'ok', value: 'Ada' }, message.header);
  const reply = await future.done;
  return { status: reply.content.status, text };
}

check((await kernel.info).language_info.name === 'C#', 'kernel info');
check((await run('var x = 41; x + 1')).text === '42', 'execute');
check((await run('await GetInputAsync("name? ")', { allow_stdin: true })).text === 'Ada', 'input');
const stopped = await run('Console.WriteLine("go"); while (true) { }', { started: () => kernel.interrupt() });
check(stopped.status === 'error', 'interrupt');
check((await run('x')).text === '41', 'variables survive the interrupt');
check((await kernel.requestComplete({ code: 'Console.WriteL', cursor_pos: 14 })).content.matches.includes('WriteLine'), 'completion');
await kernel.restart();
check((await run('x')).status === 'error', 'restart forgets');
check((await run('1 + 1')).text === '2', 'restart works');
await kernel.shutdown();
check(true, 'shutdown');
process.exit(0);
