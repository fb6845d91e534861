import type { ContainerInfo, ContainerInspectInfo, ImageInspectInfo } from 'dockerode';
import type { ContainerFacts, ContainerSummary, EngineInfo, ImageFacts } from './engine-facts.js';
import { InsecureRegistries } from './insecure-registries.js';

/** What is read of the engine's answer to `GET /info`. Podman leaves parts of it out. */
interface InfoAnswer {
  readonly ID?: string;
  readonly ServerVersion?: string;
  readonly Driver?: string;
  readonly DockerRootDir?: string;
  readonly OperatingSystem?: string;
  readonly OSType?: string;
  readonly Architecture?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly RegistryConfig?: {
    readonly InsecureRegistryCIDRs?: readonly string[] | null;
    readonly IndexConfigs?: Readonly<Record<string, { readonly Secure?: boolean }>> | null;
  } | null;
}

export function engineInfo(answer: unknown): EngineInfo {
  const info = (answer ?? {}) as InfoAnswer;
  return {
    id: info.ID ?? '',
    serverVersion: info.ServerVersion ?? '',
    storageDriver: info.Driver ?? '',
    rootDirectory: info.DockerRootDir ?? '',
    operatingSystem: info.OperatingSystem ?? '',
    osType: info.OSType ?? 'linux',
    architecture: info.Architecture ?? '',
    remapsUsers: (info.SecurityOptions ?? []).some((option) => /\bname=(?:userns|rootless)\b/.test(option)),
  };
}

export function insecureRegistries(answer: unknown): InsecureRegistries {
  const { RegistryConfig: config } = (answer ?? {}) as InfoAnswer;
  const hosts = Object.entries(config?.IndexConfigs ?? {}).map(([host, { Secure }]) => [
    host,
    { secure: Secure !== false },
  ]);
  return new InsecureRegistries(
    Object.fromEntries(hosts) as Record<string, { secure: boolean }>,
    config?.InsecureRegistryCIDRs ?? [],
  );
}

export function containerFacts(answer: ContainerInspectInfo): ContainerFacts {
  return {
    id: answer.Id,
    name: answer.Name.replace(/^\//, ''),
    imageId: answer.Image,
    running: answer.State.Running,
    paused: answer.State.Paused,
    pid: answer.State.Pid,
    restarting: answer.State.Restarting,
    restartCount: answer.RestartCount,
    startedAt: answer.State.StartedAt,
    finishedAt: answer.State.FinishedAt,
    config: answer.Config,
    storage: {
      driver: answer.GraphDriver?.Name ?? '',
      data: answer.GraphDriver?.Data ?? {},
    },
    mounts: [
      ...(answer.Mounts ?? []).map(({ Type: type, Destination: destination }) => ({ type, destination })),
      ...Object.keys((answer.HostConfig?.Tmpfs ?? {}) as object).map((destination) => ({ type: 'tmpfs', destination })),
    ],
    hostsPath: answer.HostsPath ?? '',
    hostnamePath: answer.HostnamePath ?? '',
    resolvConfPath: answer.ResolvConfPath ?? '',
  };
}

export function containerSummary(answer: ContainerInfo): ContainerSummary {
  return {
    id: answer.Id,
    // A container that others link to has further names, with theirs in front.
    name: (answer.Names.find((name) => name.lastIndexOf('/') === 0) ?? '').slice(1),
    image: answer.Image,
    state: answer.State,
    status: answer.Status,
    createdAt: new Date(answer.Created * 1000),
  };
}

export function imageFacts(answer: ImageInspectInfo): ImageFacts {
  return {
    id: answer.Id,
    tags: answer.RepoTags ?? [],
    digests: answer.RepoDigests ?? [],
    layers: answer.RootFS?.Layers ?? [],
    architecture: answer.Architecture,
    os: answer.Os,
  };
}
