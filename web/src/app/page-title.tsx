import type { ReactNode } from "react";

/** In the head of a page that belongs to no tenant: where one is. */
export function PageTitle({ children }: { children: ReactNode }) {
  return <p className="min-w-0 flex-1 truncate px-2 font-medium">{children}</p>;
}
