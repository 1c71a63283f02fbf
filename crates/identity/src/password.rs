//! Passwords: what will do as one, and how they are kept: Argon2id with 19 MiB, two passes, one lane (OWASP's first choice
//! for a server that many people sign in to at once).

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Params, Version};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

/// Characters a password must have at least.
pub const LEAST_CHARACTERS: usize = 12;
/// Characters a password may have at most: hashing a novel is an attack.
pub const MOST_CHARACTERS: usize = 256;
/// Words that a password must not lean on, beside what belongs to the person: the e-mail address, its parts, the name.
const OUR_WORDS: [&str; 2] = ["watchroom", "dashboard"];

/// Why a password will not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadPassword {
    /// Too short.
    #[error("a password needs at least {LEAST_CHARACTERS} characters; a few words in a row do well")]
    Short,
    /// Too long.
    #[error("a password may have {MOST_CHARACTERS} characters at most")]
    Long,
    /// Among the first that anybody would try.
    #[error("this password is among the first that a guesser tries; a few words in a row that nobody says do well")]
    Common,
    /// It leans on what everybody knows of the person or of this place.
    #[error(
        "this password is made of the e-mail address, the name, or the name of this product; a few words in a row that have nothing to do with them do well"
    )]
    AboutThePerson,
}

/// A password as it is checked, hashed and compared: its letters composed (NFC), since one keyboard writes `é` as one
/// character and another as two. Nothing else is changed, and nothing is cut off.
fn composed(password: &str) -> String {
    password.nfc().collect()
}

fn params() -> Params {
    Params::new(19 * 1_024, 2, 1, None).expect("these parameters are within Argon2's bounds")
}

fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params())
}

/// Checks a new password: its length, and that it would not be guessed soon. `about` is what everybody knows of the person:
/// the e-mail address and the name. Takes some milliseconds.
pub(crate) fn check(password: &str, about: &[&str]) -> Result<(), BadPassword> {
    let password = composed(password);
    match password.chars().count() {
        count if count < LEAST_CHARACTERS => return Err(BadPassword::Short),
        count if count > MOST_CHARACTERS => return Err(BadPassword::Long),
        _ => {}
    }
    // Four of four: ten thousand million guesses and more. It knows the 30,000 most common passwords, names and words of
    // everyday English, rows of keys, dates and repetitions, also with letters changed for digits.
    let well = |words: &[&str]| zxcvbn(&password, words).score() >= Score::Four;
    if !well(&[]) {
        return Err(BadPassword::Common);
    }
    if !well(&known_words(about)) {
        return Err(BadPassword::AboutThePerson);
    }
    Ok(())
}

fn known_words<'a>(about: &[&'a str]) -> Vec<&'a str> {
    let parts = about.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let parts = parts.filter(|part| part.chars().count() >= 3);
    about.iter().copied().chain(parts).chain(OUR_WORDS).collect()
}

/// Hashes a password with a salt of its own: text in PHC form. Takes some 30 ms and 19 MiB.
pub(crate) fn hash(password: &str) -> String {
    let hash = argon2().hash_password(composed(password).as_bytes());
    hash.expect("hashing needs nothing but memory and randomness").to_string()
}

/// Whether a password is the one that was hashed. Takes as long for a hash that cannot be read as for one that can.
pub(crate) fn verify(password: &str, hash: Option<&str>) -> bool {
    let known = hash.and_then(|hash| PasswordHash::new(hash).ok());
    match known {
        Some(known) => argon2().verify_password(composed(password).as_bytes(), &known).is_ok(),
        None => {
            // As much work as for somebody who exists, so that time does not tell who does.
            let _ = self::hash(password);
            false
        }
    }
}

