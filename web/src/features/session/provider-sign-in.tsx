import { useMutation } from "@tanstack/react-query";
import { LogIn } from "lucide-react";
import { problemFrom } from "../../api/problem";
import { beginProviderLogin } from "../../api/session";
import { Button } from "../../ui/button";
import { FormProblem } from "../../ui/form-problem";
import { signInFailure } from "./sign-in-errors";

interface ProviderSignInProps {
  /** What people call the provider. */
  provider: string;
  /** A path of our own, where the provider leads back to. */
  returnTo: string;
  /** What the last try came back with. */
  errorCode: string | undefined;
}

/** One button: the provider asks for everything else. */
export function ProviderSignIn({ provider, returnTo, errorCode }: ProviderSignInProps) {
  const begin = useMutation({
    mutationFn: () => beginProviderLogin(returnTo),
    onSuccess: (address) => window.location.assign(address),
  });
  const failure = errorCode === undefined ? null : signInFailure(errorCode, provider);
  const failed = begin.isError || failure !== null;
  // Until the browser has left, a second press would begin a second sign-in.
  const leaving = begin.isPending || begin.isSuccess;
  return (
    <>
      {begin.isError ? (
        <div className="mb-4">
          <FormProblem problem={problemFrom(begin.error)} />
        </div>
      ) : (
        failure &&
        !leaving && (
          <div className="mb-4">
            <FormProblem problem={{ title: failure.title, detail: failure.text }} />
          </div>
        )
      )}
      <Button look="primary" className="h-11 w-full" disabled={leaving} onClick={() => begin.mutate()}>
        <LogIn className="size-4" aria-hidden />
        {leaving
          ? `Opening ${provider}…`
          : failed
            ? `Try again with ${provider}`
            : `Continue with ${provider}`}
      </Button>
      <p className="mt-3 text-xs text-ink-3">
        You sign in at {provider} and come back here. Watchroom never sees your password.
      </p>
    </>
  );
}
