import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { meQuery } from "../api/session";
import { deskQuery } from "../api/tickets/desk";
import { OperationsPage } from "../features/operations/operations-page";
import {
  type OperationsSearch,
  rangeOf,
  readOperationsSearch,
  withRange,
  withWards,
} from "../features/operations/operations-search";
import { OperationsSkeleton } from "../features/operations/operations-skeleton";
import { periods } from "../features/operations/period";
import { TimeRangePicker } from "../features/time-range/time-range-picker";
import type { TimeRange } from "../format/time-range";
import { buttonLook } from "../ui/button";
import { FullPage } from "../ui/full-page";
import { RangeNotice } from "./range-notice";

function NotForYou({ tenant, reason }: { tenant: string; reason: string | undefined }) {
  return (
    <FullPage
      title="The operations page is not for your role"
      text={reason ?? "It shows figures over tickets that you may not see."}
    >
      <Link to="/t/$tenant/tickets" params={{ tenant }} className={buttonLook("primary")}>
        To the tickets
      </Link>
    </FullPage>
  );
}

function OneDesk({ tenant }: { tenant: string }) {
  const search = readOperationsSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const { data: desk, error } = useQuery(deskQuery(tenant));
  const { data: me } = useQuery(meQuery);
  // A tenant without a service desk answers 404, as does one that is not one's own.
  if (error !== null && desk === undefined) throw error;
  if (desk === undefined) return <OperationsSkeleton />;
  if (!desk.may.see_operations) return <NotForYou tenant={tenant} reason={desk.reasons.see_operations} />;

  const change = (next: OperationsSearch, replace = false) =>
    navigate({ to: ".", search: () => next as never, replace, resetScroll: false });
  const range = rangeOf(search);
  const onRange = (next: TimeRange) => void change(withRange(search, next));
  return (
    <OperationsPage
      tenant={tenant}
      tenantName={me?.memberships.find((one) => one.tenant === tenant)?.tenant_name ?? tenant}
      desk={desk}
      notice={<RangeNotice shown="tickets of all time" />}
      range={range}
      wards={search.ward_id ?? []}
      rangePicker={
        <TimeRangePicker range={range} timezone={desk.timezone} choices={periods} onRange={onRange} />
      }
      onRange={onRange}
      onWards={(wards) => void change(withWards(search, wards), true)}
    />
  );
}

/** `/t/$tenant/operations`. */
export function OperationsRoute() {
  const { tenant } = useParams({ strict: false }) as { tenant: string };
  return <OneDesk key={tenant} tenant={tenant} />;
}
