import { FactoryError } from '@image-factory/errors';
import { type Compressor, type IdMapping, LayerRewriter, type WhiteoutPlan } from '@image-factory/oci';
import { CompressedStream, type LayerObserver } from './compressed-stream.js';
import { tarUpper, type UpperPaths } from './tar-upper.js';

/** Content of a layer. */
export interface LayerContent extends UpperPaths {
  readonly notes: WhiteoutPlan;
  /** Ids of a container with a user namespace. */
  readonly ids?: IdMapping;
}

/** A layer that is built from an upper directory as a stream; single use. Nothing is stored on disk. */
export class LayerStream extends CompressedStream {
  constructor(content: LayerContent, compressor: Compressor, observer: LayerObserver, signal: AbortSignal) {
    super((stopped) => archiveOf(content, stopped), compressor, observer, signal);
  }
}

async function* archiveOf(content: LayerContent, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
  const tar = tarUpper(content, signal);
  try {
    yield* new LayerRewriter(content.notes, content.ids).rewrite(tar.output as AsyncIterable<Buffer>);
    await tar.success();
  } catch (error) {
    // A truncated archive is the consequence of a failed tar.
    if (!(error instanceof FactoryError) && tar.output.readableEnded) await tar.success();
    throw error;
  } finally {
    tar.stop();
  }
}
