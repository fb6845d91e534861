import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/** Parameters of one measurement. */
export interface LoadOrder {
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
async function load({ address, path, connections, milliseconds }: LoadOrder): Promise<LoadFigures> {
  const pool = new Pool(address, { connections });
  const started = performance.now();
  let [requests, failures, stop] = [0, 0, false];
  const ask = async () => {
    while (!stop) {
      const { statusCode, body } = await pool.request({ method: 'GET', path });
      await body.dump();
      requests++;
      if (statusCode !== 200) failures++;
    }
  };
  const asking = Array.from({ length: connections }, ask);
  await sleep(milliseconds);
  stop = true;
  await Promise.all(asking);
  const seconds = (performance.now() - started) / 1000;
  await pool.close();
  return { requests, failures, seconds };
}

process.on('message', (order: LoadOrder) => void load(order).then((figures) => process.send?.(figures)));
