import { FactoryError } from '@image-factory/errors';
import type { DirectCommit } from '../direct/direct-commit.js';
import { readable } from '@image-factory/oci';
import { KeyedMutex, raceAbort } from '@image-factory/resilience';
import type { ContainerFacts, ContainerSource } from '@image-factory/runtime';
import { MountStubs } from '../stubs/mount-stubs.js';
import type { ChangeSurvey, ContainerPreview } from './container-preview.js';
import { secretVariables } from './secrets.js';
import { surveyChanges, surveyUpper } from './survey.js';

/** Limit on a preview, including the wait for other previews. */
const TIMEOUT_S = 20;
/** Serializes previews, since each may hold a long list. */
const MUTEX_KEY = 'preview';

/** Previews a commit of a container, without pausing it. */
export class ContainerPreviewer {
  private readonly turns = new KeyedMutex();

  constructor(
    private readonly containers: ContainerSource,
    private readonly direct: Pick<DirectCommit, 'filesOf'>,
  ) {}

  /**
   * @param container id or name
   * @throws FactoryError `container_not_found`, `preview_timeout`, `engine_unreachable`, `engine_failed`
   */
  async preview(container: string): Promise<ContainerPreview> {
    const signal = AbortSignal.timeout(TIMEOUT_S * 1000);
    try {
      const leave = await this.turns.acquire(MUTEX_KEY, signal);
      try {
        return await raceAbort(this.make(container, signal), signal);
      } finally {
        leave();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new FactoryError('preview_timeout', `The preview of ${container} took longer than ${TIMEOUT_S} s.`);
    }
  }

  private async make(container: string, signal: AbortSignal): Promise<ContainerPreview> {
    const facts = await this.containers.find(container);
    const [{ whole, changed }, { changes, stubs = MountStubs.NONE, obstacle }] = await Promise.all([
      this.containers.sizes(facts.id),
      this.survey(facts, signal),
    ]);
    const environment = (facts.config.Env ?? []) as readonly string[];
    return {
      id: facts.id,
      size: whole,
      changes: changes ?? surveyChanges(await this.containers.changes(facts.id, signal), changed),
      secretVariables: secretVariables(environment),
      mounts: facts.mounts,
      stubs: stubs.all.map(({ path, kind }) => ({ path: `/${readable(path)}`, kind })).sort(byPath),
      obstacle,
    };
  }

  /** Reads the upper directory on the node, or explains why that is impossible. */
  private async survey(
    facts: ContainerFacts,
    signal: AbortSignal,
  ): Promise<{ readonly changes?: ChangeSurvey; readonly stubs?: MountStubs; readonly obstacle?: string }> {
    try {
      const { upper } = await this.direct.filesOf(facts);
      const stubs = await MountStubs.find(upper, facts, signal);
      return { changes: await surveyUpper(upper, stubs, signal), stubs };
    } catch (error) {
      const { code, message } = FactoryError.from(error);
      if (code === 'direct_unavailable' || code === 'direct_failed') return { obstacle: message };
      throw error;
    }
  }
}

function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : 1;
}
