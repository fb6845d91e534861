import { describe, expect, it } from '@jest/globals';
import { containerOfPod, type PodMember, podOf, readPodSpelling } from './pod-container.js';

const web = { namespace: 'default', pod: 'web', container: undefined };

/** A member of the pod `web`: a container, or without a name its sandbox. */
function member(id: string, container: string, createdAt = 0, annotations = {}): PodMember {
  const pod = { namespace: 'default', name: 'web', container };
  return { id, pod, isSandbox: container === '', createdAt: new Date(createdAt), podAnnotations: annotations };
}

describe('readPodSpelling', () => {
  it.each([
    ['pod:default/web', web],
    ['pod:default/web/app', { ...web, container: 'app' }],
    ['default/web/app', { ...web, container: 'app' }],
    ['/default/web/app', { ...web, container: 'app' }],
  ])('reads %s', (text, spelling) => {
    expect(readPodSpelling(text)).toEqual(spelling);
  });

  it.each([
    '',
    'web',
    'default/web',
    'pod:web',
    'pod:a/b/c/d',
    'pod:A/b',
    'pod:a/b/',
    'a//b',
    'docker://abc',
    '/redis',
  ])('leaves %j to others', (text) => {
    expect(readPodSpelling(text)).toBeUndefined();
  });
});

describe('podOf', () => {
  it('reads the labels of the kubelet', () => {
    const labels = { 'io.kubernetes.pod.namespace': 'default', 'io.kubernetes.pod.name': 'web' };
    expect(podOf({ ...labels, 'io.kubernetes.container.name': 'app' })).toEqual({
      ...{ namespace: 'default', name: 'web', container: 'app' },
    });
    expect(podOf({})).toBeUndefined();
  });
});

describe('containerOfPod', () => {
  const running =
    (...ids: string[]) =>
    (each: PodMember) =>
      ids.includes(each.id);

  it('finds the only container, and of several attempts the running one, else the newest', async () => {
    const members = [member('s', ''), member('1', 'app', 1), member('2', 'app', 2)];
    expect((await containerOfPod(web, members, running('1'))).id).toBe('1');
    expect((await containerOfPod(web, members, running('1', '2'))).id).toBe('2');
    expect((await containerOfPod(web, members, running())).id).toBe('2');
  });

  it('needs the name of one of several containers, unless the pod has a default', async () => {
    const members = [member('1', 'app'), member('2', 'proxy')];
    await expect(containerOfPod(web, members, running())).rejects.toMatchObject({
      code: 'invalid_container',
      message: 'The pod default/web has several containers: add one of /app, /proxy.',
    });
    const annotated = member('s', '', 0, { 'kubectl.kubernetes.io/default-container': 'proxy' });
    expect((await containerOfPod(web, [...members, annotated], running())).id).toBe('2');
    expect((await containerOfPod({ ...web, container: 'app' }, members, running())).id).toBe('1');
  });

  it.each([
    [[], undefined, 'There is no pod default/web on this node.'],
    [[member('1', 'app')], 'other', 'The pod default/web has no container other on this node.'],
  ])('fails without such a container', async (members, container, message) => {
    await expect(containerOfPod({ ...web, container }, members, running())).rejects.toMatchObject({
      ...{ code: 'container_not_found', message },
    });
  });
});
