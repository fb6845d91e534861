import type { ContainerFacts } from '../../engine/engine-facts.js';
import type { Omissions } from '../../omissions/omissions.js';
import { findUpper } from './find-upper.js';
import { planWhole, type LayerPlan } from './layer-plan.js';
import { findOpaque } from './opaque-directories.js';
import { sharedMappings } from './shared-mappings.js';
import { UpperChanges } from './upper-changes.js';
import { UpperListing } from './upper-listing.js';
import { withoutPaths } from './without-paths.js';

/** Changes that make up a larger share of the whole are sent as a whole: fewer layers, nothing hidden twice. */
const LARGEST_SHARE = 0.5;

/** The upper directory of a container at one moment. */
export class UpperSnapshot {
  private before: UpperListing | undefined;
  private now: UpperListing | undefined;
  private mapped: ReadonlySet<string> | undefined;
  private opaque: ReadonlySet<string> = new Set();

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
    const [now, mapped] = await Promise.all([this.list(), sharedMappings(this.container.id, this.container.pid)]);
    this.now = now;
    this.mapped = mapped;
    const changes = this.before && (await this.changesSince(this.before, now));
    const plan = changes ?? (await planWhole(now));
    this.opaque = plan.opaque;
    return { plan, isChanges: plan === changes };
  }

  /** The listing for the next save, once the layer is read; undefined if changes of some files could go unseen. */
  async listingToKeep(): Promise<UpperListing | undefined> {
    const { now, mapped, opaque } = this;
    if (!now || !mapped) return undefined;
    if (mapped.size === 0 && opaque.size === 0) return now;
    return now.withTypes(({ type, path }) => {
      if (type === 'd' && opaque.has(path)) return 'D';
      return type === 'f' && mapped.has(path) ? '?' : type;
    });
  }

  private list(): Promise<UpperListing> {
    const found = findUpper(this.upper, this.signal);
    if (!this.omissions.excludesPaths) return UpperListing.pack(found);
    const excluded = this.omissions.excludedPaths();
    return UpperListing.pack(withoutPaths(found, (path) => excluded.has(path)));
  }

  /** @returns undefined if the whole is to be sent */
  private async changesSince(before: UpperListing, now: UpperListing): Promise<LayerPlan | undefined> {
    const changes = await UpperChanges.between(before, now);
    if (!changes) return undefined;
    const directories = [...changes.directoriesToLookAt()];
    const opaque = directories.length > 0 ? await findOpaque(this.upper, directories, this.signal) : new Set<string>();
    const plan = await changes.plan(opaque);
    return plan && plan.bytes <= changes.wholeBytes * LARGEST_SHARE ? plan : undefined;
  }
}
