import type { CompressionFormat } from '@image-factory/oci';
import { Flag, LOG_LEVELS, type LogLevel, List, Port, WholeNumber } from '@image-factory/service';
import { IsIn, IsIP, IsOptional, IsString, IsUrl, Matches } from 'class-validator';

/** One or several IPv4 addresses: a list, or comma-separated text. */
function Ipv4List(): PropertyDecorator {
  return List(
    IsIP(4, {
      each: true,
      message: ({ property, value }) =>
        `${property} must hold IPv4 addresses, separated by commas; got ${JSON.stringify(value)}`,
    }),
  );
}

/** One or several registries or networks: a list, or comma-separated text. */
function RegistryList(): PropertyDecorator {
  return List(
    Matches(/^[\w.:[\]-]+(?:\/\d{1,3})?$/, {
      each: true,
      message: ({ property, value }) =>
        `${property} must hold registries such as 10.0.0.1:5000, or networks such as 10.0.0.0/8; got ${JSON.stringify(value)}`,
    }),
  );
}

const SAVE_MODES = ['auto', 'engine', 'direct'] as const;
const LOCAL_TAGS = ['remove', 'keep'] as const;
const RUNTIMES = ['auto', 'docker', 'containerd', 'podman'] as const;
const LAYER_COMPRESSIONS: readonly CompressionFormat[] = ['gzip', 'zstd'];

export type SaveMode = (typeof SAVE_MODES)[number];
export type LocalTagChoice = (typeof LOCAL_TAGS)[number];
export type RuntimeChoice = (typeof RUNTIMES)[number];

const HTTP_URL = { protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true };

/** Configuration of an agent. The comments are the text of docs/configuration.md: run `npm run docs` after a change. */
export class AgentConfiguration {
  /** Base address of the shield, such as `http://192.168.202.20:9001`. */
  @IsUrl(HTTP_URL, { message: 'shield_address must be an http or https URL without credentials' })
  shield_address!: string;

  /**
   * Base address under which the shield reaches this agent.
   *
   * If it has no path, the agent also registers its host as an IP of the node.
   *
   * @default `http://<ip>:<port>` for each IP of the node
   */
  @IsUrl(HTTP_URL, { message: 'agent_address must be an http or https URL without credentials' })
  @IsOptional()
  agent_address?: string;

  /** TCP port to listen on, at every address of the node. */
  @Port()
  port: number = 9002;

  /**
   * IPv4 addresses that the agent registers for the node, comma separated.
   *
   * Set it if several nodes share an address, or if the shield cannot reach some of them.
   *
   * @default all except loopback and container bridges
   */
  @Ipv4List()
  @IsOptional()
  node_ip?: string[];

  /** Tokens between shield and agents, comma separated; requests carry the first one. */
  @IsString()
  @IsOptional()
  agent_token?: string;

  /**
   * Strategy of commits.
   *
   * - `direct` streams the changed files to the registry while the container is paused; it fails where that is impossible.
   * - `engine` lets the runtime commit and push.
   * - `auto` tries `direct` and falls back to `engine`; `status_msg` reports the reason.
   */
  @IsIn(SAVE_MODES)
  save_mode: SaveMode = 'auto';

  /** Compression of the layer of a direct commit; Docker pulls `zstd` from version 23 on. */
  @IsIn(LAYER_COMPRESSIONS)
  layer_compression: CompressionFormat = 'gzip';

  /**
   * Whether the agent removes the image of an engine commit from the node.
   *
   * A direct commit creates no image on the node. With `false` the image keeps its reference, unless that name has another
   * image by then.
   */
  @Flag()
  cleanup_images: boolean = true;

  /**
   * What happens on the node to the name of a committed reference.
   *
   * - `remove` removes the name after the push if it still denotes the image from before the commit, such as the container's
   *   own image. The next start pulls the new image, with the pull policy `IfNotPresent`, too. The old image stays while a
   *   container uses it, in Docker and Podman as `localhost/image-factory/in-use`; an unused one is removed.
   * - `keep` leaves the name to the old image. Use it on nodes whose containers start with the pull policy `Never`.
   *
   * The agent cannot reach other nodes that have the old image: use a new tag for each commit, or the pull policy `Always`.
   */
  @IsIn(LOCAL_TAGS)
  local_tag: LocalTagChoice = 'remove';

  /**
   * Limit on the total back-off of a push by the runtime, in seconds.
   *
   * The agent retries pushes that fail with a retryable error: no connection, 5xx, 429.
   */
  @WholeNumber(0, 3600)
  push_patience: number = 40;

  /**
   * Limit on the pause that a direct commit adds by waiting for the registry, in milliseconds.
   *
   * Beyond the limit the container resumes, and the commit falls back to the engine (`save_mode` `auto` without `exclude`)
   * or fails with `registry_slow`. For one hour after that, first commits to this registry use the engine at once; deltas
   * under 64 MiB are still committed directly.
   */
  @WholeNumber(0, 3_600_000)
  pause_budget_ms: number = 10_000;

