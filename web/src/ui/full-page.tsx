import type { ReactNode } from "react";
import { Logo } from "./logo";

interface FullPageProps {
  title: string;
  text?: ReactNode;
  children?: ReactNode;
}

/** A page with one message in its middle: 404, no tenant, a crash. */
export function FullPage({ title, text, children }: FullPageProps) {
  return (
    <main id="content" className="grid flex-1 place-items-center p-6">
      <title>{`${title} · Watchroom`}</title>
      <div className="flex max-w-md flex-col items-center gap-3 text-center">
        <Logo className="mb-2 size-10" />
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {text && <div className="text-ink-2">{text}</div>}
        {children && <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>}
      </div>
    </main>
  );
}
