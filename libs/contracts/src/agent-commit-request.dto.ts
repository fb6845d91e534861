import { IntersectionType } from '@nestjs/swagger';
import { IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { OmissionsOrder } from './omissions.dto.js';
import { SaveOrder } from './save-order.dto.js';

/** Body of the shield's `POST /v1/commit/sync` and `/async` to an agent. */
export class AgentCommitRequest extends IntersectionType(SaveOrder, OmissionsOrder) {
  /**
   * Id that every report of this save carries. A first-generation shield sends the container string itself.
   * @example "0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b"
   */
  @Matches(/^[\x21-\x7e]+$/, { message: 'transaction must be printable ASCII without spaces' })
  @MaxLength(300)
  @IsNotEmpty()
  @IsString()
  transaction!: string;

  /**
   * How many times this transaction has been handed out, from 1. Absent from a first-generation shield, which
   * uses the same transaction for every save of a container.
   * @example 1
   */
  @Max(2_147_483_647)
  @Min(1)
  @IsInt()
  @IsOptional()
  attempt?: number;
}
