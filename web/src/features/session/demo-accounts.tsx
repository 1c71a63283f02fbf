import { ArrowRight } from "lucide-react";
import type { DemoAccount } from "../../api/types";
import { roleName } from "../../format/role";

interface DemoAccountsProps {
  accounts: readonly DemoAccount[];
  disabled: boolean;
  onChoose: (account: DemoAccount) => void;
}

export function DemoAccounts({ accounts, disabled, onChoose }: DemoAccountsProps) {
  return (
    <section aria-label="Demo accounts" className="mt-8">
      <p className="mb-2 text-xs font-medium text-ink-3">Or look around as</p>
      <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-card">
        {accounts.map((account) => (
          <li key={`${account.email} ${account.tenant}`} className="border-b border-line last:border-0">
            <button
              type="button"
              disabled={disabled}
              onClick={() => onChoose(account)}
              className="group flex min-h-12 w-full items-center gap-3 px-3.5 py-2 text-left transition-colors hover:bg-hover disabled:opacity-60 -outline-offset-2"
            >
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{roleName(account.role)}</span>
                <span className="block truncate text-xs text-ink-3">{account.email}</span>
              </span>
              {account.tenant && <span className="truncate text-xs text-ink-3">{account.tenant}</span>}
              <ArrowRight
                className="size-4 shrink-0 text-ink-3 transition-transform group-hover:translate-x-0.5"
                aria-hidden
              />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
