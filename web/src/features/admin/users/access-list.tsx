import { Check, X } from "lucide-react";
import type { Access, AccessTo } from "../../../api/admin/access";
import { StandingTags } from "../standing-tags";

function Mark({ yes }: { yes: boolean }) {
  const Icon = yes ? Check : X;
  return (
    <>
      <Icon
        aria-hidden
        className={`mt-0.5 size-4 shrink-0 ${yes ? "text-ok" : "text-ink-3"}`}
        strokeWidth={2.25}
      />
      <span className="sr-only">{yes ? "Yes:" : "No:"}</span>
    </>
  );
}

function Thing({ thing }: { thing: AccessTo }) {
  return (
    <span className="flex min-w-0 gap-2">
      <Mark yes={thing.visible} />
      <span className="min-w-0">
        <span className={thing.visible ? "" : "text-ink-3"}>{thing.title}</span>
        {thing.reason && <span className="block text-xs text-ink-3">{thing.reason}</span>}
      </span>
    </span>
  );
}

function actionText(action: string): string {
  const words = action.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function AccessList({ access }: { access: Access }) {
  return (
    <div className="flex flex-col gap-5 p-5 max-sm:p-4">
      <StandingTags {...access} />
      <section aria-label="What they may do">
        <h3 className="mb-2 font-semibold">What they may do</h3>
        <ul className="grid gap-x-6 gap-y-1.5 sm:grid-cols-2">
          {access.actions.map(({ action, allowed, limit }) => (
            <li key={action} className="flex gap-2">
              <Mark yes={allowed} />
              <span className={allowed ? "" : "text-ink-3"}>
                {actionText(action)}
                {allowed && limit && <span className="text-ink-3"> · {limit}</span>}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="Dashboards">
        <h3 className="mb-2 font-semibold">Dashboards and their panels</h3>
        <ul className="flex flex-col gap-3">
          {access.dashboards.map(({ panels, ...dashboard }) => (
            <li key={dashboard.name} className="rounded-lg border border-line p-3">
              <p className="font-medium">
                <Thing thing={dashboard} />
              </p>
              {panels.length > 0 && (
                <ul className="mt-2 grid gap-x-6 gap-y-1.5 pl-6 sm:grid-cols-2 max-sm:pl-2">
                  {panels.map((panel) => (
                    <li key={panel.name}>
                      <Thing thing={panel} />
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
