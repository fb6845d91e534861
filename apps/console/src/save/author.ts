const PLACE = 'image-factory-author';

/** Who has saved last in this browser, so that a name is not written again each time. */
export function lastAuthor(): string {
  return localStorage.getItem(PLACE) ?? '';
}

/** Remembers who saves. */
export function rememberAuthor(author: string | undefined): void {
  if (author) localStorage.setItem(PLACE, author);
  else localStorage.removeItem(PLACE);
}
