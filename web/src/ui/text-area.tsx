import type { ReactNode, TextareaHTMLAttributes } from "react";
import { Field, fieldLook } from "./field";

type TextAreaFieldProps = Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "onChange"> & {
  label: string;
  hint?: ReactNode;
  error?: string;
  onValue: (value: string) => void;
};

/** More than one line of words. */
export function TextAreaField({ label, hint, error, onValue, rows = 3, ...area }: TextAreaFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <textarea
          {...area}
          {...wiring}
          rows={rows}
          onChange={(event) => onValue(event.target.value)}
          className={`${fieldLook} resize-y py-2`}
        />
      )}
    </Field>
  );
}
