import type { TargetedSubmitEvent } from 'preact';
import { closeDialogAround, Dialog } from '../elements/dialog.js';
import { keepToken, tokenWanted } from '../shield/token.js';

const REASONS = {
  missing: 'This shield requires a token: one of those in its api_token.',
  unknown: 'The shield rejected this token. Valid tokens are those in its api_token.',
} as const;

/** Prompts for a token. */
export function TokenDialog({ reason }: { readonly reason: keyof typeof REASONS }) {
  const isRefused = reason === 'unknown';
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get('token');
    if (typeof token !== 'string' || !token.trim()) return;
    closeDialogAround(event.currentTarget);
    keepToken(token.trim());
  };
  return (
    <Dialog labelledBy="token-title" onClose={() => (tokenWanted.value = undefined)}>
      <form onSubmit={submit}>
        <h2 id="token-title">Token required</h2>
        <p id="token-reason" role={isRefused ? 'alert' : undefined} class={isRefused ? 'refused' : undefined}>
          {REASONS[reason]}
        </p>
        <label class="field">
          <span>Token</span>
          <input
            name="token"
            type="password"
            required
            autofocus
            autocomplete="off"
            spellcheck={false}
            aria-describedby="token-reason token-kept"
          />
          <small id="token-kept">It is kept in this tab until you close it, or choose “Forget token”.</small>
        </label>
        <div class="dialog-buttons">
          <button type="submit" class="button primary">
            Use this token
          </button>
        </div>
      </form>
    </Dialog>
  );
}
