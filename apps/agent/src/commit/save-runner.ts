import { Inject, Injectable, Logger } from '@nestjs/common';
import { Keychain, type RegistryCredentials, SAVE_ENGINE, type SaveEngine } from '@image-factory/docker';
import { FactoryError } from '@image-factory/errors';
import { Secrets } from '@image-factory/service';
import { NodeIdentity } from '../node/node-identity.js';
import { StatusOutbox } from '../shield/status-outbox.js';
import { SaveNotes } from '../state/save-notes.js';
import type { AcceptedSave } from './accepted-save.js';
import { SaveReports } from './save-reports.js';
import { SaveRun, type SaveWork } from './save-run.js';

/** Sets accepted saves going. */
@Injectable()
export class SaveRunner {
  private readonly logger = new Logger(SaveRunner.name);

  constructor(
    @Inject(SAVE_ENGINE) private readonly engine: SaveEngine,
    private readonly keychain: Keychain,
    private readonly notes: SaveNotes,
    private readonly node: NodeIdentity,
    private readonly outbox: StatusOutbox,
    private readonly secrets: Secrets,
  ) {}

  /**
   * @param wasPaused whether the container is paused already
   * @param requested the credentials that came with the order; without them, the node's own login is used
   */
  begin(save: AcceptedSave, wasPaused: boolean, requested: RegistryCredentials | undefined): SaveRun {
    const reports = new SaveReports(save, this.node.bootId, this.outbox);
    const work: SaveWork = async (observe, signal) => {
      const credentials = requested ?? (await this.keychain.find(save.reference.registry));
      const forget = this.secrets.add(secretOf(credentials));
      await this.note(save, wasPaused);
      try {
        const saved = await this.engine.save({ ...save, credentials }, observe, signal);
        await this.eraseNote(save);
        return saved;
      } catch (error) {
        // Without its engine nobody knows whether the container is paused: that is put right when it is back.
        if (FactoryError.from(error).code !== 'engine_unreachable') await this.eraseNote(save);
        throw error;
      } finally {
        forget();
      }
    };
    return new SaveRun(save, reports, work);
  }

  /** A save does without its note: that only matters when the agent is killed. */
  private async note({ transaction, attempt, requestId, containerId }: AcceptedSave, wasPaused: boolean) {
    const note = { transaction, attempt, requestId, containerId, wasPaused, bootId: this.node.bootId };
    await this.notes.write(note).catch((error: unknown) => this.logger.warn(error, 'a save could not be noted'));
  }

  private async eraseNote({ transaction }: AcceptedSave): Promise<void> {
    await this.notes
      .remove(transaction)
      .catch((error: unknown) => this.logger.warn(error, 'the note of a save could not be removed'));
  }
}

function secretOf(credentials: RegistryCredentials | undefined): string | undefined {
  if (!credentials) return undefined;
  return 'identityToken' in credentials ? credentials.identityToken : credentials.password;
}
