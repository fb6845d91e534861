import { once } from 'node:events';
import { stopAll } from '../sandbox/index.js';
import { invite } from './invitation.js';
import { commitAndShow } from './commit.js';
import { Screen } from './screen.js';
import { asContainers, asProcesses, type Services, type Stage, setStage } from './stage.js';
import { Stopwatch } from './stopwatch.js';

const screen = new Screen();

/** The main use case end to end: commit a container that contains a change, pull the image, and verify the change. */
async function play(): Promise<Stage> {
  const stopwatch = new Stopwatch();
  screen.title('The parts start');
  const stage = await setStage<Services>(screen, process.argv.includes('--containers') ? asContainers : asProcesses);
  stopwatch.lap('start of all parts');
  await commitAndShow(stage, screen, stopwatch);
  screen.title('The time it took');
  screen.timings(stopwatch.timings);
  return stage;
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
  if (!process.argv.includes('--once')) await waitForGuest(stage);
} catch (error) {
  // After a signal the parts stop one by one, and pending waits fail: ignore these errors.
  if (process.exitCode === undefined) console.error(`\n${(error as Error).message}`);
  process.exitCode ??= 1;
} finally {
  await stopAll();
}
