import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Eye } from "lucide-react";
import { problemFrom } from "../api/problem";
import type { Me, ViewingAs } from "../api/types";
import { endViewAs } from "../api/view-as";
import { roleName } from "../format/role";
import { forgetWhatWasSeen } from "./forget";

interface ViewAsBannerProps {
  viewed: ViewingAs;
  me: Me;
}

/** While an administrator looks through a member's eyes: on every page, in a frame around it, and with the way out. */
export default function ViewAsBanner({ viewed, me }: ViewAsBannerProps) {
  const client = useQueryClient();
  const router = useRouter();
  const end = useMutation({
    mutationFn: endViewAs,
    onSuccess: async () => {
      await forgetWhatWasSeen(client);
      await router.navigate({ to: "/admin/users/$userId", params: { userId: viewed.user_id } });
    },
  });
  const tenant = me.memberships.find((one) => one.tenant === viewed.tenant)?.tenant_name ?? viewed.tenant;
  const place = [
    viewed.role ? roleName(viewed.role) : "no member any more",
    viewed.ward_id && `ward ${viewed.ward_id}`,
  ]
    .filter(Boolean)
    .join(", ");
  return (
    <>
      <section
        data-banner
        aria-label="Viewing as a member"
        className="sticky top-0 z-50 flex h-(--banner) items-center gap-3 bg-warning-fill px-3 text-white sm:px-5 print:hidden"
      >
        <Eye className="size-4.5 shrink-0" aria-hidden />
        <p role="status" className="min-w-0 flex-1 leading-5 max-sm:line-clamp-3 sm:truncate">
          You see <strong className="font-semibold">{tenant ?? "nothing"}</strong> as{" "}
          <strong className="font-semibold">{viewed.full_name || viewed.email}</strong> ({place}) — read-only
          {end.isError && <span className="font-semibold"> · {problemFrom(end.error).title}</span>}
        </p>
        <button
          type="button"
          disabled={end.isPending}
          onClick={() => end.mutate()}
          className="h-7 shrink-0 rounded-md border border-white bg-white px-3 text-sm font-medium text-warning-fill hover:opacity-90 disabled:opacity-60 focus-visible:outline-white pointer-coarse:h-11"
        >
          End view
        </button>
      </section>
      <div
        aria-hidden
        className="pointer-events-none fixed inset-0 z-50 border-4 border-warning-fill print:hidden"
      />
    </>
  );
}
