import { CopyButton } from "./copy-button";
import { Field, inputLook } from "./field";

interface SecretOnceProps {
  label: string;
  secret: string;
  /** On the button that copies it. */
  copy: string;
  note: string;
}

/** Something that is shown now and never again. */
export function SecretOnce({ label, secret, copy, note }: SecretOnceProps) {
  return (
    <Field label={label} hint={note}>
      {(wiring) => (
        <div className="flex gap-2 max-sm:flex-col">
          <input
            {...wiring}
            readOnly
            value={secret}
            onFocus={(event) => event.target.select()}
            className={`${inputLook} font-mono text-sm`}
          />
          <CopyButton tall label={copy} text={secret} />
        </div>
      )}
    </Field>
  );
}
