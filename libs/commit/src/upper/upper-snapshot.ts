import { LayerRewriter } from '@image-factory/oci';
import type { ContainerFacts } from '@image-factory/runtime';
import type { Exclusions } from '../exclusions/exclusions.js';
import { tarUpper } from '../layer/tar-upper.js';
import { findMovingUpper, findUpper } from './find-upper.js';
import { planWhole, type LayerPlan } from './layer-plan.js';
import { SharedMappings } from './shared-mappings.js';
import { supportedOnly } from './unsupported-entries.js';
import { type UpperBlock, withoutPaths } from './upper-block.js';
import { UpperChanges } from './upper-changes.js';
import { UpperListing } from './upper-listing.js';

/** Returns the directories that overlayfs has marked as opaque. @throws FactoryError `direct_failed` */
async function findOpaque(upper: string, directories: Iterable<string>, signal: AbortSignal): Promise<Set<string>> {
  const opaque = new Set<string>();
  const saysOpaque = (path: string): boolean => {
    opaque.add(path);
    return false;
  };
  const tar = tarUpper({ directory: upper, paths: [directories], oddTimes: false }, signal);
  try {
    const layer = new LayerRewriter({ whiteouts: new Map(), saysOpaque }).rewrite(tar.output as AsyncIterable<Buffer>);
    // Drains the archive: only the headers matter.
    for await (const piece of layer) piece.fill(0, 0, 0);
  } finally {
    await tar.success();
    tar.stop();
  }
  return opaque;
}

/** Changes above this share of the total are sent as a full layer: fewer layers, nothing stored twice. */
const LARGEST_SHARE = 0.5;

/** The upper directory of a container at one moment. */
export class UpperSnapshot {
  private before: UpperListing | undefined;
  private now: UpperListing | undefined;
  /** Inodes of the files that may change without new times; undefined if unknown. */
  private mapped: ReadonlySet<string> | undefined;
  private begunAt = 0;
  private opaque: ReadonlySet<string> = new Set();

  constructor(
    private readonly upper: string,
    private readonly container: Pick<ContainerFacts, 'id' | 'pid'>,
    private readonly exclusions: Exclusions,
    private readonly signal: AbortSignal,
  ) {}

  /** Bases the plan on an earlier listing if a delta is worthwhile. */
  buildOn(before: UpperListing): void {
    this.before = before;
  }

  /**
   * Checks the directory while its container runs.
   *
   * @throws FactoryError `unsupported_path` if it has a path that no image can hold
   */
  async check(): Promise<void> {
    const blocks = this.supported(findMovingUpper(this.upper, this.signal));
    while (!(await blocks.next()).done);
  }

  /** Starts the snapshot while the container runs: later changes also count as changed for the next commit. */
  async begin(): Promise<void> {
    this.begunAt = Date.now();
    this.mapped = await new SharedMappings(this.container, this.upper).flush();
  }

  /**
   * Lists the directory and selects the content of the layer; the container must stay paused from here until the layer
   * has been read.
   *
   * @throws FactoryError `direct_unavailable`, `direct_failed`, `unsupported_path`
   */
  async plan(): Promise<{ readonly plan: LayerPlan; readonly isChanges: boolean }> {
    const now = await UpperListing.pack(this.supported(findUpper(this.upper, this.signal)), this.begunAt);
    this.now = now;
    const changes = this.before && (await this.changesSince(this.before, now));
    const plan = changes ?? (await planWhole(now));
    this.opaque = plan.opaque;
    return { plan, isChanges: plan === changes };
  }

  /**
   * The listing for the next commit, once the layer has been read; undefined if changes of some files could be missed.
   */
  async listingToKeep(): Promise<UpperListing | undefined> {
    const { now, mapped, opaque } = this;
    if (!now || !mapped) return undefined;
    if (mapped.size === 0 && opaque.size === 0) return now;
    return now.withTypes((entry) => {
      const { type } = entry;
      if (type === 'd' && opaque.has(entry.path)) return 'D';
      return type === 'f' && mapped.has(entry.inode) ? '?' : type;
    });
  }

  private supported(found: AsyncIterable<UpperBlock>): AsyncGenerator<UpperBlock, void, undefined> {
    if (!this.exclusions.excludesPaths) return supportedOnly(found);
    const excluded = this.exclusions.excludedPaths();
    return supportedOnly(withoutPaths(found, (path) => excluded.has(path)));
  }

  /** @returns undefined if a full layer is to be sent */
  private async changesSince(before: UpperListing, now: UpperListing): Promise<LayerPlan | undefined> {
    const changes = await UpperChanges.between(before, now);
    if (!changes) return undefined;
    const directories = [...changes.directoriesToLookAt()];
    const opaque = directories.length > 0 ? await findOpaque(this.upper, directories, this.signal) : new Set<string>();
    const plan = await changes.plan(opaque);
    return plan && plan.bytes <= changes.wholeBytes * LARGEST_SHARE ? plan : undefined;
  }
}
