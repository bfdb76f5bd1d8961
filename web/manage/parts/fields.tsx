import type { ComponentChildren, InputHTMLAttributes, TextareaHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';

interface Common {
  readonly label: string;
  readonly help?: ComponentChildren;
  readonly isOptional?: boolean;
}

/** Attributes of a line that every kind of it has. */
interface InputProps extends Common {
  readonly name: string;
  readonly type?: 'text' | 'password' | 'email' | 'url' | 'number';
  readonly required?: boolean;
  readonly defaultValue?: string;
  readonly placeholder?: string;
  readonly min?: number;
  readonly max?: number;
  readonly step?: 'any';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly inputMode?: 'numeric' | 'decimal';
  readonly autocomplete?: string;
  readonly autocapitalize?: 'off';
  readonly spellcheck?: boolean;
  /** Id of a list of suggestions. */
  readonly list?: string;
}

/** A line to type, with its label above it. */
export function TextField({ label, help, isOptional, ...input }: InputProps) {
  const id = useId();
  return (
    <div class="field">
      <FieldLabel id={id} label={label} isOptional={isOptional} />
      <input
        {...({
          type: 'text',
          ...input,
          ...describedBy(id, help),
          id,
        } as InputHTMLAttributes)}
      />
      <FieldHelp id={id} help={help} />
    </div>
  );
}

type AreaProps = Common & Omit<TextareaHTMLAttributes, 'id' | 'label'>;

/** Several lines to type. */
export function AreaField({ label, help, isOptional, ...area }: AreaProps) {
  const id = useId();
  return (
    <div class="field">
      <FieldLabel id={id} label={label} isOptional={isOptional} />
      <textarea rows={4} {...area} id={id} {...describedBy(id, help)} />
      <FieldHelp id={id} help={help} />
    </div>
  );
}

/** One of several, as values with what they are called; `value` is chosen at first. */
export function ChoiceField({
  label,
  help,
  name,
  value,
  choices,
}: Common & {
  readonly name: string;
  readonly value: string;
  readonly choices: ReadonlyArray<readonly [value: string, text: string]>;
}) {
  const id = useId();
  return (
    <div class="field">
      <FieldLabel id={id} label={label} />
      <select name={name} id={id} {...describedBy(id, help)}>
        {choices.map(([one, text]) => (
          <option key={one} value={one} selected={one === value}>
            {text}
          </option>
        ))}
      </select>
      <FieldHelp id={id} help={help} />
    </div>
  );
}

/** Something that is so, or is not. */
export function CheckField({
  label,
  help,
  name,
  defaultChecked = false,
}: Common & { readonly name: string; readonly defaultChecked?: boolean }) {
  const id = useId();
  return (
    <div class="field check">
      <label for={id}>
        <input
          type="checkbox"
          name={name}
          defaultChecked={defaultChecked}
          id={id}
          {...describedBy(id, help)}
        />
        <span>{label}</span>
      </label>
      <FieldHelp id={id} help={help} />
    </div>
  );
}

function FieldLabel({
  id,
  label,
  isOptional,
}: {
  id: string;
  label: string;
  isOptional?: boolean | undefined;
}) {
  return (
    <label for={id}>
      {label} {isOptional && <span class="quiet">optional</span>}
    </label>
  );
}

function FieldHelp({ id, help }: { id: string; help: ComponentChildren }) {
  return help === undefined ? null : (
    <p class="help" id={`${id}-help`}>
      {help}
    </p>
  );
}

const describedBy = (id: string, help: ComponentChildren) =>
  help === undefined ? {} : { 'aria-describedby': `${id}-help` };

/** The values of a form by the names of its fields; a box that is not checked has none. */
export function readForm(form: HTMLFormElement): Readonly<Record<string, string>> {
  const entries = [...new FormData(form)].filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, value.trim()]));
}
