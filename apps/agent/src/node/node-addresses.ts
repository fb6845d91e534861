import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

/**
 * Interfaces of runtimes and their networks, which exist on every node with the same addresses, so that these do not
 * identify a node: bridges of Docker, Podman, containerd, libvirt and LXC, container ends, overlays of Kubernetes.
 */
const OF_CONTAINERS = new RegExp(
  `^(?:${[
    'docker\\d+|docker_gwbridge|br-[0-9a-f]{12}|podman.*|cni-podman\\d+|nerdctl.*',
    'cni\\d+|cbr\\d+|veth.*|kube-.*|nodelocaldns|tunl\\d+|cali.*|vxlan\\.calico|flannel.*|weave.*|vethwe-.*|cilium_.*|lxc_health',
    'virbr\\d+.*|lxcbr\\d+|lxdbr\\d+|incusbr.*',
  ].join('|')})$`,
);

/** A self-assigned address; another link may use the same one. */
const LINK_LOCAL = /^169\.254\./;

type Interfaces = NodeJS.Dict<Pick<NetworkInterfaceInfo, 'address' | 'family' | 'internal'>[]>;

/** The IPv4 addresses that identify this node: all except loopback, link-local and those of container bridges. */
export function nodeAddresses(interfaces: Interfaces = networkInterfaces()): string[] {
  const found = Object.entries(interfaces)
    .filter(([name]) => !OF_CONTAINERS.test(name.replace(/:.*$/, '')))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !LINK_LOCAL.test(address))
    .map(({ address }) => address);
  return [...new Set(found)];
}
