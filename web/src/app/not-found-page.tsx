import { FullPage } from "../ui/full-page";
import { BackToStart } from "./back-to-start";

export function NotFoundPage() {
  return (
    <FullPage
      title="There is nothing here"
      text="The address may be mistyped, the dashboard renamed, or it is not yours to see."
    >
      <BackToStart />
    </FullPage>
  );
}
