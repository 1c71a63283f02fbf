import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { type MadeShare, type ShareKind, sharesQuery } from "../../api/shares";
import { Button } from "../../ui/button";
import { Modal } from "../../ui/modal";
import { SecretOnce } from "../../ui/secret-once";
import { StatusMessage } from "../../ui/status-message";
import { Tabs } from "../../ui/tabs";
import { NewShareForm } from "./new-share-form";
import { ShareList } from "./share-list";

interface ShareDialogProps {
  tenant: string;
  kind: ShareKind;
  target: string;
  title: string;
  onClose: () => void;
}

type View = "new" | "list";

/** A link to look at a dashboard or a report without an account, and the links there are. */
export default function ShareDialog({ tenant, kind, target, title, onClose }: ShareDialogProps) {
  const content = useId();
  const [view, setView] = useState<View>("new");
  const [made, setMade] = useState<MadeShare | null>(null);
  const { data } = useQuery(sharesQuery(tenant));
  const count = data?.shares.length;
  return (
    <Modal
      size="medium"
      title={`Share ${title}`}
      description="Whoever has the link sees it read-only, without an account."
      onClose={onClose}
    >
      <div className="px-5 pt-4 max-sm:px-4">
        <Tabs
          label="Links"
          panelId={content}
          value={view}
          tabs={[
            { value: "new", label: "New link" },
            { value: "list", label: count === undefined ? "Links there are" : `Links there are (${count})` },
          ]}
          onChange={setView}
        />
      </div>
      <div
        id={content}
        role="tabpanel"
        aria-label={view === "new" ? "New link" : "Links there are"}
        className="min-h-0 flex-1 overflow-y-auto"
      >
        {view === "list" ? (
          <ShareList tenant={tenant} kind={kind} target={target} />
        ) : made === null ? (
          <NewShareForm tenant={tenant} kind={kind} target={target} title={title} onMade={setMade} />
        ) : (
          <div className="flex flex-col gap-4 p-5 max-sm:p-4">
            <SecretOnce
              label={`The link of “${made.name}”`}
              secret={new URL(made.url, window.location.origin).href}
              copy="Copy link"
              note="It is shown only now: only its hash is kept. Whoever has it can use it until it expires or is revoked."
            />
            <div className="flex flex-wrap justify-end gap-2">
              <Button onClick={() => setMade(null)}>Make another</Button>
              <Button look="primary" onClick={onClose}>
                Done
              </Button>
            </div>
          </div>
        )}
      </div>
      <StatusMessage />
    </Modal>
  );
}
