import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

const looks = {
  card: {
    box: "mb-3 rounded-xl border py-2 pr-2 pl-4 print:hidden",
    icon: "size-4.5",
  },
  strip: {
    box: "border-b py-1.5 pr-2.5 pl-5 max-sm:pl-4",
    icon: "size-4",
  },
} as const;

interface WarningNoticeProps {
  /** A card stands on the page by itself, a strip between the parts of one. */
  look: keyof typeof looks;
  /** `alert` where something has just gone from under somebody's eyes. */
  role?: "status" | "alert";
  Icon: LucideIcon;
  /** What is the matter; the children then say more of it. */
  title?: ReactNode;
  children: ReactNode;
  /** The button that does something about it. */
  action: ReactNode;
}

/** Says in a line above what it concerns that this is not all that was asked for or written. */
export function WarningNotice({ look, role = "status", Icon, title, children, action }: WarningNoticeProps) {
  const { box, icon } = looks[look];
  return (
    <div
      role={role}
      className={`flex flex-wrap items-center gap-x-3 gap-y-2 border-line bg-warning-soft ${box}`}
    >
      <Icon className={`shrink-0 text-warning ${icon}`} aria-hidden />
      <p className="min-w-0 flex-1 basis-52 break-words">
        {title ? (
          <>
            <span className="font-medium">{title}</span> <span className="text-ink-2">{children}</span>
          </>
        ) : (
          children
        )}
      </p>
      {action}
    </div>
  );
}
