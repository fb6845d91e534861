import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { array, literal, number, object, string } from 'valibot';
import { DigestSchema, readJson } from '@image-factory/oci';
import { UpperListing } from '../upper/upper-listing.js';
import { writeFileAtomic } from '@image-factory/resilience';

/** The longest listing that is kept, in packed bytes: some million paths. */
const LISTING_LIMIT = 16 * 2 ** 20;
/** How much all kept listings may take on disk, in bytes. */
const DIRECTORY_LIMIT = 256 * 2 ** 20;

/** Records of version 1 lack the time of the listing, and may be of images whose layers another user made. */
const VERSION = 2;

/** The first line of a record; the listing follows it, this has its digest. */
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

/** What a save has pushed. */
export interface DeltaBase {
  /** Digest of the manifest. */
  readonly manifest: string;
  /** Patterns of the paths that were left out, sorted. */
  readonly exclude: readonly string[];
  /** The upper directory as it was. */
  readonly listing: UpperListing;
}

/**
 * Remembers the last save of every container onto every repository: its manifest, what it has left out, and the upper
 * directory as it was. Safe to lose: the next save is a full one then.
 */
export class DeltaHistory {
  private readonly directory: string;

  /** @param directory where the agent keeps its state */
  constructor(directory: string) {
    this.directory = join(directory, 'saves');
  }

  /**
   * @param repository with its registry
   * @returns undefined if nothing is remembered, or it is not of this container and upper directory
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

  /** Remembers a save; what is too large is forgotten. */
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

  /** Forgets a save. */
  async forget(containerId: string, repository: string): Promise<void> {
    await rm(this.file(containerId, repository), { force: true });
  }

  /** Removes the oldest listings until the others fit, and drafts that a killed agent has left. */
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
