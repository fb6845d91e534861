import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { Folder } from '../../sandbox/index.js';

/** A real overlayfs, mounted with an option; it contains a directory and a file. */
export class Overlay implements Disposable {
  private readonly folder = new Folder('o');
  /** The merged file system, as users see it. */
  readonly merged = this.folder.at('merged');
  private readonly upper = this.folder.at('upper');

  /** @param options of the mount, such as `redirect_dir=on` */
  constructor(options: string) {
    const [lower, work] = [this.folder.at('lower'), this.folder.at('work')];
    for (const directory of [lower, work, this.upper, this.merged]) mkdirSync(directory);
    mkdirSync(`${lower}/directory`);
    writeFileSync(`${lower}/file`, 'content');
    const directories = `lowerdir=${lower},upperdir=${this.upper},workdir=${work}`;
    execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', `${directories},${options}`, this.merged]);
  }

  /** Copies the files that overlayfs has written, with its own attributes, into another upper directory. */
  copyChanges(upper: string): void {
    const changed = readdirSync(this.upper).map((name) => `${this.upper}/${name}`);
    execFileSync('cp', ['--archive', '--', ...changed, upper]);
  }

  [Symbol.dispose](): void {
    execFileSync('umount', [this.merged]);
    this.folder.remove();
  }
}
