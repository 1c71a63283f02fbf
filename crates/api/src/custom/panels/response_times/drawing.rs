//! The heat map in pixels.

use png::{BitDepth, ColorType, Encoder, EncodingError};

/// Columns of time.
pub(super) const COLUMNS: usize = 96;
/// Bands of duration: 14 doublings of a millisecond, two for each.
pub(super) const BANDS: usize = 28;

/// Requests by column and band.
pub(super) type Cells = [[u64; BANDS]; COLUMNS];

/// Everything is drawn at twice the size at which a page shows it, for sharp screens.
const CELL: usize = 18;
const LEFT: usize = 88;
const TOP: usize = 12;
const BOTTOM: usize = 40;
const WIDTH: usize = LEFT + COLUMNS * CELL + 24;
const HEIGHT: usize = TOP + BANDS * CELL + BOTTOM;
/// Pixels of a letter's dot.
const DOT: usize = 2;

/// A palette of 256: transparent, then a grey that is readable on light and dark, then from pale to deep blue.
const TRANSPARENT: u8 = 0;
const GREY: u8 = 1;
const FAINT: u8 = 2;
const FIRST_SHADE: u8 = 3;
const SHADES: u8 = 64;

/// Words below the cells, and where they stand: 0 at the left end, 1 at the right.
pub(super) type Label = (f64, String);

/// Words beside the bands that they name.
const DURATIONS: [(&str, f64); 5] =
    [("1ms", 1.0), ("10ms", 10.0), ("100ms", 100.0), ("1s", 1_000.0), ("10s", 10_000.0)];

struct Picture(Vec<u8>);

/// Draws the cells, and labels below them.
pub(super) fn draw(cells: &Cells, labels: &[Label]) -> Result<Vec<u8>, EncodingError> {
    let mut picture = Picture(vec![TRANSPARENT; WIDTH * HEIGHT]);
    for (word, ms) in DURATIONS {
        let up = 2.0 * ms.log2();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "28 bands at the most")]
        let y = TOP + BANDS * CELL - (up * CELL as f64) as usize;
        picture.fill(LEFT, y.saturating_sub(1), COLUMNS * CELL, 2, FAINT);
        picture.write(word, LEFT - 12 - width_of(word), y.saturating_sub(7 * DOT / 2));
    }
    let most = cells.iter().flatten().copied().max().unwrap_or(0);
    for (column, bands) in cells.iter().enumerate() {
        for (band, requests) in bands.iter().enumerate() {
            if let Some(shade) = shade(*requests, most) {
                let (x, y) = (LEFT + column * CELL, TOP + (BANDS - 1 - band) * CELL);
                picture.fill(x + 1, y + 1, CELL - 2, CELL - 2, shade);
            }
        }
    }
    for (share, label) in labels {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the picture")]
        let x = LEFT + (share.clamp(0.0, 1.0) * (COLUMNS * CELL) as f64) as usize;
        picture.fill(x, TOP + BANDS * CELL, 2, 8, GREY);
        let right_most = WIDTH - width_of(label);
        picture.write(label, (x - width_of(label) / 2).min(right_most), TOP + BANDS * CELL + 16);
    }
    if most == 0 {
        let word = "0";
        picture.write(word, LEFT + COLUMNS * CELL / 2, TOP + BANDS * CELL / 2);
    }
    picture.into_png()
}

/// By the square root, so that a few slow requests are seen beside thousands of quick ones.
fn shade(requests: u64, most: u64) -> Option<u8> {
    if requests == 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a share of the most, rounded to one of 64 shades")]
    let share = (requests as f64 / most.max(1) as f64).sqrt();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 63")]
    let step = (share * f64::from(SHADES - 1)).round() as u8;
    Some(FIRST_SHADE + step.min(SHADES - 1))
}

impl Picture {
    fn fill(&mut self, x: usize, y: usize, width: usize, height: usize, colour: u8) {
        for row in y..(y + height).min(HEIGHT) {
            let from = row * WIDTH + x.min(WIDTH);
            let to = row * WIDTH + (x + width).min(WIDTH);
            self.0[from..to].fill(colour);
        }
    }

