const STORAGE_KEY = 'image-factory-author';

/** Remembers the last author in this browser, so that users do not retype their name. */
export function lastAuthor(): string {
  return localStorage.getItem(STORAGE_KEY) ?? '';
}

/** Stores the author. */
export function rememberAuthor(author: string | undefined): void {
  if (author) localStorage.setItem(STORAGE_KEY, author);
  else localStorage.removeItem(STORAGE_KEY);
}
