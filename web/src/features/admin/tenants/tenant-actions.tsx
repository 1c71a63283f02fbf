import { Database, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { IconButton } from "../../../ui/button";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu";

interface TenantActionsProps {
  name: string;
  onRename: () => void;
  onAddress: () => void;
  onRemove: () => void;
}

export function TenantActions({ name, onRename, onAddress, onRemove }: TenantActionsProps) {
  return (
    <Menu
      label={name}
      align="end"
      trigger={(trigger) => (
        <IconButton {...trigger} label={`Actions for ${name}`} className="size-9">
          <Ellipsis className="size-4" aria-hidden />
        </IconButton>
      )}
    >
      <MenuItem onSelect={onRename}>
        <Pencil className="size-4 text-ink-3" aria-hidden />
        Rename
      </MenuItem>
      <MenuItem onSelect={onAddress}>
        <Database className="size-4 text-ink-3" aria-hidden />
        Change the database’s address
      </MenuItem>
      <MenuSeparator />
      <MenuItem onSelect={onRemove}>
        <Trash2 className="size-4 text-critical" aria-hidden />
        Remove
      </MenuItem>
    </Menu>
  );
}
