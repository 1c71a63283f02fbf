interface SignInFailure {
  title: string;
  text: string;
}

/** What the way back from the provider says in `?error=`, in words. */
export function signInFailure(code: string, provider: string): SignInFailure {
  switch (code) {
    case "state_mismatch":
      return {
        title: "This sign-in was not begun here",
        text: "It was begun in another browser, or an old page was opened again. Nobody was signed in. Begin anew.",
      };
    case "sign_in_expired":
      return {
        title: "That took too long",
        text: "A sign-in has to be finished within some minutes, and once only. Begin anew.",
      };
    case "provider_unreachable":
      return {
        title: `${provider} does not answer`,
        text: "Nobody can sign in until it does; whoever is signed in already goes on. Try again in a moment.",
      };
    case "provider_failed":
      return {
        title: `${provider} answered something unusable`,
        text: "Try again. If it stays, tell your administrator: the server’s log says what was wrong.",
      };
    case "access_denied":
      return {
        title: "You did not sign in",
        text: `It was cancelled at ${provider}, or your account there may not use this application.`,
      };
    case "token_refused":
      return {
        title: `What ${provider} said about you could not be believed`,
        text: "Try again. If it stays, tell your administrator: the server’s log says what was wrong.",
      };
    case "provider_refused":
      return {
        title: `${provider} refused the sign-in`,
        text: "Try again, or ask your administrator.",
      };
    case "sign_in_off":
      return {
        title: "Nobody signs in by a provider here",
        text: "It was switched off meanwhile. Sign in the other way.",
      };
    case "server_error":
      return {
        title: "The server could not finish the sign-in",
        text: "It has trouble with its own database. Try again in a moment; if it stays, tell your administrator.",
      };
    case "account_disabled":
      return {
        title: "Your account is disabled",
        text: `${provider} knows you, but an administrator of Watchroom has disabled your account. Ask one to enable it.`,
      };
    default:
      return {
        title: "The sign-in failed",
        text: "Nobody was signed in. Try again; if it stays, tell your administrator when it happened.",
      };
  }
}
