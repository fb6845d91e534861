import { Controller, Headers, type MessageEvent, Param, Sse, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { ForPlatformV2 } from '../../platform/access/for-platform-v2.js';
import { CommitEvents } from './commit-events.js';
import { StreamGuard } from './stream.guard.js';

/** Swagger UI shows an answer once it is complete. */
const NOT_IN_SWAGGER_UI = 'Swagger UI cannot show it: use `curl -N`.';

/** What happens to saves, as server-sent events. */
@ForPlatformV2()
@UseGuards(StreamGuard)
@ApiProduces('text/event-stream')
@Controller('v2')
export class CommitEventsController {
  constructor(private readonly events: CommitEvents) {}

  /**
   * One `commit` event for how the save stands, and one each time it comes further, until it has ended; the data of each
   * is the whole resource. At most four events a second.
   */
  @ApiOperation({ summary: 'Follow a save', description: `Until it has ended. ${NOT_IN_SWAGGER_UI}` })
  @ApiOkResponse({ description: 'A stream of `commit` events.', type: String })
  @Sse('commits/:id/events')
  one(@Param('id') id: string): Promise<Observable<MessageEvent>> {
    return this.events.ofOne(id);
  }

  /**
   * `commit` events of all saves, at most four a second of each: first those that run, and with `Last-Event-ID` those
   * that have changed since.
   */
  @ApiOperation({ summary: 'Follow all saves', description: `The stream does not end by itself. ${NOT_IN_SWAGGER_UI}` })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Id of the last event that was seen.' })
  @ApiOkResponse({ description: 'A stream of `commit` events.', type: String })
  @Sse('events')
  all(@Headers('last-event-id') lastEventId: string | undefined): Observable<MessageEvent> {
    return this.events.ofAll(lastEventId);
  }
}
