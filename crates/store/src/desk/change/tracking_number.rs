//! Numbers that people call a ticket by. They are random: a counter would tell how many sensitive tickets there are.

/// Crockford's digits: none of them is taken for another one.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A number such as `WR-7K3F-92QD`, one of 2^40.
pub(super) fn random() -> String {
    let mut bytes = [0_u8; 8];
    // It fails only where the operating system has no randomness; then nothing that is encrypted would work either.
    let filled = aws_lc_rs::rand::fill(&mut bytes);
    let bytes = if filled.is_ok() { bytes } else { *uuid::Uuid::new_v4().as_bytes().first_chunk().unwrap_or(&bytes) };
    let digit = |byte: &u8| char::from(DIGITS[usize::from(byte & 31)]);
    let (left, right) = bytes.split_at(4);
    format!("WR-{}-{}", left.iter().map(digit).collect::<String>(), right.iter().map(digit).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_form_and_differ() {
        let numbers: std::collections::BTreeSet<String> = (0..1_000).map(|_| random()).collect();
        assert_eq!(numbers.len(), 1_000);
        for number in numbers {
            let parts: Vec<&str> = number.split('-').collect();
            assert!(matches!(parts[..], ["WR", left, right] if left.len() == 4 && right.len() == 4), "{number}");
            assert!(parts[1..].concat().bytes().all(|byte| DIGITS.contains(&byte)), "{number}");
        }
    }
}
