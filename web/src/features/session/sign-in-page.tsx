import { useMutation, useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { problemFrom } from "../../api/problem";
import { authConfigQuery, login } from "../../api/session";
import type { LoginRequest, Me } from "../../api/types";
import { Button } from "../../ui/button";
import { Logo } from "../../ui/logo";
import { ProblemNotice } from "../../ui/problem-notice";
import { Skeleton } from "../../ui/skeleton";
import { DemoAccounts } from "./demo-accounts";

interface SignInPageProps {
  /** Somebody was here before and has to sign in again. */
  expired: boolean;
  onSignedIn: (user: Me) => void;
}

const field =
  "h-10 w-full rounded-lg border border-line-strong bg-surface px-3 pointer-coarse:h-12 pointer-coarse:text-base";

function LocalForm({ pending, onSubmit }: { pending: boolean; onSubmit: (request: LoginRequest) => void }) {
  const id = useId();
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        onSubmit({ email: String(form.get("email")), password: String(form.get("password")) });
      }}
    >
      <div>
        <label htmlFor={`${id}-email`} className="mb-1.5 block text-sm font-medium">
          Email
        </label>
        <input
          id={`${id}-email`}
          name="email"
          type="email"
          autoComplete="username"
          required
          className={field}
        />
      </div>
      <div>
        <label htmlFor={`${id}-password`} className="mb-1.5 block text-sm font-medium">
          Password
        </label>
        <input
          id={`${id}-password`}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          className={field}
        />
      </div>
      <Button submit look="primary" className="h-10" disabled={pending}>
        {pending ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
}

export function SignInPage({ expired, onSignedIn }: SignInPageProps) {
  const config = useQuery(authConfigQuery);
  const signIn = useMutation({
    mutationFn: login,
    onSuccess: ({ user }) => onSignedIn(user),
  });
  const problem = signIn.isError ? problemFrom(signIn.error) : null;
  const demo = config.data?.demo_accounts ?? [];
  return (
    <main className="grid min-h-dvh place-items-center px-5 py-10">
      <title>Sign in · Watchroom</title>
      <div className="w-full max-w-sm">
        <Logo className="mb-6 size-11" />
        <h1 className="text-2xl font-semibold tracking-[-0.02em]">Sign in to Watchroom</h1>
        <p className="mt-1.5 mb-7 text-ink-2">
          {expired
            ? "Your session has ended. Sign in to go on where you were."
            : "Your systems, at a glance."}
        </p>
        {problem && (
          <div role="alert" className="mb-4 rounded-lg bg-critical-soft px-3.5 py-2.5 text-sm">
            <p className="font-medium text-critical">{problem.title}</p>
            {problem.detail && problem.detail !== problem.title && (
              <p className="text-ink-2">{problem.detail}</p>
            )}
            {problem.hint && <p className="text-ink-2">{problem.hint}</p>}
          </div>
        )}
        {config.data?.mode === "local" && <LocalForm pending={signIn.isPending} onSubmit={signIn.mutate} />}
        {config.isPending && <Skeleton className="h-52" />}
        {config.isError && (
          <ProblemNotice
            problem={problemFrom(config.error)}
            onRetry={() => config.refetch()}
            retrying={config.isFetching}
          />
        )}
        {demo.length > 0 && (
          <DemoAccounts
            accounts={demo}
            disabled={signIn.isPending}
            onChoose={({ email, password }) => signIn.mutate({ email, password })}
          />
        )}
      </div>
    </main>
  );
}
