import './empty-note.css';
import type { ComponentChildren } from 'preact';
import { Icon } from './icon.js';

/** Says that there is nothing to show, and how that changes. */
export function EmptyNote({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="empty-note">
      <Icon name="layers" />
      <h2>{title}</h2>
      {children}
    </div>
  );
}
