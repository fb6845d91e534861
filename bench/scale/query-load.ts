import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/** One measurement to make. */
export interface LoadOrder {
  /** Scheme, host and port. */
  readonly address: string;
  readonly path: string;
  /** How many requests are under way at any moment, each on a connection of its own. */
  readonly connections: number;
  readonly milliseconds: number;
}

/** What it came to. */
export interface LoadFigures {
  readonly requests: number;
  /** Answers other than 200. */
  readonly failures: number;
  readonly seconds: number;
}

/* A process of its own, so that asking takes nothing from whoever answers: an order is a message, so are the figures. */
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
