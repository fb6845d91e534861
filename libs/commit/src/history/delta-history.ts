import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { array, literal, number, object, string } from 'valibot';
import { DigestSchema, readJson } from '@image-factory/oci';
import { UpperListing } from '../upper/upper-listing.js';
import { writeFileAtomic } from '@image-factory/resilience';

/** Limit on a kept listing, in compressed bytes: some million paths. */
const LISTING_LIMIT = 16 * 2 ** 20;
/** Limit on the disk space of all kept listings, in bytes. */
const DIRECTORY_LIMIT = 256 * 2 ** 20;

/** Version 1 records lack the time of the listing, and may describe images whose layers another user made. */
const VERSION = 2;

/** The first line of a record, with the digest of the listing that follows. */
const HeadSchema = object({
  version: literal(VERSION),
  containerId: string(),
  upper: string(),
  repository: string(),
  manifest: DigestSchema,
  exclude: array(string()),
  listedAt: number(),
  listing: string(),
});

/** A pushed commit that a delta can extend. */
export interface DeltaBase {
  /** Digest of the manifest. */
  readonly manifest: string;
  /** Patterns of the excluded paths, sorted. */
  readonly exclude: readonly string[];
  /** The upper directory at the time of the commit. */
  readonly listing: UpperListing;
}

/**
 * Records the last commit of every container to every repository: its manifest, its exclusions, and the listing of the
 * upper directory. Safe to lose: the next commit is a full one then.
 */
export class DeltaHistory {
  private readonly directory: string;

  /** @param directory state folder of the agent */
  constructor(directory: string) {
    this.directory = join(directory, 'commits');
  }

  /**
   * @param repository with its registry
   * @returns undefined without a record of this container and upper directory
   */
  async find(containerId: string, upper: string, repository: string): Promise<DeltaBase | undefined> {
    try {
      const content = await readFile(this.file(containerId, repository));
      const end = content.indexOf('\n');
      const head = readJson(HeadSchema, content.subarray(0, Math.max(end, 0)));
      const packed = content.subarray(end + 1);
      const mine = head?.containerId === containerId && head.upper === upper && head.repository === repository;
      if (!mine || head.listing !== digestOf([packed])) return undefined;
      return { manifest: head.manifest, exclude: head.exclude, listing: new UpperListing([packed], head.listedAt) };
    } catch {
      return undefined;
    }
  }

  /** Records a commit; drops a record that is too large. */
  async keep(containerId: string, upper: string, repository: string, record: DeltaBase): Promise<void> {
    const { manifest, exclude, listing } = record;
    const { packed } = listing;
    if (packed.reduce((length, piece) => length + piece.length, 0) > LISTING_LIMIT) {
      return this.forget(containerId, repository);
    }
    const file = this.file(containerId, repository);
    const head = {
      ...{ version: VERSION, containerId, upper, repository, manifest, exclude },
      ...{ listedAt: listing.begunAt, listing: digestOf(packed) },
    };
    await writeFileAtomic(file, [Buffer.from(`${JSON.stringify(head)}\n`), ...packed]);
    await this.makeRoom(file);
  }

  async forget(containerId: string, repository: string): Promise<void> {
    await rm(this.file(containerId, repository), { force: true });
  }

  /** Evicts the oldest listings until the rest fits, and removes drafts that a killed agent has left. */
  private async makeRoom(newest: string): Promise<void> {
    const files = await Promise.all(
      (await readdir(this.directory)).map(async (name) => {
        const file = join(this.directory, name);
        const { size, mtimeMs } = await stat(file).catch(() => ({ size: 0, mtimeMs: 0 }));
        return { file, size, mtimeMs };
      }),
    );
    let room = DIRECTORY_LIMIT;
    for (const { file, size } of files.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
      room -= size;
      if (room < 0 && file !== newest) await rm(file, { force: true });
    }
  }

  private file(containerId: string, repository: string): string {
    const key = createHash('sha256').update(`${containerId} ${repository}`).digest('hex');
    return join(this.directory, `${key}.listing`);
  }
}

function digestOf(pieces: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
