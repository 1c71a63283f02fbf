// Who the tests' people are: the same for every provider, from the files that Keycloak imports.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(
  new URL("../../../deploy/keycloak/watchroom-realm-test-users.json", import.meta.url),
);

/** `{username, email, name, password, groups}` of each; `groups` are paths. */
export function readPeople() {
  return JSON.parse(readFileSync(file, "utf8")).users.map((user) => ({
    username: user.username,
    email: user.email,
    name: `${user.firstName} ${user.lastName}`,
    password: user.credentials[0].value,
    groups: user.groups,
  }));
}
