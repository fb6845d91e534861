import type { PushProgress } from '@image-factory/runtime';

interface Layer {
  readonly bytes: number;
  readonly totalBytes: number;
  readonly done: boolean;
}

const WAITING: Layer = { bytes: 0, totalBytes: 0, done: false };
const LAYERS_MAX = 1000;

/** Adds up the progress of all layers of a push. */
export class LayerProgress {
  private readonly layers = new Map<string, Layer>();

  /** @returns whether the line reports progress of a layer */
  add(id: unknown, status: unknown, detail: unknown): boolean {
    if (typeof id !== 'string' || typeof status !== 'string') return false;
    const before = this.layers.get(id);
    if (!before && this.layers.size >= LAYERS_MAX) return false;
    const layer = next(before ?? WAITING, status, detail);
    if (!layer) return false;
    this.layers.set(id, layer);
    return true;
  }

  get total(): PushProgress {
    const layers = [...this.layers.values()];
    return {
      layers: layers.length,
      layersDone: layers.filter(({ done }) => done).length,
      bytes: layers.reduce((sum, { bytes }) => sum + bytes, 0),
      totalBytes: layers.reduce((sum, { totalBytes }) => sum + totalBytes, 0),
    };
  }
}

function next(layer: Layer, status: string, detail: unknown): Layer | undefined {
  if (status === 'Pushed') return { ...layer, bytes: layer.totalBytes, done: true };
  if (status === 'Layer already exists' || status.startsWith('Mounted from')) return { ...WAITING, done: true };
  if (status === 'Preparing' || status === 'Waiting' || status.startsWith('Retrying')) return { ...layer, bytes: 0 };
  if (status !== 'Pushing') return undefined;
  const { current, total } = (detail ?? {}) as { current?: unknown; total?: unknown };
  const totalBytes = count(total) || Math.max(layer.totalBytes, count(current));
  // The runtime also counts the padding of the tar and overshoots.
  return { bytes: Math.min(count(current), totalBytes), totalBytes, done: false };
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
