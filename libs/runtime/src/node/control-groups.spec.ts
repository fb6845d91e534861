import { describe, expect, it } from '@jest/globals';
import { groupPath } from './control-groups.js';

describe('groupPath', () => {
  it.each([
    ['/kubepods/burstable/pod1/abc', '/kubepods/burstable/pod1/abc'],
    ['/default/abc', '/default/abc'],
    [
      'kubepods-burstable-pod1_2.slice:cri-containerd:abc',
      '/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/cri-containerd-abc.scope',
    ],
    ['system.slice:docker:abc', '/system.slice/docker-abc.scope'],
    [':nerdctl:abc', '/system.slice/nerdctl-abc.scope'],
    ['-.slice:cri:abc', '/cri-abc.scope'],
    ['a.slice::inner.slice', '/a.slice/inner.slice'],
    ['/a:b:c', '/a:b:c'],
    ['/a/../b', '/b'],
    ['abc', undefined],
    ['', undefined],
  ])('%s is %s', (cgroupsPath, path) => {
    expect(groupPath(cgroupsPath)).toBe(path);
  });
});
