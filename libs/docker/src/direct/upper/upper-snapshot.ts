import type { ContainerFacts } from '../../engine/engine-facts.js';
import type { Omissions } from '../../omissions/omissions.js';
import { findUpper } from './find-upper.js';
import { planWhole, type LayerPlan } from './layer-plan.js';
import { findOpaque } from './opaque-directories.js';
import { sharedMappings } from './shared-mappings.js';
import { UpperChanges } from './upper-changes.js';
import type { UpperListing } from './upper-listing.js';

/** Changes that make up a larger share of the whole are sent as a whole: fewer layers, nothing hidden twice. */
const LARGEST_SHARE = 0.5;

/** The upper directory of a container at one moment. */
export class UpperSnapshot {
  private before: UpperListing | undefined;
  private now: UpperListing | undefined;
  private mapped: ReadonlySet<string> | undefined;
  private readonly opaque = new Set<string>();

  constructor(
    private readonly upper: string,
    private readonly container: Pick<ContainerFacts, 'id' | 'pid'>,
    private readonly omissions: Omissions,
    private readonly signal: AbortSignal,
  ) {}

  /** Makes the plan one of what has changed since a listing, where that is worth it. */
  buildOn(before: UpperListing): void {
    this.before = before;
  }

  /**
   * Lists the directory and decides what goes into the layer; the container must not change from here on until the
   * layer is read.
   *
   * @throws FactoryError `direct_unavailable`, `direct_failed`
   */
  async plan(): Promise<{ readonly plan: LayerPlan; readonly isChanges: boolean }> {
    const [all, mapped] = await Promise.all([
      findUpper(this.upper, this.signal),
      sharedMappings(this.container.id, this.container.pid),
    ]);
    const now = this.leaveOut(all);
    this.now = now;
    this.mapped = mapped;
    const whole = planWhole(now, (path) => this.opaque.add(path));
    const changes = this.before && (await this.changesSince(this.before, now));
    if (changes && changes.bytes <= whole.bytes * LARGEST_SHARE) return { plan: changes, isChanges: true };
    return { plan: whole, isChanges: false };
  }

  /** The listing for the next save, once the layer is read; undefined if changes of some files could go unseen. */
  listingToKeep(): UpperListing | undefined {
    const { now, mapped, opaque } = this;
    if (!now || !mapped) return undefined;
    for (const entry of now) {
      if (entry.type === 'd' && opaque.has(entry.path)) now.retype(entry, 'D');
      if (entry.type === 'f' && mapped.has(entry.path)) now.retype(entry, '?');
    }
    return now;
  }

  private leaveOut(listing: UpperListing): UpperListing {
    if (!this.omissions.excludesPaths) return listing;
    const excluded = this.omissions.excludedPaths();
    return listing.without((path) => excluded.has(path));
  }

  private async changesSince(before: UpperListing, now: UpperListing): Promise<LayerPlan> {
    const changes = new UpperChanges(now, before);
    const directories = [...changes.directoriesToLookAt()];
    if (directories.length > 0) changes.tellOpaque(await findOpaque(this.upper, directories, this.signal));
    return changes.plan();
  }
}
