import { useMutation, useQuery } from "@tanstack/react-query";
import { ApiError, problemFrom } from "../../api/problem";
import { authConfigQuery, login } from "../../api/session";
import type { Me } from "../../api/types";
import { FormProblem } from "../../ui/form-problem";
import { Logo } from "../../ui/logo";
import { ProblemNotice } from "../../ui/problem-notice";
import { Skeleton } from "../../ui/skeleton";
import { DemoAccounts } from "./demo-accounts";
import { LocalForm } from "./local-form";
import { ProviderSignIn } from "./provider-sign-in";

interface SignInPageProps {
  /** Somebody was here before and has to sign in again. */
  expired: boolean;
  /** A path of our own to go to afterwards. */
  returnTo: string;
  /** What the way back from the provider said. */
  errorCode?: string;
  onSignedIn: (user: Me) => void;
}

function retryAfter(error: unknown): number | undefined {
  return error instanceof ApiError ? error.retryAfterSeconds : undefined;
}

export function SignInPage({ expired, returnTo, errorCode, onSignedIn }: SignInPageProps) {
  const config = useQuery(authConfigQuery);
  const signIn = useMutation({
    mutationFn: login,
    onSuccess: ({ user }) => onSignedIn(user),
  });
  const wait = retryAfter(signIn.error);
  const demo = config.data?.demo_accounts ?? [];
  const byProvider = config.data?.mode === "oidc";
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
        {signIn.isError && (
          <div className="mb-4">
            <FormProblem problem={problemFrom(signIn.error)} />
          </div>
        )}
        {config.data?.mode === "local" && (
          <LocalForm
            pending={signIn.isPending}
            notBefore={wait === undefined ? null : signIn.submittedAt + wait * 1000}
            onSubmit={signIn.mutate}
          />
        )}
        {byProvider && (
          <ProviderSignIn
            provider={config.data?.provider_name ?? "your organisation"}
            returnTo={returnTo}
            errorCode={errorCode}
          />
        )}
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
