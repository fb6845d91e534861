import type { CommitOrder } from '@image-factory/client';

/** The fields of the form, by the names that the order has for them. */
export const FIELDS = ['image', 'author', 'note', 'hub_user', 'hub_pwd'] as const;
type Field = (typeof FIELDS)[number];

/** What is ordered by a form that was filled in. Spaces around a password belong to it. */
export function orderOf(form: FormData, ip: string, container: string): CommitOrder {
  const text = (field: Field) => {
    const value = form.get(field);
    const given = typeof value === 'string' ? value : '';
    return (field === 'hub_pwd' ? given : given.trim()) || undefined;
  };
  const [image, author, note, hub_user, hub_pwd] = FIELDS.map(text);
  return { ip, container, image: image ?? '', author, note, hub_user, hub_pwd };
}
