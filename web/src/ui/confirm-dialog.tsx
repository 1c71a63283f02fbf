import { type ReactNode, useState } from "react";
import { Button } from "./button";
import { TextField } from "./field";
import { FormProblem } from "./form-problem";
import { Modal } from "./modal";

interface ConfirmDialogProps {
  title: string;
  /** What will happen, and whether it can be undone. */
  children: ReactNode;
  /** On the button: what is done, never "OK". */
  act: string;
  /** To be typed before it can be done, for what nobody can undo. */
  typed?: { label: string; word: string };
  danger?: boolean;
  pending: boolean;
  /** Why the last try failed. */
  problem?: { title: string; detail?: string; hint?: string } | null;
  onConfirm: () => void;
  onClose: () => void;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, act, typed, danger = false, pending, problem, onConfirm, onClose } = props;
  const [text, setText] = useState("");
  const ready = typed === undefined || text.trim() === typed.word;
  return (
    <Modal size="small" title={title} onClose={onClose}>
      <form
        className="flex flex-col gap-4 overflow-y-auto p-5 max-sm:p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !pending) onConfirm();
        }}
      >
        <div className="text-ink-2">{children}</div>
        {typed && (
          <TextField
            label={typed.label}
            hint={
              <>
                Type <code className="font-mono text-ink select-all">{typed.word}</code>
              </>
            }
            value={text}
            onValue={setText}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
        {problem && <FormProblem problem={problem} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit look={danger ? "danger" : "primary"} disabled={!ready || pending}>
            {act}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
