import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

/** Query of `GET /v1/commit/query`. */
export class CommitQuery {
  /**
   * Transaction id, or the container as posted, which selects its newest commit.
   * @example "notebook-alice"
   */
  @MaxLength(300)
  @IsNotEmpty()
  @IsString()
  transaction_id!: string;
}
