import type { ContainerFacts } from '@image-factory/runtime';
import type { Exclusions } from '../exclusions/exclusions.js';
import { MountStubs } from '../stubs/mount-stubs.js';
import { findMovingUpper, findUpper } from './find-upper.js';
import { planWhole, type LayerPlan } from './layer-plan.js';
import { readOverlayMarks } from './overlay-marks.js';
import { SharedMappings } from './shared-mappings.js';
import { supportedOnly } from './unsupported-entries.js';
import { type UpperBlock, withoutPaths, withoutSorted } from './upper-block.js';
import { UpperChanges } from './upper-changes.js';
import { UpperListing } from './upper-listing.js';

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
  private stubs = MountStubs.NONE;

  constructor(
    private readonly upper: string,
    private readonly container: Pick<ContainerFacts, 'id' | 'pid' | 'mounts'>,
    private readonly exclusions: Exclusions,
    private readonly signal: AbortSignal,
  ) {}

  /** Bases the plan on an earlier listing if a delta is worthwhile. */
  buildOn(before: UpperListing): void {
    this.before = before;
  }

  /**
   * Checks the directory while its container runs, and finds the stubs of the runtime.
   *
   * @throws FactoryError `unsupported_path` if it has a path that no image can hold
   */
  async check(): Promise<void> {
    const blocks = this.supported(findMovingUpper(this.upper, this.signal));
    while (!(await blocks.next()).done);
    this.stubs = await MountStubs.find(this.upper, this.container, this.signal);
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
    const found = withoutSorted(findUpper(this.upper, this.signal), this.stubs.current());
    const now = await UpperListing.pack(this.supported(found), this.begunAt);
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
    const marks = directories.length > 0 ? await readOverlayMarks(this.upper, directories, this.signal) : undefined;
    const plan = await changes.plan(marks?.opaque ?? new Set());
    return plan && plan.bytes <= changes.wholeBytes * LARGEST_SHARE ? plan : undefined;
  }
}
