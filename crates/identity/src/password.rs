//! Passwords at rest: Argon2id with 19 MiB, two passes, one lane (OWASP's first choice for a server that many people
//! sign in to at once).

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version, password_hash::phc::PasswordHash};
use thiserror::Error;

/// Characters a password must have at least.
pub const LEAST_CHARACTERS: usize = 12;
/// Characters a password may have at most: hashing a novel is an attack.
pub const MOST_CHARACTERS: usize = 256;

/// Why a password will not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadPassword {
    /// Too short.
    #[error("a password needs at least {LEAST_CHARACTERS} characters; a few words in a row do well")]
    Short,
    /// Too long.
    #[error("a password may have {MOST_CHARACTERS} characters at most")]
    Long,
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1_024, 2, 1, None).expect("these parameters are within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Checks a password's length.
pub(crate) fn check(password: &str) -> Result<(), BadPassword> {
    match password.chars().count() {
        count if count < LEAST_CHARACTERS => Err(BadPassword::Short),
        count if count > MOST_CHARACTERS => Err(BadPassword::Long),
        _ => Ok(()),
    }
}

/// Hashes a password with a salt of its own: text in PHC form. Takes some 30 ms and 19 MiB.
pub(crate) fn hash(password: &str) -> String {
    let hash = argon2().hash_password(password.as_bytes());
    hash.expect("hashing needs nothing but memory and randomness").to_string()
}

/// Whether a password is the one that was hashed. Takes as long for a hash that cannot be read as for one that can.
pub(crate) fn verify(password: &str, hash: Option<&str>) -> bool {
    let known = hash.and_then(|hash| PasswordHash::new(hash).ok());
    match known {
        Some(known) => argon2().verify_password(password.as_bytes(), &known).is_ok(),
        None => {
            // As much work as for somebody who exists, so that time does not tell who does.
            let _ = self::hash(password);
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_itself_verifies() {
        let hashed = hash("correct horse battery");
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(verify("correct horse battery", Some(&hashed)));
        assert!(!verify("correct horse batter", Some(&hashed)));
        assert!(!verify("correct horse battery", Some("nonsense")));
        assert!(!verify("correct horse battery", None));
        assert_ne!(hashed, hash("correct horse battery"), "each hash has a salt of its own");
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        assert_eq!(check("elf zeichen"), Err(BadPassword::Short));
        assert_eq!(check("zwölfzeichen"), Ok(()));
        assert_eq!(check(&"x".repeat(257)), Err(BadPassword::Long));
    }
}
