const PLACE = 'image-factory-author';

/** Remembers the last author in this browser, so that users do not retype their name. */
export function lastAuthor(): string {
  return localStorage.getItem(PLACE) ?? '';
}

/** Stores the author. */
export function rememberAuthor(author: string | undefined): void {
  if (author) localStorage.setItem(PLACE, author);
  else localStorage.removeItem(PLACE);
}
