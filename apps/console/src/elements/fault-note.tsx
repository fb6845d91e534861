import './fault-note.css';
import type { Fault } from '../shield/fault.js';
import { addressOf } from '../route/route.js';

interface FaultNoteProps {
  readonly fault: Fault;
  /** Asks again, where that can help. */
  readonly onAgain?: () => void;
  /** Whether it is read out as soon as it is there: for what a person has just done. */
  readonly isNews?: boolean;
}

/** What went wrong, why, and what can be done. */
export function FaultNote({ fault, onAgain, isNews = false }: FaultNoteProps) {
  const { title, detail, hint, transaction_id: other } = fault;
  return (
    <div class="fault-note" role={isNews ? 'alert' : undefined}>
      <strong>{title}</strong>
      <p>{detail}</p>
      {hint && <p class="hint">{hint}</p>}
      {other && (
        <p>
          <a href={addressOf({ page: 'save', id: other })}>Show that save</a>
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
