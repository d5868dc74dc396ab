#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixels are small numbers"
)]

use std::io::Cursor;
use std::time::{Duration, Instant};

use fast_qr::{ECL, QRBuilder};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, GrayImage, ImageFormat, Luma, imageops};

use super::{Bitmap, MOST_CORNER_MARKS, ScanError, read_code};

const TICKET: &str = "https://tickets.example.org/api/check-ins/preview/?token=AZOx8Lqk7Xq4v2mW1sT9cR6yUe3hB5nJ0pD8fG2kL4zXw7VtQa1Ys6Mu9Ei3Ro5C";

/// Small and repeatable; good enough to make noise with.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 20) % limit
    }

    fn byte(&mut self) -> u8 {
        (self.next() >> 24) as u8
    }
}

/// How a frame came to be.
#[derive(Clone, Copy)]
struct Shot {
    width: u32,
    height: u32,
    /// Pixels per module.
    scale: f32,
    turned_degrees: f32,
    /// How much smaller the far edge is: 0.2 is a ticket held at a slant.
    slant: f32,
    dark: f32,
    light: f32,
    /// Light falls off from left to right down to this part of it.
    shade: f32,
}

const PLAIN: Shot = Shot {
    width: 640,
    height: 480,
    scale: 6.0,
    turned_degrees: 0.0,
    slant: 0.0,
    dark: 20.0,
    light: 235.0,
    shade: 1.0,
};

impl Shot {
    /// Draws the code in the middle of the frame, four samples a pixel.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss
    )]
    fn of(self, text: &str) -> GrayImage {
        let code = QRBuilder::new(text).ecl(ECL::M).build().expect("a code");
        let size = code.size as f32;
        let (sin, cos) = self.turned_degrees.to_radians().sin_cos();
        let (middle_x, middle_y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let sample = |x: f32, y: f32| {
            let (dx, dy) = ((x - middle_x) / self.scale, (y - middle_y) / self.scale);
            let far = 1.0 + self.slant * dy / size;
            let (u, v) = ((dx * cos + dy * sin) / far, (dy * cos - dx * sin) / far);
            let (u, v) = (u + size / 2.0, v + size / 2.0);
            let inside = u >= 0.0 && v >= 0.0 && u < size && v < size;
            let module = inside && code[v as usize][u as usize].value();
            let on_ticket = u > -4.0 && v > -4.0 && u < size + 4.0 && v < size + 4.0;
            match (module, on_ticket) {
                (true, _) => self.dark,
                (false, true) => self.light,
                (false, false) => f32::midpoint(self.dark, self.light),
            }
        };
        GrayImage::from_fn(self.width, self.height, |x, y| {
            let light: f32 = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
                .iter()
                .map(|(dx, dy)| sample(x as f32 + dx, y as f32 + dy))
                .sum::<f32>()
                / 4.0;
            let shade = 1.0 - (1.0 - self.shade) * x as f32 / self.width as f32;
            Luma([(light * shade) as u8])
        })
    }
}

fn jpeg(picture: &GrayImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(picture)
        .expect("a JPEG");
    bytes
}

fn png(picture: &GrayImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageLuma8(picture.clone())
        .write_to(&mut bytes, ImageFormat::Png)
        .expect("a PNG");
    bytes.into_inner()
}

fn with_noise(mut picture: GrayImage, strength: u64) -> GrayImage {
    let mut noise = Noise(7);
    for pixel in picture.pixels_mut() {
        let change = i16::try_from(noise.below(2 * strength + 1)).expect("small")
            - i16::try_from(strength).expect("small");
        pixel.0[0] = u8::try_from((i16::from(pixel.0[0]) + change).clamp(0, 255)).expect("a byte");
    }
    picture
}

#[track_caller]
fn assert_reads(name: &str, frame: &[u8]) {
    assert_eq!(
        read_code(frame).expect("a picture").as_deref(),
        Some(TICKET),
        "{name}"
    );
}

