import { Moon, Sun } from "lucide-react";
import { IconButton } from "../ui/button";
import { chooseTheme, useTheme } from "../ui/theme";

export function ThemeToggle() {
  const other = useTheme() === "dark" ? "light" : "dark";
  return (
    <IconButton label={`Switch to the ${other} theme`} className="size-8" onClick={() => chooseTheme(other)}>
      {other === "dark" ? <Moon className="size-4" aria-hidden /> : <Sun className="size-4" aria-hidden />}
    </IconButton>
  );
}
