import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/** Parameters of one measurement. */
export interface LoadParameters {
  /** Scheme, host and port. */
  readonly address: string;
  readonly path: string;
  /** Number of concurrent requests, each on its own connection. */
  readonly connections: number;
  readonly milliseconds: number;
}

/** Result of the measurement. */
export interface LoadFigures {
  readonly requests: number;
  /** Number of answers other than 200. */
  readonly failures: number;
  readonly seconds: number;
}

/* Runs in its own process, so that it takes no CPU time from the server. Parameters and results are messages. */
async function load({ address, path, connections, milliseconds }: LoadParameters): Promise<LoadFigures> {
  const pool = new Pool(address, { connections });
  const started = performance.now();
  let [requests, failures, stop] = [0, 0, false];
  const send = async () => {
    while (!stop) {
      const { statusCode, body } = await pool.request({ method: 'GET', path });
      await body.dump();
      requests++;
      if (statusCode !== 200) failures++;
    }
  };
  const sending = Array.from({ length: connections }, send);
  await sleep(milliseconds);
  stop = true;
  await Promise.all(sending);
  const seconds = (performance.now() - started) / 1000;
  await pool.close();
  return { requests, failures, seconds };
}

process.on('message', (parameters: LoadParameters) => void load(parameters).then((figures) => process.send?.(figures)));