    fn write(&mut self, text: &str, x: usize, y: usize) {
        for (place, letter) in text.chars().enumerate() {
            for (row, dots) in glyph(letter).into_iter().enumerate() {
                for column in 0..5 {
                    if dots & (0b1_0000 >> column) != 0 {
                        self.fill(x + (place * 6 + column) * DOT, y + row * DOT, DOT, DOT, GREY);
                    }
                }
            }
        }
    }

    fn into_png(self) -> Result<Vec<u8>, EncodingError> {
        let mut palette = vec![0, 0, 0, 0x80, 0x89, 0x98, 0x80, 0x89, 0x98];
        let mut alpha = vec![0, 0xff, 0x38];
        for step in 0..SHADES {
            let mix = |pale: u8, deep: u8| {
                let (pale, deep, step) = (u16::from(pale), u16::from(deep), u16::from(step));
                u8::try_from((pale * (63 - step) + deep * step) / 63).unwrap_or(u8::MAX)
            };
            palette.extend([mix(0x9c, 0x1d), mix(0xc3, 0x4e), mix(0xf7, 0xd8)]);
            alpha.push(0xff);
        }
        let (mut bytes, size) = (Vec::new(), |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX));
        let mut encoder = Encoder::new(&mut bytes, size(WIDTH), size(HEIGHT));
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_palette(palette);
        encoder.set_trns(alpha);
        encoder.write_header()?.write_image_data(&self.0)?;
        Ok(bytes)
    }
}

fn width_of(text: &str) -> usize {
    text.chars().count() * 6 * DOT
}

/// A letter as seven rows of five dots. Only what the labels need.
const fn glyph(letter: char) -> [u8; 7] {
    match letter {
        '0' => [0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e],
        '1' => [0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e],
        '2' => [0x0e, 0x11, 0x01, 0x02, 0x04, 0x08, 0x1f],
        '3' => [0x1f, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0e],
        '4' => [0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02],
        '5' => [0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e],
        '6' => [0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e],
        '7' => [0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08],
        '8' => [0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e],
        '9' => [0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c],
        ':' => [0x00, 0x04, 0x04, 0x00, 0x04, 0x04, 0x00],
        '-' => [0x00, 0x00, 0x00, 0x0e, 0x00, 0x00, 0x00],
        'm' => [0x00, 0x00, 0x1a, 0x15, 0x15, 0x15, 0x15],
        's' => [0x00, 0x00, 0x0f, 0x10, 0x0e, 0x01, 0x1e],
        _ => [0; 7],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels(bytes: &[u8]) -> Vec<u8> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut pixels).expect("a picture");
        assert_eq!((info.width as usize, info.height as usize), (WIDTH, HEIGHT));
        pixels
    }

    #[test]
    fn a_cell_stands_where_its_time_and_duration_are_and_more_requests_are_darker() {
        let mut cells = [[0; BANDS]; COLUMNS];
        cells[0][0] = 1;
        cells[95][27] = 10_000;
        let pixels = pixels(&draw(&cells, &[]).expect("a picture"));
        let at = |column: usize, band: usize| {
            pixels[(TOP + (BANDS - 1 - band) * CELL + CELL / 2) * WIDTH + LEFT + column * CELL + CELL / 2]
        };
        assert_eq!(at(95, 27), FIRST_SHADE + SHADES - 1);
        assert!((FIRST_SHADE..FIRST_SHADE + 8).contains(&at(0, 0)), "one request is pale, and seen");
        assert_eq!(at(50, 14), TRANSPARENT);
    }

    #[test]
    fn labels_are_written_and_a_picture_of_nothing_is_one() {
        let empty = [[0; BANDS]; COLUMNS];
        let bare = pixels(&draw(&empty, &[]).expect("a picture"));
        let labelled = pixels(&draw(&empty, &[(0.5, "06:00".to_owned())]).expect("a picture"));
        let grey = |pixels: &[u8]| pixels.iter().filter(|pixel| **pixel == GREY).count();
        assert!(grey(&labelled) > grey(&bare) + 150, "five letters are drawn");
    }
}
