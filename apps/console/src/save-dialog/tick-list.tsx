import './tick-list.css';
import { useRef, useState } from 'preact/hooks';

/** An item that the user can exclude from the image. */
export interface Choice {
  readonly field: 'redact_env' | 'exclude';
  readonly value: string;
  readonly remark: string;
  readonly isDisabled?: boolean;
}

interface TickListProps {
  readonly title: string;
  readonly choices: readonly Choice[];
  readonly isWarning?: boolean;
}

/** A titled list of checkboxes, with a button that selects all if there are several. */
export function TickList({ title, choices, isWarning = false }: TickListProps) {
  const element = useRef<HTMLFieldSetElement>(null);
  const [areAllTicked, setAllTicked] = useState(false);
  const tickable = choices.filter(({ isDisabled }) => !isDisabled);
  const boxes = () => [...element.current!.querySelectorAll<HTMLInputElement>('input:enabled')];
  const tickAll = () => {
    for (const box of boxes()) box.checked = !areAllTicked;
    // The form reads it like any other input.
    element.current!.dispatchEvent(new Event('input', { bubbles: true }));
  };
  return (
    <fieldset
      ref={element}
      class={`tick-list ${isWarning ? 'warning' : ''}`}
      onInput={() => setAllTicked(boxes().every(({ checked }) => checked))}
    >
      <legend>{title}</legend>
      {tickable.length > 1 && (
        <button type="button" class="button small" onClick={tickAll}>
          {areAllTicked ? 'Select none' : `Select all ${tickable.length}`}
        </button>
      )}
      {choices.map((choice) => (
        <Tick key={`${choice.field} ${choice.value}`} {...choice} />
      ))}
    </fieldset>
  );
}

/** Directories are displayed with a trailing slash and excluded without it. */
function Tick({ field, value, remark, isDisabled }: Choice) {
  return (
    <label>
      <input type="checkbox" name={field} value={value.replace(/(?<=.)\/$/, '')} disabled={isDisabled} />
      <code>{value}</code>
      <small>{remark}</small>
    </label>
  );
}
