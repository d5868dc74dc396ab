//! Posters of the demonstration: playbills cut from coloured paper, drawn anew at the first start.

use image::{Rgb, RgbImage};

/// Pixels: as wide as a page shows a poster.
const WIDTH: u16 = 480;
const HEIGHT: u16 = 720;

const PAPER: [u8; 3] = [0xf3, 0xe9, 0xd6];
const SNOW: [u8; 3] = [0xfb, 0xf8, 0xf2];
const INK: [u8; 3] = [0x1d, 0x1a, 0x16];
const CRIMSON: [u8; 3] = [0xa4, 0x16, 0x1a];
const OCHRE: [u8; 3] = [0xd8, 0xa0, 0x3f];
const NIGHT: [u8; 3] = [0x1f, 0x36, 0x42];
const MIST: [u8; 3] = [0xb9, 0xc6, 0xc8];

/// A poster and what is on it.
pub(super) type Drawn = (fn() -> RgbImage, &'static str);

/// The posters, in the order of the shows.
pub(super) const POSTERS: [Drawn; 4] = [
    (
        tempest,
        "A small sail between high waves under a pale moon.",
    ),
    (
        servant,
        "A black half mask on the red and ochre diamonds of a harlequin.",
    ),
    (
        winter,
        "A very small figure in red among bare birches in the snow.",
    ),
    (
        wolf,
        "The black head of a wolf with two ochre eyes, and a red bird above it.",
    ),
];

/// A sheet that coloured paper is laid on.
struct Sheet(RgbImage);

impl Sheet {
    fn new(ground: [u8; 3]) -> Self {
        Self(RgbImage::from_pixel(
            WIDTH.into(),
            HEIGHT.into(),
            Rgb(ground),
        ))
    }

    /// Lays a colour where `distance` (to the edge of the shape, in pixels) is negative; edges are soft by a pixel.
    fn lay(mut self, colour: [u8; 3], distance: impl Fn(f32, f32) -> f32) -> Self {
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                let covered = 0.5 - distance(f32::from(x), f32::from(y));
                if covered > 0.0 {
                    let pixel = self.0.get_pixel_mut(x.into(), y.into());
                    pixel.0 = mixed(pixel.0, colour, covered.min(1.0));
                }
            }
        }
        self
    }

    /// A margin of paper, as printers leave it.
    fn framed(self) -> RgbImage {
        let inside = |x: f32, y: f32, margin: f32| {
            let (right, bottom) = (f32::from(WIDTH) - 1.0 - x, f32::from(HEIGHT) - 1.0 - y);
            margin - x.min(y).min(right).min(bottom)
        };
        self.lay(PAPER, |x, y| -inside(x, y, 22.0))
            .lay(INK, |x, y| (inside(x, y, 14.0) + 1.0).abs() - 1.0)
            .0
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between two bytes there are only bytes"
)]
fn mixed(below: [u8; 3], above: [u8; 3], covered: f32) -> [u8; 3] {
    std::array::from_fn(|n| {
        let (below, above) = (f32::from(below[n]), f32::from(above[n]));
        (below + (above - below) * covered).round() as u8
    })
}

fn disc(centre: (f32, f32), radius: f32) -> impl Fn(f32, f32) -> f32 {
    move |x, y| (x - centre.0).hypot(y - centre.1) - radius
}

/// Not the exact distance, but soft enough at its edge.
fn ellipse(centre: (f32, f32), radii: (f32, f32)) -> impl Fn(f32, f32) -> f32 {
    move |x, y| {
        let out = ((x - centre.0) / radii.0).hypot((y - centre.1) / radii.1);
        (out - 1.0) * radii.0.min(radii.1)
    }
}

/// A shape without dents, its corners named clockwise.
fn cut<const N: usize>(corners: [(f32, f32); N]) -> impl Fn(f32, f32) -> f32 {
    move |x, y| {
        let mut farthest = f32::MIN;
        for n in 0..N {
            let ((ax, ay), (bx, by)) = (corners[n], corners[(n + 1) % N]);
            let (along, down) = (bx - ax, by - ay);
            let out = ((x - ax) * down - (y - ay) * along) / along.hypot(down);
            farthest = farthest.max(out);
        }
        farthest
    }
}

/// Everything below a wave: its height on the sheet, how high and how long it is, and where it begins.
fn wave(height: f32, swing: f32, length: f32, start: f32) -> impl Fn(f32, f32) -> f32 {
    move |x, y| height + swing * ((x + start) / length).sin() - y
}

fn tempest() -> RgbImage {
    Sheet::new(NIGHT)
        .lay(PAPER, disc((330.0, 190.0), 84.0))
        .lay(NIGHT, disc((300.0, 172.0), 78.0))
        .lay(MIST, wave(410.0, 26.0, 62.0, 40.0))
        .lay(PAPER, cut([(218.0, 292.0), (218.0, 412.0), (140.0, 412.0)]))
        .lay(
            CRIMSON,
            cut([(228.0, 320.0), (282.0, 412.0), (228.0, 412.0)]),
        )
        .lay(
            INK,
            cut([
                (128.0, 424.0),
                (300.0, 424.0),
                (270.0, 456.0),
                (158.0, 456.0),
            ]),
        )
        .lay(CRIMSON, wave(476.0, 34.0, 74.0, 150.0))
        .lay(NIGHT, wave(552.0, 30.0, 66.0, 20.0))
        .lay(INK, wave(626.0, 28.0, 82.0, 210.0))
        .framed()
}

