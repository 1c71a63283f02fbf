import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from "react";

interface FieldProps {
  label: string;
  /** What is expected, before anything went wrong. */
  hint?: ReactNode;
  /** What is wrong with what was entered. */
  error?: string;
}

/** Of every field, however high it is. */
export const fieldLook =
  "w-full min-w-0 rounded-lg border border-line-strong bg-surface px-3 placeholder:text-ink-3 aria-invalid:border-critical disabled:bg-sunken disabled:text-ink-3 pointer-coarse:text-base";

export const inputLook = `h-10 pointer-coarse:h-12 ${fieldLook}`;

interface Wiring {
  id: string;
  "aria-invalid"?: true;
  "aria-describedby"?: string;
}

/** A label, what it names, and what is said about it, tied together for those who hear it. */
export function Field({
  label,
  hint,
  error,
  children,
}: FieldProps & { children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const note = `${id}-note`;
  const wiring: Wiring = { id };
  if (error) wiring["aria-invalid"] = true;
  if (error || hint) wiring["aria-describedby"] = note;
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      {children(wiring)}
      {(error || hint) && (
        <p id={note} className={`mt-1 text-xs ${error ? "text-critical" : "text-ink-3"}`}>
          {error || hint}
        </p>
      )}
    </div>
  );
}

type TextFieldProps = FieldProps &
  Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> & {
    onValue?: (value: string) => void;
    /** At the end of the field's line. */
    beside?: ReactNode;
  };

export function TextField({ label, hint, error, onValue, beside, className = "", ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <div className="flex gap-2">
          <input
            type="text"
            {...input}
            {...wiring}
            onChange={(event) => onValue?.(event.target.value)}
            className={`${inputLook} ${className}`}
          />
          {beside}
        </div>
      )}
    </Field>
  );
}

interface DateFieldProps extends FieldProps {
  /** `2026-03-08`, or nothing. */
  value: string;
  onValue: (value: string) => void;
  min?: string;
  max?: string;
}

/** A day, as the browser asks for one. */
export function DateField({ onValue, ...rest }: DateFieldProps) {
  return <TextField {...rest} type="date" className="tabular-nums" onValue={onValue} />;
}

interface Choice {
  value: string;
  label: string;
}

type SelectFieldProps = FieldProps &
  Omit<SelectHTMLAttributes<HTMLSelectElement>, "onChange"> & {
    choices: readonly Choice[];
    onValue: (value: string) => void;
  };

/** One of a few: the browser's own list, which every phone and every reader knows. */
export function SelectField({ label, hint, error, choices, onValue, ...select }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <select
          {...select}
          {...wiring}
          onChange={(event) => onValue(event.target.value)}
          className={inputLook}
        >
          {choices.map(({ value, label: text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckFieldProps {
  label: string;
  hint?: ReactNode;
  checked: boolean;
  onValue: (checked: boolean) => void;
}

export function CheckField({ label, hint, checked, onValue }: CheckFieldProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="flex items-center gap-2.5 font-medium pointer-coarse:min-h-11">
        <input
          id={id}
          type="checkbox"
          checked={checked}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onChange={(event) => onValue(event.target.checked)}
          className="size-4 shrink-0 accent-(--accent) pointer-coarse:size-6"
        />
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="pl-6.5 text-xs text-ink-3 pointer-coarse:pl-8.5">
          {hint}
        </p>
      )}
    </div>
  );
}
