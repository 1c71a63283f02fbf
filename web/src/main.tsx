import "@fontsource-variable/inter/index.css";
import "./styles/main.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/problem";
import { meQuery } from "./api/session";
import { createQueryClient } from "./app/query-client";
import { createAppRouter } from "./app/router";

const client = createQueryClient(() => {
  // Ten panels may hear of it at once; the first one to tell leaves the page.
  if (router.state.location.pathname === "/sign-in") return;
  client.removeQueries({ queryKey: meQuery.queryKey });
  void router.navigate({ to: "/sign-in", search: { return_to: router.state.location.href } });
});
const router = createAppRouter(client);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

createRoot(root, {
  // A refusal that a boundary shows is an answer, not a fault of the page.
  onCaughtError: (error) => {
    if (!(error instanceof ApiError)) console.error(error);
  },
}).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
