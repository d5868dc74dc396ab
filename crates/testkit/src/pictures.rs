//! Pictures as people send them, and as they should not.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// Crimson above, white below: which side is up is seen.
pub fn flag(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |_, y| {
        Rgb(if y < height / 2 {
            [164, 22, 26]
        } else {
            [255, 255, 255]
        })
    })
}

/// The picture as a PNG file.
pub fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
    written(picture, ImageFormat::Png)
}

/// The picture as a JPEG file.
pub fn jpeg(picture: impl Into<DynamicImage>) -> Vec<u8> {
    written(picture, ImageFormat::Jpeg)
}

fn written(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.into().write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// A JPEG file with an EXIF block that says how the camera was held (1 to 8) and who held it.
pub fn with_exif(jpeg: &[u8], orientation: u8, artist: &str) -> Vec<u8> {
    let artist = [artist.as_bytes(), &[0]].concat();
    let count = u32::try_from(artist.len()).unwrap();
    // TIFF, most significant byte first: one directory with two entries, and the text behind it.
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend_from_slice(&[0x01, 0x3b, 0, 2]);
    exif.extend_from_slice(&count.to_be_bytes());
    exif.extend_from_slice(&[0, 0, 0, 38, 0, 0, 0, 0]);
    exif.extend_from_slice(&artist);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

/// A PNG file whose header claims any size, with a few pixels behind it.
pub fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut file = png(flag(8, 8));
    // The header's data begin behind the signature, its length and its name.
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = checksum(&file[12..29]);
    file[29..33].copy_from_slice(&sum.to_be_bytes());
    file
}

/// The CRC-32 of PNG (ISO 3309).
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_read_as_such() {
        let file = png_claiming(50_000, 40_000);
        let reader = image::ImageReader::with_format(Cursor::new(file), ImageFormat::Png);
        assert_eq!(reader.into_dimensions().unwrap(), (50_000, 40_000));
    }
}
