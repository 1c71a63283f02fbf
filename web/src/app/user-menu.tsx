import { useNavigate } from "@tanstack/react-router";
import { LogOut, Shield, UserRound } from "lucide-react";
import type { Me } from "../api/types";
import { Menu, MenuChoices, MenuItem, MenuLabel, MenuSeparator } from "../ui/menu";
import { chooseTheme, type ThemeChoice, useThemeChoice } from "../ui/theme";

interface UserMenuProps {
  me: Me;
  onSignOut: () => void;
}

const themes: readonly { value: ThemeChoice; label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

function initials(me: Me): string {
  const words = (me.full_name || me.email).split(/[\s@.]+/).filter(Boolean);
  return `${words[0]?.[0] ?? "?"}${words[1]?.[0] ?? ""}`.toUpperCase();
}

export function UserMenu({ me, onSignOut }: UserMenuProps) {
  const theme = useThemeChoice();
  const navigate = useNavigate();
  return (
    <Menu
      label="Your account"
      align="end"
      trigger={(props) => (
        <button
          {...props}
          type="button"
          className="grid size-8 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent pointer-coarse:size-11"
        >
          <span aria-hidden>{initials(me)}</span>
          <span className="sr-only">Your account</span>
        </button>
      )}
    >
      <div className="px-2.5 py-1.5">
        <p className="truncate font-medium">{me.full_name}</p>
        <p className="truncate text-xs text-ink-3">{me.email}</p>
      </div>
      <MenuSeparator />
      <MenuItem onSelect={() => navigate({ to: "/account" })}>
        <UserRound className="size-4 text-ink-3" aria-hidden />
        Account and sessions
      </MenuItem>
      {me.is_admin && !me.viewing_as && (
        <MenuItem onSelect={() => navigate({ to: "/admin/users" })}>
          <Shield className="size-4 text-ink-3" aria-hidden />
          Administration
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuLabel>Theme</MenuLabel>
      <MenuChoices label="Theme" value={theme} choices={themes} onChoose={chooseTheme} />
      <MenuSeparator />
      <MenuItem onSelect={onSignOut}>
        <LogOut className="size-4 text-ink-3" aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  );
}
