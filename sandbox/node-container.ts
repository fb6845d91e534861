import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { BASE_IMAGE } from './base-image.js';
import { FileTree } from './file-tree.js';

/** What is run. */
export interface NodeContainerOptions {
  /** Its name; default: one that the engine makes up. */
  readonly name?: string;
  /** Default: the base image. */
  readonly image?: string;
  /** Default: sleep for ever. */
  readonly command?: readonly string[];
  /** Further options of the Engine API. */
  readonly create?: Docker.ContainerCreateOptions;
}

/** What a command in a container did. */
export interface Executed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A user's container on a node. */
export class NodeContainer {
  private constructor(
    private readonly api: Docker,
    private readonly container: Docker.Container,
    /** Its name. */
    readonly name: string,
  ) {}

  static async run(api: Docker, options: NodeContainerOptions): Promise<NodeContainer> {
    const { name, image = BASE_IMAGE, command = ['sleep', '1000000000'], create } = options;
    const container = await api.createContainer({
      name,
      Image: image,
      Cmd: [...command],
      // The first process of a container does not react to SIGTERM by itself.
      StopSignal: 'SIGKILL',
      ...create,
      HostConfig: { NetworkMode: 'none', ...create?.HostConfig },
    });
    await container.start();
    return new NodeContainer(api, container, name ?? (await container.inspect()).Name.slice(1));
  }

  /** Its full id. */
  get id(): string {
    return this.container.id;
  }

  /** What the engine knows of it. */
  inspect(): Promise<Docker.ContainerInspectInfo> {
    return this.container.inspect();
  }

  /** Whether it is frozen. */
  async isPaused(): Promise<boolean> {
    return (await this.inspect()).State.Paused;
  }

  /** Runs a command in it. */
  async exec(command: readonly string[]): Promise<Executed> {
    const exec = await this.container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
    const stream = await exec.start({});
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    this.api.modem.demuxStream(stream, stdout, stderr);
    stream.once('end', () => [stdout, stderr].forEach((output) => output.end()));
    const [out, err] = await Promise.all([text(stdout), text(stderr)]);
    return { exitCode: (await exec.inspect()).ExitCode ?? -1, stdout: out, stderr: err };
  }

  /** Runs a line of shell in it and gives what it printed; fails when the shell did. */
  async shell(line: string): Promise<string> {
    const { exitCode, stdout, stderr } = await this.exec(['sh', '-c', line]);
    if (exitCode !== 0) throw new Error(`In ${this.name}, \`${line}\` ended with ${exitCode}: ${stderr.trim()}`);
    return stdout;
  }

  /** Puts files into it. */
  async put(tree: FileTree): Promise<void> {
    await this.container.putArchive(tree.tar(), { path: '/' });
  }

  /** The content of a file in it. */
  read(path: string): Promise<string> {
    return this.shell(`cat '${path}'`);
  }

  /** Writes a text file in it, folders included. */
  async write(path: string, content: string): Promise<void> {
    using tree = new FileTree().file(path, content);
    await this.put(tree);
  }

  /** Kills and removes it. */
  async remove(): Promise<void> {
    await this.container.remove({ force: true, v: true });
  }
}
