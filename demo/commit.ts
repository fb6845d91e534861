import { dirname } from 'node:path';
import type { V1Commit } from '@image-factory/contracts';
import type { Screen } from './screen.js';
import type { Stage } from './stage.js';
import type { Stopwatch } from './stopwatch.js';

const NOTE = '/root/project/results.txt';
const MODEL = '/root/project/model.bin';
const MODEL_MIB = 64;

/** A commit as parsed from JSON. */
type Observed = Omit<V1Commit, 'status'> & { status: string };

/** Changes the container, commits it through the shield, pulls the image, and shows the change in it. */
export async function commitAndShow(stage: Stage, screen: Screen, stopwatch: Stopwatch): Promise<void> {
  screen.title('A user works in the container');
  await change(stage, screen);
  stopwatch.lap('the change');

  screen.title('The platform commits the container: POST /v1/commit/async');
  const { image, digest } = await commitContainer(stage, screen, stopwatch);

  screen.title('Run the image on any node');
  await pullBack(stage, screen, image, digest);
  stopwatch.lap('pull');
  await show(stage, screen, image);
  stopwatch.lap('a look inside');
}

async function change({ container }: Stage, screen: Screen): Promise<void> {
  const result = `trained on ${new Date().toISOString()}, accuracy 0.97`;
  await container.shell(`mkdir -p ${dirname(NOTE)} && echo '${result}' > ${NOTE}`);
  screen.event('wrote', `${NOTE}: ${result}`);
  await container.shell(`dd if=/dev/urandom of=${MODEL} bs=1M count=${MODEL_MIB} 2>/dev/null`);
  screen.event('wrote', `${MODEL}: ${MODEL_MIB} MiB`);
}

async function commitContainer(
  stage: Stage,
  screen: Screen,
  stopwatch: Stopwatch,
): Promise<{ image: string; digest?: string }> {
  const { registry, shield, agent, container } = stage;
  const request = { ip: agent.ip, container: container.name, image: registry.image('user-images/alice:v1') };
  const { success, msg, transaction_id } = await shield.client.commitAsync({ ...request, author: 'alice' });
  if (!success || transaction_id === undefined) throw new Error(`The shield refused the commit: ${msg}`);
  screen.event('accepted', `transaction ${transaction_id}`);

  let phase: string = 'accepted';
  const commit = await shield.client.ended(transaction_id, ({ status, status_msg }: Observed) => {
    screen.event(status, shortened(status_msg));
    if (status === phase) return;
    stopwatch.lap(`commit: ${phase}`);
    phase = status;
  });
  return committedImage(commit);
}

function committedImage({ status, status_msg, image, digest }: Observed): { image: string; digest?: string } {
  if (status !== 'SUCCEEDED') throw new Error(`The commit failed: ${status_msg}`);
  return { image, digest };
}

async function pullBack({ node }: Stage, screen: Screen, image: string, digest?: string): Promise<void> {
  const pulled = await node.pullAgain(image);
  if (pulled.layers === 0) throw new Error('No layer was pulled: the node already had all layers.');
  if (digest !== undefined && pulled.digest !== digest)
    throw new Error(`Pulled ${pulled.digest} instead of ${digest}.`);
  screen.event('pulled', `${pulled.layers} layer from the registry, ${shortened(pulled.digest)}`);
}

async function show({ node, container }: Stage, screen: Screen, image: string): Promise<void> {
  const copy = await node.run(image);
  const checksum = `sha256sum ${NOTE} ${MODEL}`;
  const [pulled, original] = await Promise.all([copy.shell(checksum), container.shell(checksum)]);
  if (pulled !== original) throw new Error('The pulled image differs from the container.');
  screen.event('shows', (await copy.shell(`cat ${NOTE}`)).trim());
  screen.event('compared', 'both files are identical to those in the container');
  await copy.remove();
}

/** Shortens the digests in a text as `docker images` does. */
function shortened(text: string): string {
  return text.replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, '$1…');
}
