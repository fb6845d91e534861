import './save-dialog.css';
import type { TargetedSubmitEvent } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Commit, Container, NewCommit } from '@image-factory/client';
import { closeDialogAround, Dialog } from '../elements/dialog.js';
import { FaultNote } from '../elements/fault-note.js';
import { isOfContainer, type ClusterNode } from '../shield/cluster-node.js';
import { newestFirst, rememberStarted, commits } from '../shield/commits.js';
import { ask, type Fault, faultOf } from '../shield/shield.js';
import { lastAuthor, rememberAuthor } from './author.js';
import { newCommitOf, randomKey } from './new-commit.js';
import { Preview, WAITING } from './preview.js';
import { suggestedImage } from './suggested-image.js';

interface SaveDialogProps {
  readonly node: ClusterNode;
  readonly container: Container;
  readonly onClose: () => void;
}

/** Dialog that starts a commit of a container. */
export function SaveDialog({ node, container, onClose }: SaveDialogProps) {
  const [isSending, setSending] = useState(false);
  const hasPreview = node.features.includes('preview');
  const [isReady, setReady] = useState(!hasPreview);
  const [fault, setFault] = useState<Fault>();
  const image = useMemo(() => suggestionFor(node, container), []);
  // Reuse the idempotency key after a lost response, so that the shield creates one commit; a changed request needs
  // another key.
  const key = useRef(randomKey());

  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isSending || !isReady) return;
    const form = event.currentTarget;
    const request = newCommitOf(new FormData(form), node.addresses[0], container.name);
    setSending(true);
    try {
      rememberStarted(await send(request, key.current));
      rememberAuthor(request.author);
      closeDialogAround(form);
    } catch (error) {
      forgetPassword(form);
      setFault(faultOf(error));
      setSending(false);
    }
  };

  return (
    <Dialog labelledBy="save-title" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} onInput={() => (key.current = randomKey())} autocomplete="off">
        <h2 id="save-title">Save {container.name}</h2>
        <p>The container keeps running; it is paused only while its files are read.</p>
        <label class="field">
          <span>Image</span>
          <input
            name="image"
            class="mono"
            required
            autofocus
            spellcheck={false}
            defaultValue={image}
            aria-describedby="image-help"
          />
          <small id="image-help">Registry, path and tag, such as registry.example.com/team/alice:v1</small>
        </label>
        <div class="save-words">
          <label class="field">
            <span>Author</span>
            <input name="author" defaultValue={lastAuthor()} />
          </label>
          <label class="field">
            <span>Note</span>
            <input name="note" placeholder="what changed" />
          </label>
        </div>
        {hasPreview && <Preview {...{ node, container }} onReady={() => setReady(true)} />}
        <RegistryLogin />
        {fault && <FaultNote fault={fault} isAlert />}
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={(event) => closeDialogAround(event.currentTarget)}>
            Close
          </button>
          <button
            type="submit"
            class="button primary"
            aria-disabled={isSending || !isReady}
            aria-describedby={isReady ? undefined : WAITING}
          >
            {isSending ? 'Sending…' : 'Save'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function suggestionFor(node: ClusterNode, container: Container): string {
  const others = newestFirst([...commits.value.values()]);
  const earlier = others.filter((commit) => isOfContainer(commit, node, container));
  return suggestedImage(container, { earlier, others }, new Date());
}

/** Clears the password, which was entered for the previous request only. */
function forgetPassword(form: HTMLFormElement): void {
  const field = form.elements.namedItem('hub_pwd');
  if (field instanceof HTMLInputElement) field.value = '';
}

function send(body: NewCommit, key: string): Promise<Commit> {
  const params = { header: { 'Idempotency-Key': key } };
  return ask((shield) => shield.POST('/v2/commits', { params, body }));
}

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
        Without it, the node’s own <code>docker login</code> is used. The password is used for this commit only and not
        stored.
      </p>
    </details>
  );
}
