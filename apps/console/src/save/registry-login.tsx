/** Fields for the user's own registry account. */
export function RegistryLogin() {
  return (
    <details class="disclosure">
      <summary>Log in to the registry</summary>
      <div class="save-words">
        <label class="field">
          <span>User</span>
          <input name="hub_user" autocomplete="off" spellcheck={false} aria-describedby="login-help" />
        </label>
        <label class="field">
          <span>Password or token</span>
          <input name="hub_pwd" type="password" autocomplete="new-password" aria-describedby="login-help" />
        </label>
      </div>
      <p id="login-help">
        Without it the node’s own <code>docker login</code> is used. The password serves this save alone and is not
        kept.
      </p>
    </details>
  );
}
