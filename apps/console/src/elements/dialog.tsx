import './dialog.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface DialogProps {
  /** Id of the dialog's heading. */
  readonly labelledBy: string;
  /** Called when the dialog is closed, also by Escape. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/**
 * A modal dialog that is open on mount; the browser traps the focus in it. The parent must unmount it only after it was
 * closed, so that the browser restores the focus to the previous element.
 */
export function Dialog({ labelledBy, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => element.current?.showModal(), []);
  return (
    <dialog ref={element} class="dialog" aria-labelledby={labelledBy} onClose={onClose}>
      {children}
    </dialog>
  );
}

/** Closes the dialog that contains an element. */
export function closeDialogAround(element: Element): void {
  element.closest('dialog')?.close();
}
