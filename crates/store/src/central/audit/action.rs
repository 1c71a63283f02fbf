//! The words of the audit log.

use std::fmt;

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum AuditAction {
            $($(#[$doc])* $name,)*
        }

        impl AuditAction {
            /// Every action there is.
            pub const ALL: &[AuditAction] = &[$(AuditAction::$name),*];

            /// The word in the log.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(AuditAction::$name => $word,)*
                }
            }
        }
    };
}

actions! {
    /// Somebody signed in.
    SignIn = "sign_in",
    /// Somebody tried to, and was turned away.
    SignInFailed = "sign_in_failed",
    /// Somebody signed out.
    SignOut = "sign_out",
    /// A person has another password.
    PasswordChanged = "password_changed",
    /// A user was made.
    UserCreated = "user_created",
    /// A user was changed, shut out or let in again.
    UserChanged = "user_changed",
    /// A user was removed.
    UserDeleted = "user_deleted",
    /// A membership was given or changed.
    MembershipPut = "membership_put",
    /// A membership was taken away.
    MembershipRemoved = "membership_removed",
    /// A tenant was added.
    TenantAdded = "tenant_added",
    /// A tenant has another name or database.
    TenantChanged = "tenant_changed",
    /// A tenant was forgotten.
    TenantRemoved = "tenant_removed",
    /// The settings of a tenant's service desk were changed.
    DeskSettings = "desk_settings",
    /// A program's token was made.
    TokenCreated = "token_created",
    /// A program's token was revoked.
    TokenRevoked = "token_revoked",
    /// A session was ended by somebody.
    SessionEnded = "session_ended",
    /// All sessions of a person were ended by somebody.
    SessionsEnded = "sessions_ended",
    /// A dashboard or a report was shared.
    ShareCreated = "share_created",
    /// A share was revoked.
    ShareRevoked = "share_revoked",
    /// A share was opened.
    ShareOpened = "share_opened",
    /// An administrator began to look through a member's eyes.
    ViewAsBegun = "view_as_begun",
    /// And ceased to.
    ViewAsEnded = "view_as_ended",
    /// An export began.
    ExportBegun = "export_begun",
    /// An export was sent whole.
    Export = "export",
    /// An export broke off.
    ExportFailed = "export_failed",
    /// Sensitive tickets were read.
    SensitiveRead = "sensitive_read",
    /// An import of tickets began.
    ImportBegun = "import_begun",
    /// An import of tickets was done.
    Import = "import",
    /// An import of tickets broke off.
    ImportFailed = "import_failed",
}

impl fmt::Display for AuditAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
