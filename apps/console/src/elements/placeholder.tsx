import './placeholder.css';
import type { ComponentChildren } from 'preact';
import { Icon } from './icon.js';

/** Empty state of a list, with a hint how to add the first item. */
export function EmptyNote({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="empty-note">
      <Icon name="layers" />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Placeholder until the shield has answered. */
export function Skeleton({ rows = 3 }: { readonly rows?: number }) {
  return (
    <div class="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} />
      ))}
    </div>
  );
}
