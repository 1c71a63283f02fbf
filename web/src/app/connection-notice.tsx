import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { CloudOff, RotateCw } from "lucide-react";
import { Button } from "../ui/button";
import { useOnline, useServerAway } from "./reach";

/** Says when what is on screen cannot be renewed; it floats, so that nothing moves under anyone's hand. */
export function ConnectionNotice() {
  const client = useQueryClient();
  const online = useOnline();
  const serverAway = useServerAway();
  const fetching = useIsFetching() > 0;
  const tryNow = () => {
    void client.refetchQueries({ type: "active" });
    // Loaded already, where there is a connection to be tried.
    import("./live").then(
      (live) => live.tryNow(),
      () => undefined,
    );
  };
  const [title, text] = online
    ? ["The server does not answer", "What you see was loaded before. The page keeps trying."]
    : ["You are offline", "What you see was loaded before."];
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-3 bottom-4 z-40 flex justify-center print:hidden"
    >
      {(!online || serverAway) && (
        <div className="pointer-events-auto flex items-center gap-3 rounded-xl border border-line bg-surface py-2.5 pr-2.5 pl-4 shadow-pop">
          <CloudOff className="size-5 shrink-0 text-warning" aria-hidden />
          <p className="pr-2">
            <span className="font-medium">{title}. </span>
            <span className="text-ink-2">{text}</span>
          </p>
          {online && (
            <Button disabled={fetching} onClick={tryNow}>
              <RotateCw className={`size-3.5 ${fetching ? "animate-spin" : ""}`} aria-hidden />
              Try now
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
