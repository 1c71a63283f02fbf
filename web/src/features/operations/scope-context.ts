import { createContext, useContext } from "react";
import type { DeskScope } from "../../api/operations";

export interface PageScope {
  tenant: string;
  scope: DeskScope;
}

export const ScopeContext = createContext<PageScope>({ tenant: "", scope: {} });

/** Of which tenant and which of its tickets the figures are. */
export const usePageScope = () => useContext(ScopeContext);
