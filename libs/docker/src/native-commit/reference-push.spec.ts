import { describe, expect, it } from '@jest/globals';
import { ImageReference } from '@image-factory/oci';
import type { DockerEngine } from '../engine/docker-engine.js';
import { CommitTag } from './commit-tag.js';
import { RuntimeOutage } from '@image-factory/runtime';
import { ReferencePush } from './reference-push.js';

const DIGEST = `sha256:${'d'.repeat(64)}`;
const OURS = 'sha256:ours';
const USERS = 'sha256:users';

const reference = ImageReference.parse('r.example.com/a/b:c');
const mark = CommitTag.make('owner', reference, 't-1');
const task = { image: OURS, reference, credentials: undefined, tag: mark };
const observer = { report: () => undefined, progress: () => undefined };
const { signal } = new AbortController();

/** The images of a node by name. */
class Node {
  readonly names = new Map([[mark.committed, OURS]]);
  isSilent = false;
  failure: Error | undefined;

  async inspect(image: string) {
    const id = this.names.get(image) ?? image;
    const names = [...this.names].filter(([, owner]) => owner === id).map(([name]) => name);
    if (names.length === 0) return undefined;
    // A real runtime answers later than the promises of this process settle.
    await new Promise(setImmediate);
    return { id, digests: names.filter((name) => name.includes('@')) };
  }

  tag(image: string, name: string, tag: string) {
    return Promise.resolve(void this.names.set(`${name}:${tag}`, image));
  }

  untag(name: string) {
    if (this.isSilent) return new Promise<void>(() => undefined);
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(void this.names.delete(name));
  }

  push({ name }: ImageReference) {
    this.names.set(`${name}@${DIGEST}`, this.names.get(reference.toString())!);
    return Promise.resolve({ digest: DIGEST });
  }

  ping() {
    return Promise.resolve();
  }
}

/** @returns the names on the node when the push is reported, and the warnings */
async function pushed(node: Node) {
  const engine = { images: node } as unknown as DockerEngine;
  const warnings: string[] = [];
  const push = new ReferencePush(engine, new RuntimeOutage(node, 0), (line) => warnings.push(line), 20);
  const confirmed: string[] = [];
  const confirm = (digest: string) => Promise.resolve(void confirmed.push(digest));
  await push.run(task, observer, confirm, signal);
  expect(confirmed).toEqual([DIGEST]);
  return { names: [...node.names], warnings };
}

describe('ReferencePush', () => {
  it('reports a push after the reference and its digest are free on the node', async () => {
    expect((await pushed(new Node())).names).toEqual([[mark.committed, OURS]]);
  });

  it('reports a push after the image that the user has under the reference has its name back', async () => {
    const node = new Node();
    node.names.set(reference.toString(), USERS);
    const { names } = await pushed(node);
    expect(new Map(names)).toEqual(
      new Map([
        [mark.committed, OURS],
        [reference.toString(), USERS],
      ]),
    );
  });

  it('reports a push though the engine does not return the name', async () => {
    const silent = new Node();
    silent.isSilent = true;
    expect((await pushed(silent)).names.map(([name]) => name)).toContain(reference.toString());

    const failing = new Node();
    failing.failure = new Error('The disk is broken.');
    const { warnings } = await pushed(failing);
    expect(warnings).toEqual([expect.stringContaining(`${reference.toString()} stays on the node: Error: The disk`)]);
  });
});
