import type { ButtonHTMLAttributes, ReactNode } from "react";

type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "type"> & {
  look?: keyof typeof looks;
  submit?: boolean;
  children: ReactNode;
};

const looks = {
  primary: "bg-accent text-accent-ink font-medium hover:opacity-90",
  secondary: "border border-line bg-surface text-ink hover:bg-hover shadow-card",
  quiet: "text-ink-2 hover:bg-hover hover:text-ink",
  danger: "bg-critical-fill text-white font-medium hover:opacity-90",
} as const;

const base =
  "inline-flex items-center justify-center gap-2 rounded-lg h-9 px-3 text-sm whitespace-nowrap transition-colors select-none disabled:opacity-50 pointer-coarse:min-h-11 pointer-coarse:min-w-11";

/** The same look on a link: what leads somewhere is no button. */
export function buttonLook(look: keyof typeof looks = "secondary"): string {
  return `${base} ${looks[look]}`;
}

export function Button({ look = "secondary", submit = false, className = "", ...rest }: ButtonProps) {
  return (
    <button type={submit ? "submit" : "button"} className={`${buttonLook(look)} ${className}`} {...rest} />
  );
}

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "type" | "aria-label" | "title"> & {
  /** Read out, and shown as the tooltip. */
  label: string;
  children: ReactNode;
};

/** Small to the eye; on touch screens its target grows to 44 px. */
export function IconButton({ label, className = "", ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-grid size-7 shrink-0 place-items-center rounded-md text-ink-3 transition-colors hover:bg-hover hover:text-ink disabled:opacity-40 aria-pressed:bg-accent-soft aria-pressed:text-accent pointer-coarse:size-11 ${className}`}
      {...rest}
    />
  );
}
