import type { CommittedImage, JobProgress } from '@image-factory/commit';
import type { ErrorCode } from '@image-factory/errors';

/** Observer of one job, from its beginning to its end. */
export interface WatchedJob {
  observe(progress: JobProgress): void;
  succeeded(image: CommittedImage): void;
  failed(code: ErrorCode): void;
}
