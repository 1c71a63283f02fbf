import { useQuery } from "@tanstack/react-query";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { meQuery } from "../api/session";
import { Logo } from "../ui/logo";
import { ConnectionNotice } from "./connection-notice";
import { ThemeToggle } from "./theme-toggle";
import { useSignOut } from "./use-sign-out";
import { UserMenu } from "./user-menu";

interface FrameProps {
  /** Where the logo leads. */
  home: Pick<LinkProps, "to" | "params">;
  /** What stands between the logo and the account. */
  trail: ReactNode;
  /** How the connection stands, where the page has one. */
  mark?: ReactNode;
  children: ReactNode;
}

/** The head of every page of somebody who is signed in, and the page below it. */
export function Frame({ home, trail, mark, children }: FrameProps) {
  const { data: me } = useQuery(meQuery);
  const signOut = useSignOut();
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-surface focus:px-3 focus:py-2 focus:shadow-pop"
      >
        Skip to the content
      </a>
      <header className="sticky top-(--banner,0px) z-40 border-b border-line bg-surface">
        <div className="mx-auto flex h-12 max-w-[1760px] items-center gap-1 px-3 sm:px-5 pointer-coarse:h-14">
          <Link
            {...home}
            aria-label="Watchroom"
            className="mr-1 grid shrink-0 place-items-center rounded-lg pointer-coarse:size-11"
          >
            <Logo className="size-7" />
          </Link>
          {trail}
          {mark}
          <div className="max-sm:hidden">
            <ThemeToggle />
          </div>
          {me && <UserMenu me={me} onSignOut={() => signOut.mutate()} />}
        </div>
      </header>
      <ConnectionNotice />
      {children}
    </>
  );
}
