import { describe, expect, it } from '@jest/globals';
import type { HttpService } from '@nestjs/axios';
import { ERROR_CATALOGUE, FactoryError } from '@image-factory/errors';
import { of } from 'rxjs';
import { AgentClient } from './agent.client.js';

const { container_not_found: MISSING } = ERROR_CATALOGUE;

/** The failure of a size that an agent answers with a body. */
async function refusalOf(data: object): Promise<FactoryError> {
  const client = new AgentClient({ request: () => of({ status: 200, data }) } as unknown as HttpService);
  const error: unknown = await client.size('http://127.0.0.1:9', 'box').catch((error: unknown) => error);
  expect(error).toBeInstanceOf(FactoryError);
  return error as FactoryError;
}

describe('a refusal of an agent', () => {
  const parts = { success: false, msg: 'No box. Look.', error_code: 'container_not_found', detail: 'No box.' };

  it('keeps its code, detail and hint', async () => {
    const { code, message, hint, ownHint } = await refusalOf({ ...parts, hint: 'Look.' });
    expect([code, message, hint, ownHint]).toEqual(['container_not_found', 'No box.', 'Look.', 'Look.']);
  });

  it('has the hint of the catalogue if it has none', async () => {
    const { message, hint, ownHint } = await refusalOf(parts);
    expect([message, hint, ownHint]).toEqual(['No box.', MISSING.hint, undefined]);
  });

  it('of a first-generation agent has its whole text as the detail', async () => {
    const { code, message, explanation } = await refusalOf({ success: false, msg: 'no such container' });
    expect([code, message, explanation]).toEqual(['agent_refused', 'no such container', 'no such container']);
  });

  it('with a code of a newer agent keeps its hint', async () => {
    const { code, hint } = await refusalOf({ ...parts, error_code: 'newer', hint: 'Upgrade.' });
    expect([code, hint]).toEqual(['agent_refused', 'Upgrade.']);
  });
});
