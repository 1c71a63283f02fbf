//! Typed ids. Names that people choose (tenants, dashboards, panels) are slugs, so that none of them can ever
//! become a path, a query or markup by accident.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The text is no slug: `^[a-z0-9][a-z0-9_-]{0,62}$`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what} must be 1 to 63 of a-z, 0-9, `_`, `-`, and begin with a letter or digit")]
pub struct BadSlug {
    what: &'static str,
}

fn is_slug(text: &str) -> bool {
    let bytes = text.as_bytes();
    (1..=63).contains(&bytes.len())
        && (bytes[0].is_ascii_lowercase() || bytes[0].is_ascii_digit())
        && bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'_' || *b == b'-')
}

macro_rules! slug {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadSlug;
            fn from_str(text: &str) -> Result<Self, BadSlug> {
                if is_slug(text) { Ok(Self(text.to_owned())) } else { Err(BadSlug { what: $what }) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadSlug;
            fn try_from(text: String) -> Result<Self, BadSlug> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

slug! {
    /// A tenant: one organisation, one database, one folder of dashboards.
    TenantId, "a tenant's id"
}
slug! {
    /// A dashboard of one tenant: the stem of its file in `dashboards/`.
    DashboardName, "a dashboard's name"
}
slug! {
    /// A panel of one tenant, as its dashboard names it.
    PanelId, "a panel's id"
}

macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    };
}

numbered! {
    /// A person with an account, whoever vouches for them.
    UserId
}
numbered! {
    /// A session: what it is called where it is listed and ended.
    SessionId
}
numbered! {
    /// A program's token.
    ApiTokenId
}
numbered! {
    /// A dashboard or a report that was shared.
    ShareId
}

numbered! {
    /// A ticket of a service desk.
    TicketId
}
numbered! {
    /// A list of tickets that somebody kept under a name.
    SavedViewId
}

macro_rules! opaque {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as the municipality writes it.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

opaque! {
    /// A ward of a municipality, as its own data names it (`3`, `WARD-12`).
    WardId
}
opaque! {
    /// A team of a service desk.
    TeamId
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slugs_take_what_the_design_allows() {
        for good in ["a", "0", "tenant-alpha", "cpu_usage", &"x".repeat(63)] {
            assert!(good.parse::<TenantId>().is_ok(), "{good}");
        }
    }

    #[test]
    fn slugs_refuse_paths_case_and_length() {
        for bad in ["", "-a", "_a", "A", "../etc", "a/b", "a.b", "a b", "ä", "a\0", &"x".repeat(64)] {
            assert!(bad.parse::<PanelId>().is_err(), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn a_slug_is_exactly_the_pattern(text in "\\PC{0,70}") {
            let expected = !text.is_empty()
                && text.len() <= 63
                && text.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_' | '-'))
                && !text.starts_with(['-', '_']);
            prop_assert_eq!(text.parse::<DashboardName>().is_ok(), expected);
        }
    }
}
