import { queryText, searchOfQuery, type TicketSearch } from "../../../api/tickets/search";
import type { SavedView } from "../../../api/tickets/types";

interface CurrentView {
  view: SavedView | undefined;
  /** The list on screen asks for something else than the view says. */
  changed: boolean;
}

/** The view that the address names; else one that asks for just this. */
export function currentView(views: readonly SavedView[], search: TicketSearch): CurrentView {
  const asked = queryText(search);
  const sameAs = ({ query }: SavedView) => queryText(searchOfQuery(query)) === asked;
  const named = views.find(({ id }) => id === search.view);
  if (named !== undefined) return { view: named, changed: !sameAs(named) };
  return { view: asked === "" ? undefined : views.find(sameAs), changed: false };
}

/** The list as the view says it. */
export function searchOfView({ id, query }: SavedView): TicketSearch {
  return { ...searchOfQuery(query), view: id };
}
