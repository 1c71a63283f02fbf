import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { usePageScope } from "./scope-context";
import { type Figure, ticketsBehind } from "./tickets-behind";

interface TicketsLinkProps {
  figure: Figure;
  /** In place of the content, where that says too little by itself. */
  label?: string;
  className?: string;
  children: ReactNode;
}

/** To the very tickets that a figure counts. */
export function TicketsLink({ figure, label, className = "", children }: TicketsLinkProps) {
  const { tenant, scope } = usePageScope();
  return (
    <Link
      to="/t/$tenant/tickets"
      params={{ tenant }}
      search={ticketsBehind(scope, figure)}
      // A pointer that crosses the page must not ask for list after list.
      preload={false}
      aria-label={label}
      className={className}
    >
      {children}
    </Link>
  );
}
