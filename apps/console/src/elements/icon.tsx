/** SVG paths of the icons, each in a 16 by 16 view box. */
const PATHS = {
  back: 'M9.5 3.5 5 8l4.5 4.5',
  check: 'm3.5 8.5 3 3 6-7',
  close: 'm4 4 8 8M12 4l-8 8',
  copy: 'M6 6h7v7H6zM3 10V3h7',
  layers: 'm8 2.5 5.5 3L8 8.5l-5.5-3zM2.5 8 8 11l5.5-3M2.5 10.5l5.5 3 5.5-3',
  warning: 'M8 2.5 14 13H2zM8 6.5v3M8 11.2v.3',
} as const;

/** A decorative icon next to its label; hidden from screen readers. */
export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
