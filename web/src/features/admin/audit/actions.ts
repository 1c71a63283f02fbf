const said: Record<string, string> = {
  sign_in: "Signed in",
  sign_in_failed: "Failed to sign in",
  sign_out: "Signed out",
  password_changed: "Changed a password",
  user_created: "Created a user",
  user_changed: "Changed a user",
  user_deleted: "Deleted a user",
  membership_put: "Set a membership",
  membership_removed: "Removed a membership",
  tenant_added: "Added a tenant",
  tenant_changed: "Changed a tenant",
  tenant_removed: "Removed a tenant",
  desk_settings: "Changed a service desk's settings",
  token_created: "Made an API token",
  token_revoked: "Revoked an API token",
  session_ended: "Ended a session",
  sessions_ended: "Ended all sessions",
  share_created: "Shared a link",
  share_revoked: "Revoked a link",
  share_opened: "Opened a shared link",
  view_as_begun: "Began to view as a member",
  view_as_ended: "Ended viewing as a member",
  export_begun: "Began an export",
  export: "Exported",
  export_failed: "An export failed",
  sensitive_read: "Read sensitive tickets",
  import_begun: "Began an import",
  import: "Imported tickets",
  import_failed: "An import broke off",
};

/** An action as people say it; one that this page does not know yet keeps its own words. */
export function actionName(action: string): string {
  const words = action.replaceAll("_", " ");
  return said[action] ?? words.charAt(0).toUpperCase() + words.slice(1);
}
