//! Chance without state: every value is a hash of a name, a key and an index or an instant.
//!
//! There is no generator to carry along, so the row of an instant is the same whether it is written by
//! the first fill, by the catch-up after a pause, or live.

/// Changing it changes the whole demonstration.
const DEMO_SEED: u64 = 0x5761_7463_6872_6F6F;

/// A named source of chance. Two streams with different names know nothing of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream(u64);

impl Stream {
    /// The stream of a name.
    #[must_use]
    pub const fn named(name: &str) -> Self {
        let bytes = name.as_bytes();
        let mut state = DEMO_SEED;
        let mut i = 0;
        while i < bytes.len() {
            state = mix(state ^ bytes[i] as u64);
            i += 1;
        }
        Self(state)
    }

    /// The stream of one member, for example of one server.
    #[must_use]
    pub const fn of(self, key: u64) -> Self {
        Self(mix(self.0 ^ mix(key)))
    }

    /// 64 even bits for an index.
    #[must_use]
    pub const fn hash(self, index: i64) -> u64 {
        mix(self.0 ^ (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// An even value in `[0, 1)` for an index.
    #[must_use]
    pub const fn unit(self, index: i64) -> f64 {
        to_unit(self.hash(index))
    }

    /// An even whole number in `low..=high` for an index.
    #[must_use]
    pub const fn between(self, index: i64, low: i64, high: i64) -> i64 {
        low + (self.hash(index) % (high - low + 1) as u64) as i64
    }

    /// A smooth value in `[-1, 1]` that changes over about `scale_s` seconds (value noise).
    #[must_use]
    pub fn wave(self, at_s: i64, scale_s: i64) -> f64 {
        let cell = at_s.div_euclid(scale_s);
        let across = smoothstep(at_s.rem_euclid(scale_s) as f64 / scale_s as f64);
        let scaled = self.of(scale_s as u64);
        let (left, right) = (scaled.unit(cell), scaled.unit(cell + 1));
        (left + (right - left) * across).mul_add(2.0, -1.0)
    }

    /// The chances of one row: as many draws as it needs, the same ones each time.
    #[must_use]
    pub const fn draw(self, index: i64) -> Draw {
        Draw { stream: Self(self.hash(index)), drawn: 0 }
    }
}

/// The successive chances of one row.
#[derive(Debug, Clone)]
pub struct Draw {
    stream: Stream,
    drawn: i64,
}

impl Draw {
    /// 64 even bits.
    pub fn bits(&mut self) -> u64 {
        self.drawn += 1;
        self.stream.hash(self.drawn)
    }

    /// An even value in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        to_unit(self.bits())
    }

    /// An even whole number in `low..=high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.bits() % (high - low + 1)
    }

    /// True with the given probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of the values, each as likely as the other.
    pub fn pick<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[(self.bits() % values.len() as u64) as usize]
    }

    /// One of the values, by weight.
    pub fn weighted<'a, T>(&mut self, values: &'a [(f64, T)]) -> &'a T {
        let total: f64 = values.iter().map(|(weight, _)| weight).sum();
        let mut left = self.unit() * total;
        for (weight, value) in values {
            if left < *weight {
                return value;
            }
            left -= weight;
        }
        &values[values.len() - 1].1
    }

    /// About normal, mean 0, standard deviation 1, never beyond ±6.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Lognormal around a median.
    pub fn lognormal(&mut self, median: f64, spread: f64) -> f64 {
        median * (spread * self.normal()).exp()
    }

    /// How many of something that happens `mean` times on average (Poisson).
    pub fn poisson(&mut self, mean: f64) -> u32 {
        let mut left = self.unit();
        let mut share = (-mean).exp();
        let mut count = 0;
        while left >= share && count < 1_000 {
            left -= share;
            count += 1;
            share *= mean / f64::from(count);
        }
        count
    }
}

/// 0 below 0, 1 above 1, an S between.
#[must_use]
pub fn smoothstep(x: f64) -> f64 {
    let x = x.clamp(0.0, 1.0);
    x * x * 2.0f64.mul_add(-x, 3.0)
}

/// To two decimals, as collectors report.
#[must_use]
pub fn round2(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// The finaliser of splitmix64.
const fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

const fn to_unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: Stream = Stream::named("test");

    #[test]
    fn a_wave_is_smooth_and_bounded() {
        let values: Vec<f64> = (-2_000..2_000).map(|at_s| STREAM.wave(at_s, 300)).collect();
        assert!(values.iter().all(|value| (-1.0..=1.0).contains(value)));
        assert!(values.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 0.02));
        assert!(values.iter().copied().fold(f64::MIN, f64::max) > 0.3);
    }

    #[test]
    fn chances_are_the_same_each_time_and_differ_by_name() {
        let draws = |stream: Stream| {
            let mut draw = stream.draw(7);
            [draw.bits(), draw.bits()]
        };
        assert_eq!(draws(STREAM), draws(STREAM));
        assert_ne!(draws(STREAM), draws(Stream::named("other")));
        assert_ne!(draws(STREAM.of(1)), draws(STREAM.of(2)));
    }

    #[test]
    fn poisson_and_normal_have_their_means() {
        let mut draw = STREAM.draw(0);
        let mean = (0..20_000).map(|_| f64::from(draw.poisson(0.4))).sum::<f64>() / 20_000.0;
        assert!((mean - 0.4).abs() < 0.02, "{mean}");
        let mean = (0..20_000).map(|_| draw.normal()).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03, "{mean}");
    }

    #[test]
    fn weights_count() {
        let mut draw = STREAM.draw(1);
        let often = (0..10_000).filter(|_| *draw.weighted(&[(9.0, true), (1.0, false)])).count();
        assert!((8_800..9_200).contains(&often), "{often}");
    }
}
