import type { SavedImage, SaveProgress } from '@image-factory/docker';
import type { ErrorCode } from '@image-factory/errors';

/** One save, as somebody watches it from its beginning to its end. */
export interface WatchedSave {
  observe(progress: SaveProgress): void;
  succeeded(image: SavedImage): void;
  failed(code: ErrorCode): void;
}