#[test]
fn a_code_is_read_from_both_formats() {
    let picture = PLAIN.of(TICKET);
    assert_reads("png", &png(&picture));
    assert_reads("jpeg", &jpeg(&picture, 70));
    let colour = DynamicImage::ImageLuma8(picture).into_rgb8();
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(colour)
        .write_to(&mut bytes, ImageFormat::Jpeg)
        .expect("a JPEG");
    assert_reads("colour", bytes.get_ref());
}

#[test]
fn a_code_is_read_at_any_turn() {
    for turned_degrees in [3.0, 8.0, 15.0, 30.0, 45.0, 77.0, 90.0, 180.0, 261.0] {
        let shot = Shot {
            turned_degrees,
            ..PLAIN
        };
        assert_reads(&format!("{turned_degrees}°"), &jpeg(&shot.of(TICKET), 70));
    }
}

#[test]
fn a_code_is_read_in_poor_conditions() {
    let far = Shot {
        scale: 3.5,
        turned_degrees: 6.0,
        ..PLAIN
    };
    assert_reads("far away", &jpeg(&far.of(TICKET), 70));
    let dim = Shot {
        dark: 96.0,
        light: 130.0,
        turned_degrees: 5.0,
        ..PLAIN
    };
    assert_reads("low contrast", &jpeg(&dim.of(TICKET), 70));
    let night = Shot {
        dark: 8.0,
        light: 34.0,
        turned_degrees: -7.0,
        ..PLAIN
    };
    assert_reads("in the dark", &jpeg(&with_noise(night.of(TICKET), 4), 80));
    let shaded = Shot {
        shade: 0.25,
        turned_degrees: 10.0,
        ..PLAIN
    };
    assert_reads("half in shadow", &jpeg(&shaded.of(TICKET), 70));
    let slanted = Shot {
        slant: 0.25,
        turned_degrees: 4.0,
        ..PLAIN
    };
    assert_reads("at a slant", &jpeg(&slanted.of(TICKET), 70));
    let turned = Shot {
        turned_degrees: 12.0,
        ..PLAIN
    }
    .of(TICKET);
    assert_reads("blurred", &jpeg(&imageops::blur(&turned, 2.0), 70));
    assert_reads("noisy", &jpeg(&with_noise(turned.clone(), 40), 70));
    assert_reads("badly compressed", &jpeg(&turned, 25));
}

#[test]
fn a_large_frame_is_scaled_down() {
    let shot = Shot {
        width: 2400,
        height: 1800,
        scale: 18.0,
        turned_degrees: 9.0,
        ..PLAIN
    };
    assert_reads("large", &jpeg(&shot.of(TICKET), 60));
}

#[test]
fn no_code_is_no_text() {
    let mut noise = Noise(3);
    let frames = [
        GrayImage::new(1, 1),
        GrayImage::new(640, 480),
        GrayImage::from_pixel(640, 480, Luma([255])),
        GrayImage::from_fn(320, 240, |_, _| Luma([noise.byte()])),
        GrayImage::from_fn(640, 480, |x, y| Luma([((x / 9 + y / 9) % 2 * 255) as u8])),
        GrayImage::from_fn(4096, 1, |x, _| Luma([(x % 256) as u8])),
        GrayImage::from_fn(1, 4096, |_, y| Luma([(y % 256) as u8])),
    ];
    for (number, frame) in frames.iter().enumerate() {
        assert_eq!(read_code(&png(frame)), Ok(None), "frame {number}");
    }
}

