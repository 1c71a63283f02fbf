import { type MouseEvent, useEffect, useRef } from "react";

interface SelectBoxProps {
  label: string;
  checked: boolean;
  mixed?: boolean;
  onToggle: (range: boolean) => void;
}

/** A check box whose target is larger than what is seen; with Shift it means everything since the last one. */
export function SelectBox({ label, checked, mixed = false, onToggle }: SelectBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  const shift = useRef(false);
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = mixed;
  }, [mixed]);
  return (
    <label className="grid size-9 cursor-pointer place-items-center pointer-coarse:size-11">
      <span className="sr-only">{label}</span>
      <input
        ref={box}
        type="checkbox"
        checked={checked}
        onClick={(event: MouseEvent) => {
          shift.current = event.shiftKey;
        }}
        onChange={() => onToggle(shift.current)}
        className="size-4 accent-(--accent) pointer-coarse:size-5"
      />
    </label>
  );
}
