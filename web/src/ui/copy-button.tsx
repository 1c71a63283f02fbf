import { Check, Copy, type LucideIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button";

interface CopyButtonProps {
  label: string;
  /** What goes to the clipboard. */
  text: string;
  icon?: LucideIcon;
  /** On a phone only the icon is seen. */
  compact?: boolean;
  /** As high as a field beside it. */
  tall?: boolean;
}

const thanksMs = 2_000;

/** Without a clipboard (plain http, a refusal) a prompt lets the text be copied by hand. */
async function copy(text: string, label: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    window.prompt(label, text);
    return false;
  }
}

export function CopyButton({
  label,
  text,
  icon: Icon = Copy,
  compact = false,
  tall = false,
}: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), thanksMs);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      aria-label={label}
      className={tall ? "h-10 pointer-coarse:h-12" : ""}
      onClick={async () => setCopied(await copy(text, label))}
    >
      {copied ? (
        <Check className="size-4 text-ok" aria-hidden />
      ) : (
        <Icon className="size-4 text-ink-3" aria-hidden />
      )}
      <span className={compact ? "max-lg:hidden" : ""} aria-hidden>
        {copied ? "Copied" : label}
      </span>
      <span role="status" className="sr-only">
        {copied ? "Copied" : ""}
      </span>
    </Button>
  );
}
