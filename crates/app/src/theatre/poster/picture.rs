//! Turns a picture that somebody sent into one that is fit to be shown: upright, small, and nothing but a picture.
//!
//! What is sent is hostile input: its format, its size and the memory it may cost are known before it is decoded.
//! Re-encoding leaves behind whatever else was in the file: where and when it was taken, by whom, with what.

use std::io::Cursor;

use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits,
    RgbImage, RgbaImage,
    codecs::jpeg::JpegEncoder,
    imageops::{self, FilterType},
    metadata::Orientation,
};

/// The largest file that is looked at, in bytes.
pub const MOST_SENT_BYTES: usize = 8 * 1024 * 1024;
/// The largest file that is kept, in bytes: a public page weighs less than 60 kB with everything on it.
pub const MOST_KEPT_BYTES: usize = 40_000;
/// The widest picture that is kept, in pixels.
const MOST_WIDTH_PX: u32 = 800;
/// The highest picture that is kept, in pixels.
const MOST_HEIGHT_PX: u32 = 1_200;
/// The shortest side of what is sent, in pixels: smaller ones look poor.
const LEAST_SIDE_PX: u32 = 200;
/// The longest side of what is sent, in pixels.
const MOST_SIDE_PX: u32 = 12_000;
/// The most pixels of what is sent.
const MOST_PIXELS: u64 = 40_000_000;
/// What a decoded picture may take, in bytes: four for each pixel of the largest.
const MOST_MEMORY_BYTES: u64 = 4 * MOST_PIXELS;

/// From good to better than passable, of 100.
const GOOD: [u8; 3] = [84, 74, 64];
/// Below this a smaller picture looks better.
const PASSABLE: u8 = 54;
/// Enough for large areas of one colour.
const FLAT: u8 = 70;

/// A picture that is fit to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pressed {
    /// A JPEG file without metadata, at most [`MOST_KEPT_BYTES`] long.
    pub jpeg: Vec<u8>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// Makes what was sent fit to be kept. Takes up to seconds of a processor: call it off the async threads.
///
/// # Errors
/// What is wrong with it and what would be right, in words.
pub fn press(sent: &[u8]) -> Result<Pressed, String> {
    let (picture, orientation) = open(sent)?;
    let picture = shrunk(&opaque(picture), orientation);
    compress(&picture, &GOOD, PASSABLE).ok_or_else(damaged)
}

fn damaged() -> String {
    "This picture cannot be read to its end. Please save it again as JPEG or PNG.".into()
}

fn too_many_pixels() -> String {
    "This picture has too many pixels: at most 40 megapixels, and 12,000 pixels on each side. Please save it smaller."
        .into()
}

fn open(sent: &[u8]) -> Result<(DynamicImage, Orientation), String> {
    if sent.is_empty() {
        return Err("Please choose a picture.".into());
    }
    if sent.len() > MOST_SENT_BYTES {
        return Err("This file is larger than 8 MiB. Please save the picture smaller.".into());
    }
    let format = image::guess_format(sent)
        .ok()
        .filter(|format| matches!(format, ImageFormat::Jpeg | ImageFormat::Png))
        .ok_or("This is neither a JPEG nor a PNG picture. Please save it as one of these.")?;
    if format == ImageFormat::Jpeg && !has_end(sent) {
        return Err(damaged());
    }
    let refused = |error: ImageError| match error {
        ImageError::Limits(_) => too_many_pixels(),
        _ => damaged(),
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(sent), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    check_size(decoder.dimensions())?;
    if decoder.total_bytes() > MOST_MEMORY_BYTES {
        return Err(too_many_pixels());
    }
    let orientation = decoder.orientation().map_err(refused)?;
    let picture = DynamicImage::from_decoder(decoder).map_err(refused)?;
    Ok((picture, orientation))
}

fn check_size((width, height): (u32, u32)) -> Result<(), String> {
    if width.max(height) > MOST_SIDE_PX || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(too_many_pixels());
    }
    if width.min(height) < LEAST_SIDE_PX {
        return Err(format!(
            "This picture is too small: {width} × {height} pixels. Please choose one of at least 200 pixels on each side."
        ));
    }
    Ok(())
}

/// Whether a JPEG file has its end: the decoder paints what is missing grey.
fn has_end(jpeg: &[u8]) -> bool {
    let mut rest = jpeg.get(2..).unwrap_or_default();
    loop {
        // Between two markers there may be coded pixels, in which 0xFF is followed by zero or a restart.
        let marker = rest
            .windows(2)
            .position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xFF | 0xD0..=0xD7));
        let Some(at) = marker else { return false };
        let marker = rest[at + 1];
        rest = &rest[at + 2..];
        match (marker, rest) {
            (0xD9, _) => return true,
            // These stand alone.
            (0x01 | 0xD8, _) => {}
            // All others say how long they are.
            (_, [high, low, ..]) => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                rest = rest.get(length..).unwrap_or_default();
            }
            _ => return false,
        }
    }
}

/// The picture on white paper.
fn opaque(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.into_rgb8());
    }
    let mut pixels: RgbaImage = picture.into_rgba8();
    for pixel in pixels.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let over = |colour: u8| {
            let mixed = u16::from(colour) * u16::from(alpha) + 255 * u16::from(255 - alpha);
            u8::try_from((mixed + 127) / 255).unwrap_or(u8::MAX)
        };
        pixel.0 = [over(red), over(green), over(blue), u8::MAX];
    }
    DynamicImage::ImageRgba8(pixels)
}

