import type { Me } from "../../api/types";
import { roleName } from "../../format/role";
import { Card } from "../../ui/card";
import { EmptyNotice } from "../../ui/empty-notice";
import { Tag } from "../../ui/tag";
import { OwnSessions } from "./own-sessions";
import { PasswordForm } from "./password-form";

const signIns: Record<string, string> = {
  local: "With e-mail and password",
  oidc: "Through your organisation’s sign-in",
};

function Person({ me }: { me: Me }) {
  const data = [
    ["Name", me.full_name || "–"],
    ["E-mail", me.email],
    ["You sign in", signIns[me.sign_in] ?? "–"],
  ];
  return (
    <Card
      title="You"
      description="Your administrator can change your name and address."
      actions={me.is_admin && <Tag look="accent">Platform administrator</Tag>}
    >
      <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-6 gap-y-2">
        {data.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd className="min-w-0 wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Memberships({ me }: { me: Me }) {
  return (
    <Card title="What you belong to" flush>
      {me.memberships.length === 0 ? (
        <EmptyNotice title="You belong to no tenant yet" hint="Ask your administrator to add you." />
      ) : (
        <ul className="divide-y divide-line">
          {me.memberships.map(({ tenant, tenant_name, role, ward_id, team_id }) => (
            <li key={tenant} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-5 py-2.5 max-sm:px-4">
              <span className="min-w-0 flex-1 basis-40 font-medium">{tenant_name}</span>
              <Tag>{roleName(role)}</Tag>
              {ward_id && <Tag>Ward {ward_id}</Tag>}
              {team_id && <Tag>Team {team_id}</Tag>}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

interface AccountPageProps {
  me: Me;
  /** After one's own session was ended here. */
  onSignedOut: () => void;
}

/** One's own data, sessions and password. */
export function AccountPage({ me, onSignedOut }: AccountPageProps) {
  const looking = Boolean(me.viewing_as);
  return (
    <main id="content" className="mx-auto flex w-full max-w-4xl flex-col gap-5 px-4 py-6 sm:px-6">
      <title>Your account · Watchroom</title>
      <h1 className="text-lg leading-6 font-semibold tracking-[-0.015em]">Your account</h1>
      <Person me={me} />
      {looking ? (
        <p className="text-ink-2">
          While you view as a member, the rest of your account rests. End the view to manage it.
        </p>
      ) : (
        <>
          <Memberships me={me} />
          <OwnSessions onSignedOut={onSignedOut} />
          {me.sign_in === "local" && <PasswordForm email={me.email} />}
        </>
      )}
    </main>
  );
}