  /**
   * Proxy for registries at `http://` addresses.
   *
   * The environment variables of the three proxy keys are read in upper and in lower case. If none of the three is set, the
   * proxies of the runtime apply. Loopback addresses are always reached directly.
   *
   * @default the runtime's
   */
  @IsString()
  @IsOptional()
  http_proxy?: string;

  /**
   * Proxy for registries at `https://` addresses.
   *
   * @default the runtime's
   */
  @IsString()
  @IsOptional()
  https_proxy?: string;

  /**
   * Hosts to reach without a proxy, comma separated: names, addresses, networks or `*`.
   *
   * @default the runtime's
   */
  @IsString()
  @IsOptional()
  no_proxy?: string;

  /**
   * Runtime whose containers the agent commits.
   *
   * - `auto` serves every runtime that it finds: Docker at `docker_host`, containerd with the namespace of Kubernetes, Podman.
   *   It searches for missing runtimes every 30 seconds, and logs those that it finds.
   * - `docker`, `containerd`, `podman` serve only this runtime.
   */
  @IsIn(RUNTIMES)
  runtime: RuntimeChoice = 'auto';

  /**
   * Path of containerd's socket.
   *
   * @default the usual sockets: of containerd, K3s and RKE2, k0s, MicroK8s, and of a Docker that starts its own
   */
  @Matches(/^\/./, { message: 'containerd_address must be an absolute path, such as /run/containerd/containerd.sock' })
  @IsOptional()
  containerd_address?: string;

  /**
   * Namespace of containerd with the containers to commit.
   *
   * Docker's own, `moby`, is served through Docker.
   */
  @Matches(/^(?!moby$)[A-Za-z0-9][A-Za-z0-9._-]*$/, {
    message: 'containerd_namespace must name a namespace of containerd other than moby, which Docker serves',
  })
  containerd_namespace: string = 'k8s.io';

  /**
   * Folders with the registry settings of containerd, separated by colons.
   *
   * It is `config_path` of containerd's CRI plugin.
   */
  @IsString()
  registry_config_path: string = '/etc/containerd/certs.d';

  /**
   * Registries without verified TLS, comma separated: `host`, `host:port` or networks.
   *
   * It adds to the `insecure-registries` of Docker. A hosts.toml of the registry takes precedence.
   */
  @RegistryList()
  @IsOptional()
  insecure_registries?: string[];

  /**
   * Address of Docker or Podman, in the syntax of the Docker CLI: `unix://…`, `tcp://…`.
   *
   * @default `unix:///var/run/docker.sock`; with `runtime` `podman`, `unix:///run/podman/podman.sock`
   */
  @IsString()
  @IsOptional()
  docker_host?: string;

  /**
   * Folder with the Docker CLI's config.json, which holds the node's logins.
   *
   * @default `~/.docker`
   */
  @IsString()
  @IsOptional()
  docker_config?: string;

  /**
   * File with logins of Podman, Buildah and Skopeo, which is read after `docker_config`.
   *
   * @default the first of `/run/user/<uid>/containers/auth.json`, `/run/containers/<uid>/auth.json` and
   *   `~/.config/containers/auth.json` with a login for the registry
   */
  @IsString()
  @IsOptional()
  registry_auth_file?: string;

  /** If not empty, the certificate of the runtime is verified, as in the Docker CLI. */
  @IsString()
  @IsOptional()
  docker_tls_verify?: string;

  /** Folder with ca.pem, cert.pem and key.pem for a runtime behind TLS. */
  @IsString()
  @IsOptional()
  docker_cert_path?: string;

  /**
   * Folder for journals and caches.
   *
   * The agent can lose its content without harm. A user other than root gets a folder below the temporary directory by
   * default.
   *
   * @default `/var/lib/image-factory/agent-<port>`
   */
  @IsString()
  @IsOptional()
  state_dir?: string;

  /**
   * Folder in which the agents of a node claim the containers that they commit.
   *
   * An agent waits for a container that another agent has claimed; the claim of a dead agent does not count. Agents with
   * different `state_dir` need the same folder here.
   *
   * @default `/var/lib/image-factory/claims`; `claims` in `state_dir` if that is set
   */
  @IsString()
  @IsOptional()
  claims_dir?: string;

  /**
   * Tokens for `/metrics`, comma separated; without one, anyone may scrape.
   *
   * `agent_token` does not protect `/metrics`.
   */
  @IsString()
  @IsOptional()
  metrics_token?: string;

  /** Minimum level of log lines. */
  @IsIn(LOG_LEVELS)
  log_level: LogLevel = 'info';
}
