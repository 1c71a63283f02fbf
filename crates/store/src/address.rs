//! Where a database is, as `postgresql://user:password@host:port/database?sslmode=…`.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;
use tokio_postgres::config::SslMode;

/// How a connection is encrypted: the words and meanings of libpq's `sslmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Encryption {
    /// Never.
    Disable,
    /// Where the server offers it; whoever answers is believed.
    Prefer,
    /// Always; whoever answers is believed.
    Require,
    /// Always, and the server's certificate must be signed by a known authority and bear the host's name.
    Verify,
}

/// A database's address, with the password in it. `Debug` and `Display` leave the password out.
#[derive(Clone)]
pub struct Address {
    pub(crate) config: tokio_postgres::Config,
    pub(crate) encryption: Encryption,
    pub(crate) root_certificate: Option<PathBuf>,
    text: String,
}

/// The text is no address.
#[derive(Debug, Error)]
pub enum BadAddress {
    /// Not of the form of an address.
    #[error("this is no address of a PostgreSQL database: {0}; write postgresql://user:password@host:5432/database")]
    Form(String),
    /// It names no database, user or host.
    #[error("the address names no {0}; write postgresql://user:password@host:5432/database")]
    Lacks(&'static str),
    /// An `sslmode` that libpq does not know.
    #[error("`sslmode={0}` is none of disable, prefer, require, verify-ca, verify-full")]
    SslMode(String),
}

impl Address {
    /// Reads an address. `sslmode` and `sslrootcert` mean what they mean to psql.
    ///
    /// # Errors
    /// Where the text is no such address.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let mut url = url::Url::parse(text.trim()).map_err(|error| BadAddress::Form(error.to_string()))?;
        if !matches!(url.scheme(), "postgresql" | "postgres") {
            return Err(BadAddress::Form(format!("`{}:` is not postgresql:", url.scheme())));
        }
        let mut encryption = Encryption::Prefer;
        let mut root_certificate = None;
        let mut kept = Vec::new();
        for (key, value) in url.query_pairs().into_owned() {
            match key.as_str() {
                "sslmode" => {
                    encryption = match value.as_str() {
                        "disable" => Encryption::Disable,
                        "allow" | "prefer" => Encryption::Prefer,
                        "require" => Encryption::Require,
                        "verify-ca" | "verify-full" => Encryption::Verify,
                        _ => return Err(BadAddress::SslMode(value)),
                    }
                }
                "sslrootcert" => root_certificate = Some(PathBuf::from(value)),
                _ => kept.push((key, value)),
            }
        }
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
        let mut config: tokio_postgres::Config = url
            .as_str()
            .parse()
            .map_err(|error: tokio_postgres::Error| BadAddress::Form(crate::error::describe(&error)))?;
        if config.get_hosts().is_empty() {
            return Err(BadAddress::Lacks("host"));
        }
        if config.get_user().is_none() {
            return Err(BadAddress::Lacks("user"));
        }
        if config.get_dbname().is_none() {
            return Err(BadAddress::Lacks("database"));
        }
        config
            .ssl_mode(match encryption {
                Encryption::Disable => SslMode::Disable,
                Encryption::Prefer => SslMode::Prefer,
                Encryption::Require | Encryption::Verify => SslMode::Require,
            })
            .application_name("watchroom")
            .connect_timeout(Duration::from_secs(5))
            .keepalives_idle(Duration::from_secs(60));
        Ok(Self { config, encryption, root_certificate, text: text.trim().to_owned() })
    }

    /// The address as it was given, password included: to be sealed, never to be logged.
    #[must_use]
    pub fn with_password(&self) -> &str {
        &self.text
    }

    /// The same place, under another role.
    ///
    /// # Errors
    /// [`BadAddress`] where the address can bear no role.
    pub fn under(&self, role: &str, password: &str) -> Result<Self, BadAddress> {
        let mut url = url::Url::parse(&self.text).map_err(|error| BadAddress::Form(error.to_string()))?;
        let set = url.set_username(role).and_then(|()| url.set_password(Some(password)));
        set.map_err(|()| BadAddress::Lacks("host"))?;
        Self::parse(url.as_str())
    }

    /// The database's name.
    #[must_use]
    pub fn database(&self) -> &str {
        self.config.get_dbname().unwrap_or_default()
    }

    /// The server it stands on, as far as the address tells: its hosts and ports.
    pub(crate) fn server(&self) -> String {
        let hosts = self.config.get_hosts().iter().map(|host| match host {
            tokio_postgres::config::Host::Tcp(name) => name.to_lowercase(),
            tokio_postgres::config::Host::Unix(folder) => folder.display().to_string(),
        });
        let ports = self.config.get_ports().iter().map(u16::to_string);
        hosts.chain(ports).collect::<Vec<_>>().join(",")
    }

    /// The role that signs in.
    #[must_use]
    pub fn user(&self) -> &str {
        self.config.get_user().unwrap_or_default()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match url::Url::parse(&self.text) {
            Ok(mut url) => {
                let _ = url.set_password(None);
                url.set_query(None);
                f.write_str(url.as_str())
            }
            Err(_) => f.write_str("postgresql://…"),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_never_shown() {
        let address = Address::parse("postgresql://reader:s3cret@db:5432/alpha?sslmode=require&password=other")
            .expect("an address");
        assert_eq!(address.encryption, Encryption::Require);
        for shown in [format!("{address}"), format!("{address:?}")] {
            assert!(!shown.contains("s3cret") && !shown.contains("other"), "{shown}");
        }
    }

    #[test]
    fn the_same_place_can_be_had_under_another_role() {
        let reader = Address::parse("postgresql://reader:s3cret@db:5433/alpha?sslmode=require").expect("an address");
        let desk = reader.under("the desk", "p@ss/word").expect("an address");
        assert_eq!((desk.user(), desk.database(), desk.server()), ("the desk", "alpha", reader.server()));
        assert_eq!(desk.config.get_password(), Some(b"p@ss/word".as_slice()));
        assert_eq!(desk.encryption, Encryption::Require);
    }

    #[test]
    fn what_is_missing_is_named() {
        for (text, lacks) in [
            ("postgresql://u:p@h", "database"),
            ("postgresql://h/d", "user"),
            ("mysql://u:p@h/d", "mysql"),
            ("nonsense", "relative URL"),
            ("postgresql://u:p@h/d?sslmode=maybe", "maybe"),
            ("postgresql://u:p@h:port/d", "port"),
        ] {
            let error = Address::parse(text).expect_err(text).to_string();
            assert!(error.contains(lacks), "{text}: {error}");
        }
    }
}
