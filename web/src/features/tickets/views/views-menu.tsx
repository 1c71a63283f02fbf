import { useQuery } from "@tanstack/react-query";
import { Bookmark, ChevronDown } from "lucide-react";
import { useState } from "react";
import type { TicketSearch } from "../../../api/tickets/search";
import type { SavedView } from "../../../api/tickets/types";
import { viewsQuery } from "../../../api/tickets/views";
import { buttonLook } from "../../../ui/button";
import { Menu, MenuChoices, MenuItem, MenuLabel, MenuSeparator } from "../../../ui/menu";
import { currentView, searchOfView } from "./current-view";
import { DeleteViewDialog } from "./delete-view-dialog";
import { ViewDialog, type ViewForm } from "./view-dialog";

interface ViewsMenuProps {
  tenant: string;
  search: TicketSearch;
  onAsk: (search: TicketSearch) => void;
}

const choicesOf = (views: readonly SavedView[], withOwner: boolean) =>
  views.map(({ id, name, shared, owner_name }) => ({
    value: id,
    label: name,
    detail: withOwner ? `Shared by ${owner_name}` : shared ? "Shared with all" : null,
  }));

/** Lists that were given a name: one's own, and those others share. */
export function ViewsMenu({ tenant, search, onAsk }: ViewsMenuProps) {
  const { data, isError } = useQuery(viewsQuery(tenant));
  const [form, setForm] = useState<ViewForm | null>(null);
  const [deleting, setDeleting] = useState<SavedView | null>(null);
  const views = data?.views ?? [];
  const { view, changed } = currentView(views, search);
  const mine = views.filter((one) => one.mine);
  const others = views.filter((one) => !one.mine);
  const choose = (id: string) => {
    const chosen = views.find((one) => one.id === id);
    if (chosen !== undefined) onAsk(searchOfView(chosen));
  };
  return (
    <>
      <Menu
        label="Saved views"
        align="end"
        trigger={(props) => (
          <button
            {...props}
            type="button"
            aria-label={
              view === undefined ? "Saved views" : `Saved view: ${view.name}${changed ? ", changed" : ""}`
            }
            className={`${buttonLook()} max-w-64 min-w-0`}
          >
            <Bookmark
              className={`size-4 shrink-0 ${view === undefined ? "text-ink-3" : "fill-current text-accent"}`}
              aria-hidden
            />
            <span className={`truncate ${view === undefined ? "max-lg:hidden" : ""}`}>
              {view?.name ?? "Views"}
            </span>
            {changed && <span className="text-xs text-warning">changed</span>}
            <ChevronDown className="size-3.5 shrink-0 text-ink-3 max-sm:hidden" aria-hidden />
          </button>
        )}
      >
        {mine.length > 0 && (
          <>
            <MenuLabel>Your views</MenuLabel>
            <MenuChoices
              label="Your views"
              value={view?.id ?? ""}
              choices={choicesOf(mine, false)}
              onChoose={choose}
            />
          </>
        )}
        {others.length > 0 && (
          <>
            <MenuLabel>Shared with you</MenuLabel>
            <MenuChoices
              label="Shared with you"
              value={view?.id ?? ""}
              choices={choicesOf(others, true)}
              onChoose={choose}
            />
          </>
        )}
        {views.length === 0 && (
          <p className="px-2.5 py-1.5 text-ink-3">
            {isError ? "The views could not be loaded" : "No view is saved yet"}
          </p>
        )}
        <MenuSeparator />
        {view !== undefined && changed && (
          <MenuItem onSelect={() => choose(view.id)}>Back to “{view.name}”</MenuItem>
        )}
        {view?.mine && changed && (
          <MenuItem onSelect={() => setForm({ kind: "update", view })}>Save the changes in it</MenuItem>
        )}
        <MenuItem onSelect={() => setForm({ kind: "new" })}>Save this list as a view</MenuItem>
        {view?.mine && (
          <>
            <MenuItem onSelect={() => setForm({ kind: "rename", view })}>Rename or share</MenuItem>
            <MenuItem onSelect={() => setDeleting(view)}>Delete “{view.name}”</MenuItem>
          </>
        )}
      </Menu>
      {form && (
        <ViewDialog
          tenant={tenant}
          form={form}
          search={search}
          onSaved={(saved) => {
            setForm(null);
            onAsk({ ...search, view: saved.id });
          }}
          onClose={() => setForm(null)}
        />
      )}
      {deleting && (
        <DeleteViewDialog
          tenant={tenant}
          view={deleting}
          onDeleted={() => {
            setDeleting(null);
            onAsk({ ...search, view: undefined });
          }}
          onClose={() => setDeleting(null)}
        />
      )}
    </>
  );
}
