import { Button } from "./button";

interface FormButtonsProps {
  /** On the button: what is done, never "OK". */
  act: string;
  /** The same while it is being done. */
  doing: string;
  pending: boolean;
  disabled?: boolean;
  danger?: boolean;
  onClose: () => void;
}

/** The last line of a dialog's form. */
export function FormButtons({ act, doing, pending, disabled, danger = false, onClose }: FormButtonsProps) {
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <Button onClick={onClose}>Cancel</Button>
      <Button submit look={danger ? "danger" : "primary"} disabled={pending || disabled}>
        {pending ? doing : act}
      </Button>
    </div>
  );
}
