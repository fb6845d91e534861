import { hostname } from 'node:os';
import { DockerEngine, DockerHost, DockerRuntime } from '@image-factory/docker';
import type { OpenRuntime, RuntimeCandidate } from '@image-factory/runtime';
import type { AgentConfiguration } from '../config/agent-configuration.js';
import { openDockerStore } from '../containerd/docker-store.js';
import { warnAs } from '../telemetry/warn-as.js';

/** The usual socket of Podman as root. */
const PODMAN_HOST = 'unix:///run/podman/podman.sock';

/** Where Docker and Podman may be on the node: `docker_host`, and their usual sockets. */
export class DockerCandidates {
  readonly list: readonly RuntimeCandidate[];

  /** @throws FactoryError `invalid_request` that names `docker_host` or `docker_cert_path` */
  constructor(private readonly configuration: AgentConfiguration) {
    const { runtime, docker_host: host } = configuration;
    // An invalid address is an error even if another runtime is chosen.
    const docker = this.candidate('Docker', host, runtime === 'docker' || Boolean(host));
    const podman = this.candidate('Podman', (runtime === 'podman' && host) || PODMAN_HOST, runtime === 'podman');
    this.list = { auto: [docker, podman], docker: [docker], podman: [podman], containerd: [] }[runtime];
  }

  private candidate(name: string, address: string | undefined, isConfigured: boolean): RuntimeCandidate {
    const { docker_tls_verify: tlsVerify, docker_cert_path: certPath } = this.configuration;
    const host = DockerHost.parse({ host: address, tlsVerify, certPath });
    return {
      label: `${name} at ${host.address}`,
      socketPath: host.socketPath,
      isConfigured,
      open: () => this.open(host),
    };
  }

  private open(host: DockerHost): OpenRuntime {
    const { port, http_proxy: httpProxy, https_proxy: httpsProxy, no_proxy: noProxy } = this.configuration;
    const runtime = new DockerRuntime(new DockerEngine(host, { httpProxy, httpsProxy, noProxy }), {
      // Stable across restarts, and unique among the agents that might share the runtime.
      owner: `${hostname()}:${port}`,
      warn: warnAs(DockerRuntime.name),
      openContainerdStore: openDockerStore,
    });
    return { runtime, serves: () => runtime.ping().then(() => true), close: () => runtime.close() };
  }
}