/// Whether a hash was made with other parameters than today's: whoever signs in gets a new one.
pub(crate) fn is_outdated(hash: &str) -> bool {
    let Ok(known) = PasswordHash::new(hash) else { return true };
    let today = params();
    let same = Params::try_from(&known).is_ok_and(|then| {
        (then.m_cost(), then.t_cost(), then.p_cost()) == (today.m_cost(), today.t_cost(), today.p_cost())
    });
    !same || known.algorithm != ARGON2ID_IDENT || known.version != Some(Version::V0x13.into())
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
        assert!(!verify("Correct horse battery", Some(&hashed)));
        assert!(!verify("correct horse battery", Some("nonsense")));
        assert!(!verify("correct horse battery", None));
        assert_ne!(hashed, hash("correct horse battery"), "each hash has a salt of its own");
        let long = "x".repeat(255);
        assert!(!verify(&format!("{long}z"), Some(&hash(&format!("{long}y")))), "the last of 256 characters counts");
    }

    #[test]
    fn letters_are_the_same_however_a_keyboard_composes_them() {
        let composed = hash("caf\u{e9} am fluss nacht");
        assert!(verify("cafe\u{301} am fluss nacht", Some(&composed)));
        assert!(!verify("cafe am fluss nacht", Some(&composed)));
        assert!(!verify("ｃafé am fluss nacht", Some(&composed)), "what only looks alike is not the same");
        // Eleven letters, however many code points they are written with.
        assert_eq!(check("e\u{301}".repeat(11).as_str(), &[]), Err(BadPassword::Short));
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        assert_eq!(check("elf zeichen", &[]), Err(BadPassword::Short));
        assert_eq!(check("zwölfzeichen", &[]), Ok(()));
        let long = "tin lamp over the river ".repeat(11);
        assert_eq!(check(&long, &[]), Err(BadPassword::Long));
        assert_eq!(check(&long[..256], &[]), Ok(()));
        assert_eq!(check(&"x".repeat(256), &[]), Err(BadPassword::Common), "length alone is no strength");
        let various: String =
            (0..256).map(|n: u32| char::from(b'!' + u8::try_from(n * n % 89).expect("below"))).collect();
        assert_eq!(check(&various, &[]), Ok(()));
    }

    #[test]
    fn what_a_guesser_tries_first_is_refused() {
        for bad in [
            "123456789012",
            "aaaaaaaaaaaa",
            "password1234",
            "P@ssw0rd1234",
            "qwertyuiop12",
            "1qaz2wsx3edc",
            "iloveyou1234",
            "letmeinletmein",
            "trustno1trustno1",
            "Winter2025Winter2025",
            "abcdefghijkl",
            "administrator",
        ] {
            assert_eq!(check(bad, &[]), Err(BadPassword::Common), "{bad}");
        }
        for good in ["tin lamp over river", "zwölf boote am kai", "kT9#vq2!Lm0z", "correct horse battery"] {
            assert_eq!(check(good, &[]), Ok(()), "{good}");
        }
    }

    #[test]
    fn what_everybody_knows_of_the_person_is_refused() {
        let about = ["thandeka.mkhwanazi@umgeni.example", "Thandeka Mkhwanazi"];
        for bad in [
            "thandeka.mkhwanazi@umgeni.example",
            "ThandekaMkhwanazi1",
            "mkhwanaziThandeka",
            "Thandeka Mkhwanazi",
            "umgeniumgeni12",
            "watchroom-mkhwanazi",
        ] {
            assert!(check(bad, &about).is_err(), "{bad}");
        }
        assert_eq!(check("thandeka.mkhwanazi@umgeni.example", &about), Err(BadPassword::AboutThePerson));
        assert_eq!(check("thandeka.mkhwanazi@umgeni.example", &[]), Ok(()), "to somebody else it means nothing");
        assert!(check("watchroomwatchroom", &[]).is_err());
        assert_eq!(check("tin lamp over river", &about), Ok(()));
    }

    #[test]
    fn hashes_of_other_parameters_are_outdated() {
        assert!(!is_outdated(&hash("correct horse battery")));
        for (memory, passes) in [(8 * 1_024, 2), (19 * 1_024, 1), (64 * 1_024, 3)] {
            let params = Params::new(memory, passes, 1, None).expect("within bounds");
            let other = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            let hashed = other.hash_password(b"correct horse battery").expect("hashed").to_string();
            assert!(is_outdated(&hashed), "{hashed}");
            assert!(verify("correct horse battery", Some(&hashed)), "it is good until then: {hashed}");
        }
        let kind = Argon2::new(Algorithm::Argon2i, Version::V0x13, params());
        assert!(is_outdated(&kind.hash_password(b"correct horse battery").expect("hashed").to_string()));
        assert!(is_outdated("nonsense"));
    }
}
