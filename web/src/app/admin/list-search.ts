/** What the address says of a list: `?search=thabo&page=2`, pages counted from 1. */
export interface ListSearch {
  search?: string;
  page?: number;
}

export function readListSearch(raw: Record<string, unknown>): ListSearch {
  const page = Number(raw.page);
  return {
    ...(typeof raw.search === "string" && raw.search !== "" ? { search: raw.search } : {}),
    ...(Number.isSafeInteger(page) && page > 1 ? { page } : {}),
  };
}
