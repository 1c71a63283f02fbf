//! Filling gaps between buckets, where the engineer asked for it.

use watchroom_spec::Interpolation;

/// Fills the gaps of one series in place. Only gaps between two known values are filled: what lies before the first
/// and after the last stays unknown, so that a server that stopped reporting is seen to have stopped.
pub fn fill_gaps(values: &mut [Option<f64>], how: Interpolation) {
    if how == Interpolation::None {
        return;
    }
    let known: Vec<usize> = (0..values.len()).filter(|place| values[*place].is_some()).collect();
    for pair in known.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (Some(first), Some(last)) = (values[from], values[to]) else { continue };
        for (step, gap) in values[from + 1..to].iter_mut().enumerate() {
            *gap = Some(match how {
                Interpolation::None | Interpolation::Previous => first,
                #[expect(clippy::cast_precision_loss, reason = "places are far below 2^52")]
                Interpolation::Linear => first + (last - first) * ((step + 1) as f64 / (to - from) as f64),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_between_known_values_are_filled_as_asked() {
        let gappy = [None, Some(1.0), None, None, Some(4.0), None];
        for (how, expected) in [
            (Interpolation::None, gappy),
            (Interpolation::Previous, [None, Some(1.0), Some(1.0), Some(1.0), Some(4.0), None]),
            (Interpolation::Linear, [None, Some(1.0), Some(2.0), Some(3.0), Some(4.0), None]),
        ] {
            let mut values = gappy;
            fill_gaps(&mut values, how);
            assert_eq!(values, expected, "{how:?}");
        }
    }
}
