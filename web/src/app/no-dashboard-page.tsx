import { useQuery } from "@tanstack/react-query";
import { meQuery } from "../api/session";
import { FullPage } from "../ui/full-page";

/** A tenant without a dashboard that this person may see: why that is, and who can change it. */
export function NoDashboardPage({ tenant }: { tenant: string }) {
  const { data: me } = useQuery(meQuery);
  const membership = me?.memberships.find((one) => one.tenant === tenant);
  const ward = membership?.ward_id;
  if (ward) {
    return (
      <FullPage
        title={`Nothing for ward ${ward} yet`}
        text={
          <>
            You see the panels that are limited to your own ward, and {membership.tenant_name} has none so
            far. Once your administrator adds one, it appears here.
          </>
        }
      />
    );
  }
  if (membership?.role === "admin") {
    return (
      <FullPage
        title="No dashboards yet"
        text={
          <>
            Add one as YAML under <code className="font-mono text-ink">{tenant}/dashboards/</code>; the page
            shows it after the reload.
          </>
        }
      />
    );
  }
  return (
    <FullPage
      title="No dashboards yet"
      text="Your administrator has not added one that you may see. It appears here once that is done."
    />
  );
}
