import { Inbox } from "lucide-react";

interface EmptyNoticeProps {
  title: string;
  hint?: string;
}

export function EmptyNotice({ title, hint }: EmptyNoticeProps) {
  return (
    <div role="status" className="m-auto flex flex-col items-center gap-1 p-3 text-center">
      <Inbox className="mb-1 size-5 text-ink-3" strokeWidth={1.75} aria-hidden />
      <p className="font-medium text-ink-2">{title}</p>
      {hint && <p className="text-xs text-ink-3">{hint}</p>}
    </div>
  );
}
