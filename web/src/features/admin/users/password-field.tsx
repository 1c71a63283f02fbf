import { Dices } from "lucide-react";
import { Button } from "../../../ui/button";
import { TextField } from "../../../ui/field";
import { makePassword } from "../make-password";

interface PasswordFieldProps {
  label: string;
  value: string;
  required?: boolean;
  hint: string;
  error?: string;
  onValue: (value: string) => void;
}

/** A password that is set for somebody else: seen while it is made, since it has to be handed over. */
export function PasswordField({ label, value, required, hint, error, onValue }: PasswordFieldProps) {
  return (
    <TextField
      label={label}
      value={value}
      required={required}
      minLength={12}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      className="font-mono text-sm"
      hint={hint}
      error={error}
      onValue={onValue}
      beside={
        <Button className="h-10 pointer-coarse:h-12" onClick={() => onValue(makePassword())}>
          <Dices className="size-4 text-ink-3" aria-hidden />
          Generate
        </Button>
      }
    />
  );
}
