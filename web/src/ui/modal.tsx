import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { IconButton } from "./button";

interface ModalProps {
  title: string;
  description?: ReactNode;
  /** Beside the title, before the cross. */
  actions?: ReactNode;
  /** Escape, the cross, or a click beside it. Whoever shows the modal takes it away. */
  onClose: () => void;
  /** Where the focus goes if what opened the modal is gone: the id of an element. */
  returnTo?: string;
  size: keyof typeof shapes;
  children: ReactNode;
}

const sheet = "max-sm:top-3 max-sm:h-[calc(100dvh-0.75rem)]";
const shapes = {
  full: `sm:m-6 sm:h-[calc(100dvh-3rem)] sm:w-[calc(100vw-3rem)] ${sheet}`,
  medium: `sm:m-auto sm:h-fit sm:max-h-[min(46rem,calc(100dvh-3rem))] sm:w-[min(52rem,calc(100vw-3rem))] ${sheet}`,
  // On a phone as high as what it holds: a question need not fill the screen.
  small:
    "max-sm:top-auto max-sm:h-fit max-sm:max-h-[calc(100dvh-0.75rem)] max-sm:pb-[env(safe-area-inset-bottom)] sm:m-auto sm:h-fit sm:max-h-[calc(100dvh-3rem)] sm:w-[min(32rem,calc(100vw-3rem))]",
};

/** The browser's own dialog: nothing behind it is reached, Escape closes it. On a phone it is a sheet. */
export function Modal({ title, description, actions, onClose, returnTo, size, children }: ModalProps) {
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleText = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    titleText.current?.focus();
    return () => {
      element?.close();
      const back = opener instanceof HTMLElement && opener !== document.body && opener.isConnected;
      const goal = back ? opener : returnTo === undefined ? null : document.getElementById(returnTo);
      goal?.focus({ preventScroll: back });
    };
  }, [returnTo]);

  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={onClose}
      onPointerDown={(event) => event.target === dialog.current && onClose()}
      className={`fixed inset-0 m-0 max-h-none max-w-none flex-col overflow-hidden border border-line bg-surface p-0 shadow-pop backdrop:bg-[rgb(8_10_14/0.5)] open:flex max-sm:bottom-0 max-sm:w-full max-sm:rounded-t-2xl sm:rounded-2xl ${shapes[size]}`}
    >
      <header className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-b border-line py-2.5 pr-2.5 pl-5 max-sm:pl-4">
        <div className="min-w-0 flex-1 max-sm:order-1">
          <h2
            ref={titleText}
            id={heading}
            tabIndex={-1}
            className="truncate text-base font-semibold tracking-[-0.01em] outline-none"
          >
            {title}
          </h2>
          {description && <div className="text-xs text-ink-3 sm:truncate">{description}</div>}
        </div>
        {actions && (
          <div className="flex min-w-0 flex-wrap items-center gap-2 max-sm:order-3 max-sm:w-full">
            {actions}
          </div>
        )}
        <IconButton label="Close" className="size-9 max-sm:order-2" onClick={onClose}>
          <X className="size-4.5" aria-hidden />
        </IconButton>
      </header>
      {children}
    </dialog>
  );
}
