/**
 * The main use case end to end: commit a container that contains a change, pull the image, and verify the change.
 *
 * Usage: npm run demo -- [--runtime docker|containerd] [--once]; npm run demo:containers -- [--once]
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { stopAll } from '../sandbox/index.js';
import { invite } from './invitation.js';
import { commitAndShow } from './commit.js';
import { Screen } from './screen.js';
import { IN_CONTAINERS, ON_CONTAINERD, ON_DOCKER, type Stage, setStage } from './stage.js';
import { Stopwatch } from './stopwatch.js';

const { values } = parseArgs({
  options: {
    containers: { type: 'boolean', default: false },
    once: { type: 'boolean', default: false },
    runtime: { type: 'string', default: 'docker' },
  },
});
const screen = new Screen();

async function play(): Promise<Stage> {
  const stopwatch = new Stopwatch();
  const start = chosen();
  screen.title('Starting the parts');
  const stage = await start();
  stopwatch.lap('start of all parts');
  await commitAndShow(stage, screen, stopwatch);
  screen.title('Durations');
  screen.timings(stopwatch.timings);
  return stage;
}

function chosen(): () => Promise<Stage> {
  const { containers, runtime } = values;
  if (runtime !== 'docker' && runtime !== 'containerd') {
    throw new Error(`--runtime is docker or containerd, not ${runtime}.`);
  }
  if (!containers) return () => (runtime === 'docker' ? setStage(screen, ON_DOCKER) : setStage(screen, ON_CONTAINERD));
  if (runtime === 'docker') return () => setStage(screen, IN_CONTAINERS);
  throw new Error('The demo runs shield and agent as containers on Docker only: leave out --runtime or --containers.');
}

/** Keeps everything running until Ctrl-C, whose handler stops all parts. */
async function waitForGuest(stage: Stage): Promise<void> {
  invite(stage, screen);
  process.exitCode = 0;
  const staying = setInterval(() => undefined, 60_000);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  clearInterval(staying);
  screen.title('Stopping: nothing will be left behind.');
}

try {
  const stage = await play();
  if (!values.once) await waitForGuest(stage);
} catch (error) {
  // After a signal the parts stop one by one, and pending waits fail: ignore these errors.
  if (process.exitCode === undefined) console.error(`\n${(error as Error).message}`);
  process.exitCode ??= 1;
} finally {
  await stopAll();
}
