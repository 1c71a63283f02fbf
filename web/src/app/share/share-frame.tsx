import type { ReactNode } from "react";
import type { OpenedShare } from "../../api/shares";
import { formatDateTime, formatDay } from "../../format/date-time";
import { Logo } from "../../ui/logo";
import { useNow } from "../../ui/use-now";
import { ConnectionNotice } from "../connection-notice";
import { ThemeToggle } from "../theme-toggle";
import { useLive } from "../use-live";

interface ShareFrameProps {
  share: OpenedShare;
  title: string;
  timezone: string;
  /** The range, and whatever else may be chosen. */
  tools: ReactNode;
  children: ReactNode;
}

function Clock({ timezone }: { timezone: string }) {
  const now = useNow();
  return (
    <time dateTime={new Date(now).toISOString()} className="whitespace-nowrap tabular-nums">
      {formatDateTime(now, timezone)}
    </time>
  );
}

/** A wall has no menus: what is shown, whose it is, what time it is there. */
export function ShareFrame({ share, title, timezone, tools, children }: ShareFrameProps) {
  const live = useLive();
  return (
    <>
      <title>{`${title} · ${share.tenant_name}`}</title>
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-6">
        <Logo className="size-8 shrink-0" />
        <div className="min-w-0 flex-1 basis-56">
          <h1 className="truncate text-lg leading-6 font-semibold tracking-[-0.015em]">{title}</h1>
          <p className="truncate text-xs text-ink-3">
            {share.tenant_name} · {share.name}
            {share.ward_id && <> · Ward {share.ward_id}</>}
          </p>
        </div>
        <p className="text-ink-2 max-sm:order-last max-sm:w-full">
          <Clock timezone={timezone} />
        </p>
        <div className="flex min-w-0 items-center gap-2">
          {live && <live.ConnectionMark />}
          {tools}
          <ThemeToggle />
        </div>
      </header>
      <main id="content" className="flex w-full flex-1 flex-col px-4 pb-4 sm:px-6">
        {children}
      </main>
      <footer className="px-4 pb-3 text-xs text-ink-3 sm:px-6">
        Shared to look at, until {formatDay(Date.parse(share.expires_at), timezone)}
      </footer>
      <ConnectionNotice />
    </>
  );
}
