// The provider's own pages, with the words of Keycloak's, so that one test drives both.

const page = (title, body) => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>${title}</title></head>
  <body><h1>${title}</h1>${body}</body>
</html>`;

/** Asks who it is. */
export function signInPage(uid, message) {
  return page(
    "Sign in to your account",
    `<form method="post" action="/sign-in/${encodeURIComponent(uid)}">
      <p role="alert">${message}</p>
      <label>Username or email <input name="username" autocomplete="username"></label>
      <label>Password <input name="password" type="password" autocomplete="current-password"></label>
      <button type="submit">Sign In</button>
    </form>`,
  );
}

/** Signs out at once where the client has shown whom; its form is the provider's own. */
export async function signOutPage(context, form) {
  const asked = '<button type="submit" form="op.logoutForm" value="yes" name="logout">Sign out</button>';
  const begin = context.oidc.params?.id_token_hint
    ? '<script>document.querySelector("button").click()</script>'
    : "";
  context.type = "html";
  context.body = page("Do you want to sign out?", `${form}${asked}${begin}`);
}
