import type { ConfigFindings } from "../../api/types";
import { Modal } from "../../ui/modal";
import { FindingsList } from "./findings-list";

interface FindingsDialogProps {
  findings: ConfigFindings;
  onClose: () => void;
}

export function FindingsDialog({ findings, onClose }: FindingsDialogProps) {
  return (
    <Modal
      size="medium"
      title="What is wrong with the edit"
      description="Mend it and save: the page shows it by itself."
      onClose={onClose}
    >
      <FindingsList findings={findings} />
    </Modal>
  );
}
