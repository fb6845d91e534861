import * as fs from 'node:fs';
import { basename, join } from 'node:path';

/** A small pseudorandom number generator that is deterministic for a seed. */
export class Chance {
  constructor(private seed: number) {}

  /** An integer from 0 up to, but not including, the limit. */
  below(limit: number): number {
    this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.seed / 2 ** 32) * limit);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
}

function pathsUnder(top: string): string[] {
  const found = fs.readdirSync(top, { recursive: true }) as string[];
  return found.map((name) => join(top, name));
}

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f00', 'f01', 'f02', 'd00', 'd01'];

/** Changes a tree at random. It uses few names, so that new entries often replace others. */
export function changeAtRandom(top: string, chance: Chance, count: number): void {
  for (let done = 0; done < count; done++) {
    const paths = pathsUnder(top);
    const directories = [top, ...paths.filter((path) => fs.lstatSync(path).isDirectory())];
    const files = paths.filter((path) => fs.lstatSync(path).isFile());
    const place = join(chance.pick(directories), chance.pick(NAMES));
    try {
      changeOnce(place, paths, directories, files, chance);
    } catch (error) {
      // Ignore impossible changes, such as moving a directory into itself.
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['EEXIST', 'EISDIR', 'ENOTDIR', 'EINVAL', 'ENOTEMPTY', 'ENOENT', 'EXDEV', 'ELOOP'].includes(code))
        throw error;
    }
  }
}

function changeOnce(
  place: string,
  paths: readonly string[],
  directories: readonly string[],
  files: readonly string[],
  chance: Chance,
): void {
  const path = paths.length > 0 ? chance.pick(paths) : place;
  const file = files.length > 0 ? chance.pick(files) : undefined;
  switch (chance.below(14)) {
    case 0:
    case 1:
      return fs.writeFileSync(place, `content ${chance.below(1e9)}`);
    case 2:
      return void fs.mkdirSync(place);
    case 3:
      return fs.rmSync(path, { recursive: true });
    case 4: {
      const directory = chance.pick(directories.slice(1).length > 0 ? directories.slice(1) : [place]);
      fs.rmSync(directory, { recursive: true });
      fs.mkdirSync(directory);
      return fs.writeFileSync(join(directory, chance.pick(NAMES)), 'in a new directory');
    }
    case 5:
      if (file) fs.appendFileSync(file, 'more');
      return;
    case 6:
      return fs.renameSync(path, place);
    case 7:
      if (file) fs.linkSync(file, place);
      return;
    case 8:
      return fs.symlinkSync(chance.pick(NAMES), place);
    case 9:
      return fs.chmodSync(chance.pick(directories), 0o700 + chance.below(0o100));
    case 10:
      if (file) fs.chownSync(file, chance.below(3), chance.below(3));
      return;
    case 11:
      fs.rmSync(path, { recursive: true });
      return fs.writeFileSync(path, 'a file in its place');
    case 12:
      fs.rmSync(path, { recursive: true });
      fs.mkdirSync(path);
      return fs.writeFileSync(join(path, chance.pick(NAMES)), 'in a directory in its place');
    default: {
      // Move an entry out of a directory, recreate the directory, and move it back: it keeps its old inode and
      // timestamps.
      const directory = chance.pick(directories.slice(1).length > 0 ? directories.slice(1) : [place]);
      const aside = `${directory}.aside`;
      const kept = fs.readdirSync(directory)[0];
      if (kept === undefined) return;
      try {
        fs.renameSync(join(directory, kept), aside);
      } catch {
        return;
      }
      fs.rmSync(directory, { recursive: true });
      fs.mkdirSync(directory);
      fs.renameSync(aside, join(directory, basename(kept)));
    }
  }
}