#[test]
fn what_is_no_frame_is_refused() {
    let picture = png(&PLAIN.of(TICKET));
    let mut huge = picture.clone();
    // Width and height in the PNG header, with the checksum left wrong or right.
    huge[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    for (name, bytes) in [
        ("nothing", Vec::new()),
        ("words", b"not a picture at all".to_vec()),
        ("gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec()),
        ("bmp", b"BM\x3a\x00\x00\x00\x00\x00\x00\x00".to_vec()),
        ("half a png", picture[..picture.len() / 2].to_vec()),
        ("a png header", picture[..33].to_vec()),
        ("a jpeg header", vec![0xff, 0xd8, 0xff, 0xe0]),
        ("a huge png", huge),
    ] {
        assert!(read_code(&bytes).is_err(), "{name}");
    }
    let wide = GrayImage::new(4097, 2);
    assert_eq!(read_code(&png(&wide)), Err(ScanError::TooLarge));
    assert_eq!(read_code(&jpeg(&wide, 70)), Err(ScanError::TooLarge));
    assert_eq!(
        read_code(&vec![0; super::LARGEST_FRAME_BYTES + 1]),
        Err(ScanError::TooLarge)
    );
}

/// Damaged files and damaged codes: any answer will do, as long as there is one.
#[test]
fn damage_never_panics() {
    let picture = Shot {
        width: 240,
        height: 240,
        scale: 3.5,
        turned_degrees: 2.0,
        ..PLAIN
    }
    .of(TICKET);
    let (as_jpeg, as_png) = (jpeg(&picture, 70), png(&picture));
    let mut noise = Noise(11);
    for round in 0..30 {
        let mut bytes = if round % 2 == 0 {
            as_jpeg.clone()
        } else {
            as_png.clone()
        };
        for _ in 0..=noise.below(20) {
            let at = noise.below(bytes.len() as u64) as usize;
            bytes[at] = noise.byte();
        }
        let _ = read_code(&bytes);
        bytes.truncate(noise.below(bytes.len() as u64) as usize);
        let _ = read_code(&bytes);

        // Black and white blocks over the code, so that marks and proportions go astray.
        let mut spoilt = picture.clone();
        for _ in 0..=noise.below(30) {
            let (x, y) = (noise.below(230) as u32, noise.below(230) as u32);
            let (w, h) = (1 + noise.below(40) as u32, 1 + noise.below(40) as u32);
            let shade = Luma([if noise.below(2) == 0 { 0 } else { 255 }]);
            for (x, y) in
                (x..(x + w).min(240)).flat_map(|x| (y..(y + h).min(240)).map(move |y| (x, y)))
            {
                spoilt.put_pixel(x, y, shade);
            }
        }
        let _ = read_code(&png(&spoilt));
    }
}

/// One corner mark of a code, `unit` pixels a module, at a grid of `pitch` pixels.
fn wallpaper(side: u32, unit: u32, pitch: u32, most: u32) -> GrayImage {
    let columns = side / pitch;
    GrayImage::from_fn(side, side, |x, y| {
        let (column, row) = (x / pitch, y / pitch);
        if column >= columns || row * columns + column >= most {
            return Luma([255]);
        }
        let (u, v) = (x % pitch / unit, y % pitch / unit);
        let ring = u < 7 && v < 7 && (u == 0 || u == 6 || v == 0 || v == 6);
        let core = (2..5).contains(&u) && (2..5).contains(&v);
        Luma([if ring || core { 0 } else { 255 }])
    })
}

#[test]
fn a_wallpaper_of_corner_marks_is_not_worked_through() {
    for (unit, pitch) in [(1, 9), (3, 30)] {
        let frame = wallpaper(600, unit, pitch, u32::MAX);
        assert!(Bitmap::of(&frame, 5).corner_marks() > MOST_CORNER_MARKS);
        let begun = Instant::now();
        assert_eq!(read_code(&png(&frame)), Ok(None));
        assert!(begun.elapsed() < Duration::from_mins(1), "{unit}");
    }
}

#[test]
fn as_many_marks_as_are_tried_take_bounded_time() {
    let frame = wallpaper(1200, 4, 60, u32::try_from(MOST_CORNER_MARKS).expect("few"));
    assert_eq!(Bitmap::of(&frame, 5).corner_marks(), MOST_CORNER_MARKS);
    let begun = Instant::now();
    assert_eq!(read_code(&png(&frame)), Ok(None));
    assert!(
        begun.elapsed() < Duration::from_mins(1),
        "{:?}",
        begun.elapsed()
    );
}
