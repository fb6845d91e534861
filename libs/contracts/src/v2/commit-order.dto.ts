import { CommitRequest } from '../commit-request.dto.js';

/** Body of `POST /v2/commits`. */
export class CommitOrder extends CommitRequest {}
