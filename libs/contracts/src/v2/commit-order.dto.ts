import { IntersectionType } from '@nestjs/swagger';
import { CommitRequest } from '../commit-request.dto.js';
import { OmissionsOrder } from '../omissions.dto.js';

/** Body of `POST /v2/commits`. */
export class CommitOrder extends IntersectionType(CommitRequest, OmissionsOrder) {
  /** A misspelt `exclude` would publish what it was to leave out. */
  static readonly refusesUnknownKeys = true;
}
