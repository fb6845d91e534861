import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createServer as createViteServer } from 'vite';
import { Folder, freePort, PrivateEngine, PrivateRegistry, stopAll } from '../sandbox/index.js';
import { Screen } from './screen.js';

/**
 * Runs shield and agent from source, rebuilt and restarted on each change, and the console with hot module replacement,
 * with a private engine and registry.
 */
const screen = new Screen();

/** Starts one application in watch mode, with its log on this terminal. */
function watch(service: 'shield' | 'agent', environment: Readonly<Record<string, string>>): Promise<unknown> {
  return follow(['nest', 'start', service, '--watch', '--preserveWatchOutput'], environment);
}

/** Runs a package script until it ends. It shares the terminal, so that it also receives Ctrl-C. */
function follow(command: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<unknown> {
  return once(spawn('npx', command, { stdio: 'inherit', env: { ...process.env, ...environment } }), 'exit');
}

/**
 * Serves the console from source and proxies everything else to the shield. Vite runs as middleware, because its own
 * server ends the process on SIGTERM, before the engine is stopped.
 */
async function serveConsole(shield: string): Promise<string> {
  const port = await freePort(5173);
  const server = createServer();
  const vite = await createViteServer({
    configFile: join(import.meta.dirname, '../apps/console/vite.config.ts'),
    server: {
      middlewareMode: true,
      hmr: { server },
      proxy: Object.fromEntries(['/v1', '/v2', '/docs', '/health', '/metrics'].map((path) => [path, shield])),
    },
  });
  server.on('request', vite.middlewares);
  await once(server.listen(port, '127.0.0.1'), 'listening');
  server.unref();
  return `http://127.0.0.1:${port}`;
}

try {
  const folder = new Folder('d');
  const { engine } = await PrivateEngine.start();
  const { registry } = await PrivateRegistry.start({ port: 5000 });
  const [shieldPort, agentPort] = [await freePort(9001), await freePort(9002)];
  const container = await engine.run({ name: 'notebook-alice' });
  screen.event('engine', engine.host);
  screen.event('registry', registry.address);
  screen.event('container', container.name);
  screen.event('shield', `http://127.0.0.1:${shieldPort}, Swagger UI at /docs`);
  screen.event('agent', `http://127.0.0.2:${agentPort}/docs`);
  const shield = { PORT: String(shieldPort), DATABASE_URL: `sqlite:${folder.at('dev.db')}` };
  const agent = {
    PORT: String(agentPort),
    SHIELD_ADDRESS: `http://127.0.0.1:${shieldPort}`,
    NODE_IP: '127.0.0.2',
    DOCKER_HOST: engine.host,
    DOCKER_CONFIG: folder.at('docker'),
    STATE_DIR: folder.at('state'),
  };
  screen.event('console', await serveConsole(agent.SHIELD_ADDRESS));
  await Promise.all([watch('shield', shield), watch('agent', agent)]);
  folder.remove();
} finally {
  await stopAll();
}
