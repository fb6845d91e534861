import { forgetSaves } from '../shield/saves.js';
import { credential, forgetToken } from '../shield/token.js';

/** Lets users remove their token from the browser. */
export function TokenControl() {
  if (credential.value.token === undefined) return null;
  return (
    <button type="button" class="button quiet small" onClick={forget}>
      Forget<span class="if-wide"> token</span>
    </button>
  );
}

function forget(): void {
  forgetSaves();
  forgetToken();
}
