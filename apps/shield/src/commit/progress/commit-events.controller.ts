import { FactoryError } from '@image-factory/errors';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Headers,
  Injectable,
  type MessageEvent,
  Param,
  Sse,
  UseGuards,
} from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Observable } from 'rxjs';
import { ForPlatformV2 } from '../../platform/access/for-platform.js';
import { CommitEvents } from './commit-events.js';

/** Refuses HEAD of a stream: the response would never end. */
@Injectable()
class StreamGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { method, path } = context.switchToHttp().getRequest<Request>();
    if (method !== 'HEAD') return true;
    context.switchToHttp().getResponse<Response>().setHeader('Allow', 'GET, OPTIONS');
    throw new FactoryError('method_not_allowed', `${path} does not allow ${method}.`);
  }
}

/** Swagger UI shows only complete answers. */
const NOT_IN_SWAGGER_UI = 'Swagger UI cannot show it: use `curl -N`.';

/** Changes of commits, as server-sent events. */
@ForPlatformV2()
@UseGuards(StreamGuard)
@ApiProduces('text/event-stream')
@Controller('v2')
export class CommitEventsController {
  constructor(private readonly events: CommitEvents) {}

  /**
   * A `commit` event with the current resource, then one after each change until the commit has ended. At most four
   * events a second.
   */
  @ApiOperation({ summary: 'Follow a commit', description: `The stream ends with the commit. ${NOT_IN_SWAGGER_UI}` })
  @ApiOkResponse({ description: 'A stream of `commit` events.', type: String })
  @Sse('commits/:id/events')
  one(@Param('id') id: string): Promise<Observable<MessageEvent>> {
    return this.events.ofOne(id);
  }

  /**
   * `commit` events of all commits, at most four a second for each. The first events are the running commits and, with
   * `Last-Event-ID`, all that have changed since.
   */
  @ApiOperation({ summary: 'Follow all commits', description: `The stream does not end. ${NOT_IN_SWAGGER_UI}` })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Id of the last received event.' })
  @ApiOkResponse({ description: 'A stream of `commit` events.', type: String })
  @Sse('events')
  all(@Headers('last-event-id') lastEventId: string | undefined): Observable<MessageEvent> {
    return this.events.ofAll(lastEventId);
  }
}
