import { Link } from "@tanstack/react-router";
import { buttonLook } from "../ui/button";

export function BackToStart() {
  return (
    <Link to="/" className={buttonLook("primary")}>
      Back to the start
    </Link>
  );
}
