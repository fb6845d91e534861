import { describe, expect, it } from '@jest/globals';
import { nodeAddresses } from './node-addresses.js';

const ipv4 = (address: string, internal = false) => ({ address, family: 'IPv4' as const, internal });

describe('nodeAddresses', () => {
  it('finds every IPv4 of the node, each once', () => {
    const eth0 = [ipv4('192.0.2.2'), { address: '2001:db8::2', family: 'IPv6' as const, internal: false }];
    const interfaces = {
      eth0,
      'eth0:1': [ipv4('192.0.2.3')],
      bond0: [ipv4('198.51.100.7')],
      vlan7: [ipv4('192.0.2.2')],
    };
    expect(nodeAddresses(interfaces)).toEqual(['192.0.2.2', '192.0.2.3', '198.51.100.7']);
  });

  it('omits loopback and link-local addresses', () => {
    expect(nodeAddresses({ lo: [ipv4('127.0.0.1', true)], eth0: [ipv4('169.254.7.1')] })).toEqual([]);
  });

  it.each([
    ...['docker0', 'docker1', 'docker_gwbridge', 'br-0123456789ab', 'podman0', 'cni-podman0', 'nerdctl0'],
    ...['cni0', 'cbr0', 'veth12ab', 'cali1234', 'vxlan.calico', 'flannel.1', 'tunl0', 'kube-ipvs0', 'kube-bridge'],
    ...['weave', 'cilium_host', 'virbr0', 'virbr0-nic', 'lxcbr0', 'lxdbr0', 'docker0:1'],
  ])('omits %s', (name) => {
    expect(nodeAddresses({ [name]: [ipv4('172.17.0.1')] })).toEqual([]);
  });

  it.each(['br0', 'br-lan', 'eno1', 'enp3s0', 'wlan0', 'ib0', 'bond0.7', 'dockyard0'])('keeps %s', (name) => {
    expect(nodeAddresses({ [name]: [ipv4('192.0.2.2')] })).toEqual(['192.0.2.2']);
  });
});
