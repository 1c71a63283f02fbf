import { isServerAway, problemFrom } from "../../api/problem";
import type { OpenedShare } from "../../api/shares";
import { Button } from "../../ui/button";
import { FullPage } from "../../ui/full-page";

interface ShareProblemPageProps {
  error: unknown;
  /** What the share was, where it had been open here. */
  share?: OpenedShare;
  onRetry: () => void;
}

/** The server does not say why a link has ended: that is nobody's business but its maker's. */
function ending(share: OpenedShare | undefined): { title: string; text: string } {
  if (share === undefined)
    return {
      title: "This link opens nothing",
      text: "It is incomplete, has expired, or was revoked. Open it again as you were given it, or ask whoever gave it to you for a new one.",
    };
  if (Date.parse(share.expires_at) <= Date.now())
    return {
      title: "This link has expired",
      text: `“${share.name}” was given for a time that is over. Ask whoever gave it to you for a new one.`,
    };
  return {
    title: "This link was withdrawn",
    text: `“${share.name}” is not shared any more. Ask whoever gave it to you for a new one.`,
  };
}

/** Why a shared link shows nothing, and whom to ask. */
export function ShareProblemPage({ error, share, onRetry }: ShareProblemPageProps) {
  const problem = problemFrom(error);
  if (problem.status === 401) return <FullPage {...ending(share)} />;
  if (problem.code === "share_target_gone" || problem.status === 404)
    return (
      <FullPage
        title="What was shared is not there any more"
        text="It was removed or renamed, or may not be shown so any more. Ask whoever gave you the link for a new one."
      />
    );
  return (
    <FullPage title={problem.title} text={[problem.detail, problem.hint].filter(Boolean).join(" ")}>
      {(isServerAway(error) || problem.status >= 429) && (
        <Button look="primary" onClick={onRetry}>
          Try again
        </Button>
      )}
    </FullPage>
  );
}
