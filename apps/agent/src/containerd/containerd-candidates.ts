import { Injectable } from '@nestjs/common';
import { ContainerdRuntime } from '@image-factory/containerd';
import type { OpenRuntime, RuntimeCandidate } from '@image-factory/runtime';
import { AgentConfiguration } from '../config/agent-configuration.js';
import { warnAs } from '../telemetry/warn-as.js';
import { DOCKER_ADDRESS, NODE_ADDRESS } from './docker-store.js';

/** The sockets of containerd itself, K3s and RKE2, k0s, MicroK8s, and of a Docker that starts its own containerd. */
const USUAL_ADDRESSES = [
  NODE_ADDRESS,
  '/run/k3s/containerd/containerd.sock',
  '/run/k0s/containerd.sock',
  '/var/snap/microk8s/common/run/containerd.sock',
  DOCKER_ADDRESS,
];

/** Where containerd may be on the node: `containerd_address`, or its usual sockets. */
@Injectable()
export class ContainerdCandidates {
  readonly list: readonly RuntimeCandidate[];

  constructor(private readonly configuration: AgentConfiguration) {
    const { runtime, containerd_address: address } = configuration;
    const addresses = address === undefined ? USUAL_ADDRESSES : [address];
    this.list =
      runtime === 'auto' || runtime === 'containerd'
        ? addresses.map((each) => this.candidate(each, address !== undefined))
        : [];
  }

  private candidate(address: string, isConfigured: boolean): RuntimeCandidate {
    return {
      label: `containerd at ${address}, namespace ${this.configuration.containerd_namespace}`,
      socketPath: address,
      isConfigured,
      open: () => this.open(address),
    };
  }

  private open(address: string): OpenRuntime {
    const { configuration } = this;
    const { http_proxy: httpProxy, https_proxy: httpsProxy, no_proxy: noProxy } = configuration;
    const runtime = new ContainerdRuntime({
      address,
      namespace: configuration.containerd_namespace,
      registryConfigPath: configuration.registry_config_path,
      proxies: { httpProxy, httpsProxy, noProxy },
      warn: warnAs(ContainerdRuntime.name),
    });
    return {
      runtime,
      // The containerd behind Docker has no namespace of Kubernetes.
      serves: () => runtime.hasNamespace(),
      close: () => runtime.close(),
    };
  }
}
