import { Link } from "@tanstack/react-router";
import { FullPage } from "../ui/full-page";

export function NotFoundPage() {
  return (
    <FullPage
      title="There is nothing here"
      text="The address may be mistyped, the dashboard renamed, or it is not yours to see."
    >
      <Link
        to="/"
        className="inline-flex h-10 items-center rounded-lg bg-accent px-4 font-medium text-accent-ink hover:opacity-90 pointer-coarse:h-11"
      >
        Back to the start
      </Link>
    </FullPage>
  );
}
