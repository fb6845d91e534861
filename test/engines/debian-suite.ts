import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Packages of the engines and their dependencies in their own root. */
const PACKAGES = ['docker.io', 'containerd', 'runc', 'podman', 'netavark', 'mount', 'ca-certificates', 'iptables'];
/** Debian's older names of a suite have scripts of their own; the scripts of sid make newer ones. */
const SCRIPT = '/usr/share/debootstrap/scripts/sid';

/** A Debian suite that cannot be installed here. */
export class UnavailableSuite extends Error {}

/** The root directory of another Debian release, with its engines. */
export class DebianSuite {
  private constructor(
    readonly name: string,
    readonly folder: string,
  ) {}

  /**
   * Installs a suite from the mirror of this machine's apt, unless the cache has it.
   *
   * @param name such as `trixie`
   * @param isFresh whether to install it again
   * @throws UnavailableSuite
   */
  static install(name: string, isFresh: boolean): DebianSuite {
    const suite = new DebianSuite(name, join(cache(), name));
    if (isFresh) rmSync(suite.folder, { recursive: true, force: true });
    if (!existsSync(suite.folder)) suite.bootstrap();
    return suite;
  }

  /** Version of an installed package, as Debian names it: `1.7.24~ds1-6+b4`. */
  version(of: string): string {
    const [file, format] = [join(this.folder, 'var/lib/dpkg'), '--showformat=${Version}'];
    return execFileSync('dpkg-query', [`--admindir=${file}`, '--show', format, of], { encoding: 'utf8' });
  }

  /** Only a whole installation gets the name by which the next run finds it. */
  private bootstrap(): void {
    const unfinished = `${this.folder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(dirname(unfinished), { recursive: true });
    const options = ['--variant=minbase', `--include=${PACKAGES.join(',')}`];
    const script = existsSync(join(dirname(SCRIPT), this.name)) ? [] : [SCRIPT];
    try {
      execFileSync('debootstrap', [...options, this.name, unfinished, mirror(), ...script], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        maxBuffer: 2 ** 26,
      });
    } catch (error) {
      const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string };
      const lines = `${stdout}\n${stderr}`.trim().split('\n').slice(-3);
      rmSync(unfinished, { recursive: true, force: true });
      throw new UnavailableSuite(`debootstrap cannot install ${this.name}: ${lines.join(' ') || message}`);
    }
    renameSync(unfinished, this.folder);
  }
}

/** Outside of the sources: an installation has some 600 MB. */
function cache(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'image-factory/engines');
}

/** The site from which this machine installs its own release. */
function mirror(): string {
  const [, release] = /^VERSION_CODENAME=(\S+)$/m.exec(readFileSync('/etc/os-release', 'utf8')) ?? [];
  const format = ['indextargets', '--format', '$(SITE) $(RELEASE)', 'Created-By: Packages'];
  const lines = execFileSync('apt-get', format, { encoding: 'utf8' }).split('\n');
  const site = lines.map((line) => line.split(' ')).find(([, name]) => name === release)?.[0];
  if (site === undefined) throw new UnavailableSuite('The sources of apt name no mirror of this Debian.');
  return site;
}
