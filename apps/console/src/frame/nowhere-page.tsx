import { EmptyNote } from '../elements/empty-note.js';
import { addressOf } from '../route/route.js';

/** Page for an unknown route. */
export function NowherePage() {
  return (
    <>
      <h1>Nothing here</h1>
      <EmptyNote title="This address shows nothing">
        <p>
          Go to <a href={addressOf({ page: 'nodes' })}>the nodes</a> instead.
        </p>
      </EmptyNote>
    </>
  );
}