fn servant() -> RgbImage {
    // Rows of diamonds: in the turned grid, every second square.
    let diamonds = |shift: f32| {
        move |x: f32, y: f32| {
            let (across, down) = ((x + shift) / 96.0, y / 144.0);
            let from_centre = (across - across.round()).abs() + (down - down.round()).abs();
            (from_centre - 0.5) * 80.0
        }
    };
    let brow = ellipse((240.0, 350.0), (168.0, 92.0));
    let eyes = [
        ellipse((172.0, 346.0), (40.0, 22.0)),
        ellipse((308.0, 346.0), (40.0, 22.0)),
    ];
    let nose = cut([(240.0, 330.0), (292.0, 470.0), (188.0, 470.0)]);
    let tip = disc((240.0, 462.0), 52.0);
    Sheet::new(OCHRE)
        .lay(CRIMSON, diamonds(0.0))
        .lay(INK, move |x, y| {
            let mask = brow(x, y).min(nose(x, y)).min(tip(x, y));
            let [left, right] = &eyes;
            mask.max(-left(x, y)).max(-right(x, y))
        })
        .lay(PAPER, disc((262.0, 450.0), 9.0))
        .framed()
}

fn winter() -> RgbImage {
    let mut sheet = Sheet::new(MIST)
        .lay(SNOW, disc((128.0, 176.0), 46.0))
        .lay(SNOW, wave(470.0, 34.0, 150.0, 90.0));
    for (x, leans, girth, foot) in [
        (96.0, 10.0, 9.0, 560.0),
        (188.0, -6.0, 5.0, 478.0),
        (318.0, 8.0, 7.0, 510.0),
        (356.0, -4.0, 4.0, 476.0),
        (416.0, 6.0, 12.0, 620.0),
    ] {
        let trunk = [
            (x + leans, 0.0),
            (x + leans + girth * 0.6, 0.0),
            (x + girth, foot),
            (x - girth, foot),
        ];
        sheet = sheet.lay(INK, cut(trunk));
        for (at, side) in [(90.0, 1.0), (170.0, -1.0), (236.0, 1.0)] {
            let (from, to) = (x + leans * 0.6, x + leans * 0.6 + side * girth * 7.0);
            let (low, high) = (at + girth * 4.0, at - girth * 3.0);
            let branch = if side > 0.0 {
                [(from, low), (to, high), (from, low + girth)]
            } else {
                [(from, low + girth), (to, high), (from, low)]
            };
            sheet = sheet.lay(INK, cut(branch));
        }
    }
    sheet
        .lay(
            CRIMSON,
            cut([(252.0, 500.0), (266.0, 552.0), (238.0, 552.0)]),
        )
        .lay(INK, disc((252.0, 496.0), 7.0))
        .lay(SNOW, wave(640.0, 22.0, 120.0, 260.0))
        .framed()
}

fn wolf() -> RgbImage {
    let head = cut([
        (116.0, 340.0),
        (364.0, 340.0),
        (392.0, 452.0),
        (276.0, 640.0),
        (204.0, 640.0),
        (88.0, 452.0),
    ]);
    let ears = [
        cut([(104.0, 196.0), (228.0, 350.0), (104.0, 400.0)]),
        cut([(376.0, 196.0), (376.0, 400.0), (252.0, 350.0)]),
    ];
    Sheet::new(PAPER)
        .lay(OCHRE, disc((240.0, 250.0), 190.0))
        .lay(INK, move |x, y| {
            let [left, right] = &ears;
            head(x, y).min(left(x, y)).min(right(x, y))
        })
        .lay(OCHRE, cut([(148.0, 420.0), (218.0, 462.0), (166.0, 458.0)]))
        .lay(OCHRE, cut([(332.0, 420.0), (314.0, 458.0), (262.0, 462.0)]))
        .lay(PAPER, cut([(216.0, 596.0), (264.0, 596.0), (240.0, 624.0)]))
        .lay(CRIMSON, ellipse((240.0, 172.0), (40.0, 24.0)))
        .lay(CRIMSON, disc((276.0, 152.0), 17.0))
        .lay(
            CRIMSON,
            cut([(212.0, 160.0), (168.0, 128.0), (176.0, 164.0)]),
        )
        .lay(INK, cut([(290.0, 146.0), (310.0, 154.0), (290.0, 160.0)]))
        .framed()
}

#[cfg(test)]
mod tests {
    use super::POSTERS;

    #[test]
    fn every_poster_is_another_picture() {
        let drawn = POSTERS.map(|(draw, alt)| {
            assert!(!alt.is_empty() && alt.len() <= 200, "{alt}");
            draw()
        });
        for (at, one) in drawn.iter().enumerate() {
            assert_eq!((one.width(), one.height()), (480, 720));
            assert!(drawn[..at].iter().all(|other| other != one));
        }
    }
}
