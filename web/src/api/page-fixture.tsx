import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { vi } from "vitest";

// What the tests of pages begin with.

export interface Call {
  method: string;
  path: string;
  body: unknown;
}

/** A server that answers as it is told, and remembers what it was asked. */
export function serve(answer: (call: Call) => object | null | Response): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal("fetch", async (address: string, init: RequestInit = {}) => {
    const path = address.replace("/api/v1", "");
    const body = init.body === undefined ? undefined : JSON.parse(String(init.body));
    const call = { method: init.method ?? "GET", path, body };
    calls.push(call);
    const answered = answer(call);
    if (answered instanceof Response) return answered;
    return new Response(answered === null ? null : JSON.stringify(answered), {
      status: answered === null ? 204 : 200,
    });
  });
  return calls;
}

export function refuse(status: number, problem: { code: string; title: string; detail: string }): Response {
  return new Response(JSON.stringify({ status, hint: "", request_id: "r1", ...problem }), {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}

/** On a page of its own, with links that lead nowhere. */
export async function show(page: ReactNode): Promise<void> {
  const root = createRootRoute({ component: () => <div data-testid="page">{page}</div> });
  const router = createRouter({ routeTree: root, history: createMemoryHistory() });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      {/* biome-ignore lint/suspicious/noExplicitAny: the registered type is the whole application's */}
      <RouterProvider router={router as any} />
    </QueryClientProvider>,
  );
  await screen.findByTestId("page");
}