/// The picture upright, within the largest size that is kept; it is never made larger.
fn shrunk(picture: &DynamicImage, orientation: Orientation) -> RgbImage {
    let lies = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let most = if lies {
        (MOST_HEIGHT_PX, MOST_WIDTH_PX)
    } else {
        (MOST_WIDTH_PX, MOST_HEIGHT_PX)
    };
    // A small picture is turned sooner than a large one.
    let mut small = resized(picture, within(most, (picture.width(), picture.height())));
    small.apply_orientation(orientation);
    small.into_rgb8()
}

/// The largest size of this shape that is neither larger than `most` nor than itself.
fn within((most_width, most_height): (u32, u32), (width, height): (u32, u32)) -> (u32, u32) {
    let part = |of: u32, numerator: u32, denominator: u32| {
        let part = u64::from(of) * u64::from(numerator) / u64::from(denominator.max(1));
        u32::try_from(part).unwrap_or(u32::MAX).max(1)
    };
    if width <= most_width && height <= most_height {
        (width, height)
    } else if u64::from(width) * u64::from(most_height) >= u64::from(height) * u64::from(most_width)
    {
        (most_width, part(height, most_width, width))
    } else {
        (part(width, most_height, height), most_height)
    }
}

fn resized(picture: &DynamicImage, (width, height): (u32, u32)) -> DynamicImage {
    if (picture.width(), picture.height()) == (width, height) {
        return picture.clone();
    }
    // The good filter takes much memory and time on a large picture, and what it would gain there is not seen.
    if picture.width() > 2 * width && picture.height() > 2 * height {
        return picture.thumbnail_exact(2 * width, 2 * height).resize_exact(
            width,
            height,
            FilterType::Lanczos3,
        );
    }
    picture.resize_exact(width, height, FilterType::Lanczos3)
}

/// A picture of a few flat colours, made here.
pub fn flat(picture: &RgbImage) -> Option<Pressed> {
    compress(picture, &[], FLAT)
}

/// A picture as the best JPEG file that is not too long: less sharp first, then smaller. `None` without any pixels.
fn compress(picture: &RgbImage, good: &[u8], passable: u8) -> Option<Pressed> {
    let (mut width, mut height) = picture.dimensions();
    let mut small = picture.clone();
    while width > 0 && height > 0 {
        let fits = |quality| encoded(&small, quality).filter(|jpeg| jpeg.len() <= MOST_KEPT_BYTES);
        if let Some(worst) = fits(passable) {
            let best = good.iter().find_map(|quality| fits(*quality));
            return Some(Pressed {
                jpeg: best.unwrap_or(worst),
                width,
                height,
            });
        }
        (width, height) = (width * 7 / 8, height * 7 / 8);
        small = imageops::resize(picture, width.max(1), height.max(1), FilterType::Lanczos3);
    }
    None
}

fn encoded(picture: &RgbImage, quality: u8) -> Option<Vec<u8>> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, quality)
        .encode(
            picture,
            picture.width(),
            picture.height(),
            ExtendedColorType::Rgb8,
        )
        .ok()?;
    Some(jpeg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_keep_their_shape() {
        for (size, expected) in [
            ((800, 1_200), (800, 1_200)),
            ((200, 300), (200, 300)),
            ((1_600, 2_400), (800, 1_200)),
            ((4_000, 3_000), (800, 600)),
            ((3_000, 6_000), (600, 1_200)),
            ((12_000, 200), (800, 13)),
            ((200, 12_000), (20, 1_200)),
            ((801, 1), (800, 1)),
        ] {
            assert_eq!(within((800, 1_200), size), expected, "{size:?}");
        }
    }

    #[test]
    fn sizes_have_limits() {
        for (size, fine) in [
            ((200, 200), true),
            ((199, 300), false),
            ((300, 199), false),
            ((12_000, 3_333), true),
            ((12_001, 300), false),
            ((300, 12_001), false),
            ((8_000, 5_000), true),
            ((8_000, 5_001), false),
            ((u32::MAX, u32::MAX), false),
        ] {
            assert_eq!(check_size(size).is_ok(), fine, "{size:?}");
        }
    }

    #[test]
    fn the_end_of_a_jpeg_is_found_wherever_it_is() {
        let picture = RgbImage::from_fn(64, 64, |x, y| {
            image::Rgb([
                (x * 37).to_le_bytes()[0],
                (y * 91).to_le_bytes()[0],
                (x * y).to_le_bytes()[0],
            ])
        });
        let jpeg = encoded(&picture, 80).unwrap();
        assert!(has_end(&jpeg));
        for length in 0..jpeg.len() {
            assert!(!has_end(&jpeg[..length]), "{length} of {}", jpeg.len());
        }
        // Some cameras put a film behind the picture.
        let filmed = [jpeg.as_slice(), b"a film"].concat();
        assert!(has_end(&filmed));
        // An end inside of a segment, as that of a preview, is not the end of the picture.
        let preview = [
            &jpeg[..2],
            &[0xFF, 0xE1, 0x00, 0x04, 0xFF, 0xD9],
            &jpeg[2..],
        ]
        .concat();
        assert!(has_end(&preview));
        assert!(!has_end(&preview[..preview.len() - 1]));
    }

    #[test]
    fn the_worst_picture_is_made_small_enough() {
        let mut state = 1_u32;
        let noise = RgbImage::from_fn(500, 700, |_, _| {
            let mut byte = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            };
            image::Rgb([byte(), byte(), byte()])
        });
        let pressed = compress(&noise, &GOOD, PASSABLE).unwrap();
        assert!(pressed.jpeg.len() <= MOST_KEPT_BYTES);
        assert!(pressed.width < 500 && pressed.height < 700);
        assert!(pressed.width >= 100, "{}", pressed.width);
        assert_eq!(compress(&RgbImage::new(0, 5), &GOOD, PASSABLE), None);
    }
}
