import { FactoryError } from '@image-factory/errors';
import type { ContainerFacts, ContainerSizes, RuntimeFacts } from '@image-factory/runtime';

/** Full ids of the containers of a stub runtime, by name. */
export const CONTAINERS: Readonly<Record<string, string>> = { alice: 'a'.repeat(64), bob: 'b'.repeat(64) };

/** Start time of all of them. */
export const STARTED_AT = '2026-11-27T05:00:00.000000001Z';

/** A runtime with the containers of `CONTAINERS`. */
export class StubEngine {
  readonly paused = new Set<string>();
  readonly unpaused: string[] = [];
  /** Error of every call; unset for none. */
  failure?: FactoryError;

  /** Pauses and resumes of the containers, for the recovery. */
  readonly events: { action: 'pause' | 'unpause'; at: number }[] = [];

  /** The ports that the agent uses directly. */
  get runtime(): object {
    return {
      facts: (): Promise<RuntimeFacts> => this.answer({ id: 'ENGI:NEID', version: '20.10.24' }),
      ping: (): Promise<void> => this.answer(undefined),
      containers: { find: (container: string) => this.find(container), sizes: () => this.sizes() },
      localNames: { removeUnused: () => this.answer(0) },
      pauser: {
        resume: (container: string) => this.resume(container),
        wasResumedSince: (_container: string, at: number) =>
          this.answer(this.events.some((event) => event.action === 'unpause' && event.at > at)),
      },
    };
  }

  private async find(container: string): Promise<Partial<ContainerFacts>> {
    const found = Object.entries(CONTAINERS).find(([name, id]) => [name, `/${name}`, id].includes(container));
    if (!found) throw new FactoryError('container_not_found', `There is no container ${container} on this node.`);
    return this.answer({ id: found[1], name: found[0], paused: this.paused.has(found[1]), startedAt: STARTED_AT });
  }

  private sizes(): Promise<ContainerSizes> {
    return this.answer({ whole: 1024 * 1024 + 600, changed: 600 });
  }

  private async resume(container: string): Promise<void> {
    await this.answer(undefined);
    this.paused.delete(container);
    this.unpaused.push(container);
  }

  private answer<T>(value: T): Promise<T> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(value);
  }
}
