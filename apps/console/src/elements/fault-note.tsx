import './fault-note.css';
import type { Fault } from '../shield/shield.js';
import { addressOf } from '../route/route.js';

interface FaultNoteProps {
  readonly fault: Fault;
  /** Retries the request, if a retry can help. */
  readonly onAgain?: () => void;
  /** Whether screen readers announce the note immediately: for results of a user action. */
  readonly isAlert?: boolean;
}

/** Shows an error, its reason, and a hint. */
export function FaultNote({ fault, onAgain, isAlert = false }: FaultNoteProps) {
  const { title, detail, hint, transaction_id: other } = fault;
  return (
    <div class="fault-note" role={isAlert ? 'alert' : undefined}>
      <strong>{title}</strong>
      <p>{detail}</p>
      {hint && <p class="hint">{hint}</p>}
      {other && (
        <p>
          <a href={addressOf({ page: 'commit', id: other })}>Show that commit</a>
        </p>
      )}
      {onAgain && (
        <p>
          <button type="button" class="button small" onClick={onAgain}>
            Try again
          </button>
        </p>
      )}
    </div>
  );
}
