import { isServerAway, problemFrom } from "../../api/problem";
import { Button } from "../../ui/button";
import { FullPage } from "../../ui/full-page";

interface ShareProblemPageProps {
  error: unknown;
  onRetry: () => void;
}

/** Why a shared link shows nothing, and whom to ask. */
export function ShareProblemPage({ error, onRetry }: ShareProblemPageProps) {
  const problem = problemFrom(error);
  if (/expired/.test(problem.code))
    return (
      <FullPage
        title="This link has expired"
        text="It was given for a time that is over. Ask whoever gave it to you for a new one."
      />
    );
  if (/revoked/.test(problem.code))
    return (
      <FullPage
        title="This link was withdrawn"
        text="Whoever shared it has ended it. Ask them for a new one if you still need it."
      />
    );
  if (isServerAway(error) || problem.status >= 429)
    return (
      <FullPage title={problem.title} text={[problem.detail, problem.hint].filter(Boolean).join(" ")}>
        <Button look="primary" onClick={onRetry}>
          Try again
        </Button>
      </FullPage>
    );
  return (
    <FullPage
      title="This link opens nothing"
      text="It may be incomplete, or it works no longer. Open it again as you were given it, or ask whoever gave it to you for a new one."
    />
  );
}
