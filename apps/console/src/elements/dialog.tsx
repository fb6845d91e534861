import './dialog.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface DialogProps {
  /** Id of the heading in it. */
  readonly labelledBy: string;
  /** It was closed, by Escape as well. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/**
 * A dialog that is open from the beginning; the browser keeps the keyboard in it. Who shows it takes it away once it was
 * closed, not before: then the browser gives the keyboard back to where it was.
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

/** Closes the dialog that something is in. */
export function closeDialogAround(element: Element): void {
  element.closest('dialog')?.close();
}
