import type { NewCommit } from '@image-factory/client';

/** Form fields, named as in the commit request. */
const FIELDS = ['image', 'author', 'note', 'hub_user', 'hub_pwd'] as const;
type Field = (typeof FIELDS)[number];

/** Additional patterns of paths to exclude, one per line. */
export const MORE_PATHS = 'more_paths';

/** Builds the commit request from the form. Does not trim the password: it may start or end with spaces. */
export function newCommitOf(form: FormData, ip: string, container: string): NewCommit {
  const text = (field: Field) => {
    const value = form.get(field);
    const given = typeof value === 'string' ? value : '';
    return (field === 'hub_pwd' ? given : given.trim()) || undefined;
  };
  const [image, author, note, hub_user, hub_pwd] = FIELDS.map(text);
  return { ip, container, image: image ?? '', author, note, hub_user, hub_pwd, ...exclusionsOf(form) };
}

function exclusionsOf(form: FormData): Pick<NewCommit, 'exclude' | 'redact_env'> {
  const texts = (field: string) => form.getAll(field).filter((value) => typeof value === 'string');
  const more = texts(MORE_PATHS).flatMap((text) => text.split('\n').map((line) => line.trim()));
  const exclude = [...new Set([...texts('exclude'), ...more])].filter(Boolean);
  const redact_env = texts('redact_env');
  return { ...(exclude.length > 0 && { exclude }), ...(redact_env.length > 0 && { redact_env }) };
}

/** Generates a unique key. Also works on a page served over plain HTTP, which has no `crypto.randomUUID`. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
