import { useEffect, useState } from "react";
import type { LoginRequest } from "../../api/types";
import { Button } from "../../ui/button";
import { TextField } from "../../ui/field";

interface LocalFormProps {
  pending: boolean;
  /** ms since the epoch: until then the server refuses to look at another try for this address. */
  notBefore: number | null;
  onSubmit: (request: LoginRequest) => void;
}

/** Seconds until a moment, counted down. */
function useSecondsUntil(moment: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (moment === null) return;
    setNow(Date.now());
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= moment) clearInterval(timer);
    }, 1000);
    return () => clearInterval(timer);
  }, [moment]);
  return moment === null ? 0 : Math.max(0, Math.ceil((moment - now) / 1000));
}

/** `45 s`, `2 min`. */
function waitOf(seconds: number): string {
  return seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

export function LocalForm({ pending, notBefore, onSubmit }: LocalFormProps) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [refused, setRefused] = useState("");
  const seconds = useSecondsUntil(notBefore);
  // Another address may be tried at once: it is the account that is being guarded.
  const waiting = seconds > 0 && email === refused;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (waiting) return;
        setRefused(email);
        onSubmit({ email, password });
      }}
    >
      <TextField
        label="Email"
        name="email"
        type="email"
        autoComplete="username"
        required
        value={email}
        onValue={setEmail}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onValue={setPassword}
      />
      <Button submit look="primary" className="h-10" disabled={pending || waiting}>
        {pending ? "Signing in…" : waiting ? `Try again in ${waitOf(seconds)}` : "Sign in"}
      </Button>
    </form>
  );
}
