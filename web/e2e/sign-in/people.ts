import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Imported {
  username: string;
  email: string;
  firstName: string;
  lastName: string;
  credentials: { value: string }[];
  groups: string[];
}

interface Person {
  username: string;
  email: string;
  name: string;
  password: string;
  groups: string[];
}

const file = fileURLToPath(
  new URL("../../../deploy/keycloak/watchroom-realm-test-users.json", import.meta.url),
);
const { users } = JSON.parse(readFileSync(file, "utf8")) as { users: Imported[] };

export type Username = "nadia" | "viktor" | "magda" | "ada" | "impostor";

/** Somebody whom each provider knows. */
export function person(username: Username): Person {
  const found = users.find((user) => user.username === username);
  const password = found?.credentials[0]?.value;
  if (found === undefined || password === undefined) throw new Error(`there is no ${username}`);
  const { email, firstName, lastName, groups } = found;
  return { username, email, name: `${firstName} ${lastName}`, password, groups };
}
