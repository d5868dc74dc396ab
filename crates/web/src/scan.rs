//! Reads the QR code in a camera frame, for door phones whose browser cannot do it itself.
//!
//! A frame is whatever somebody holds before the camera, so it is hostile input: its format, its
//! size and the work it may cause are bounded before the decoder sees it.

use std::collections::BTreeSet;
use std::fmt;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::{GrayImage, ImageFormat, ImageReader, Limits};

/// The longest side of a frame, in pixels.
pub const LONGEST_SIDE_PX: u32 = 4096;
/// The largest frame, in bytes; a phone sends about 40,000.
pub const LARGEST_FRAME_BYTES: usize = 4 * 1024 * 1024;
/// What decoding a frame may allocate, in bytes: a colour picture of the largest size.
const MOST_MEMORY_BYTES: u64 = 4 * 4096 * 4096;
/// Larger frames are scaled down to this longest side; a code is legible far below it.
const WORKING_SIDE_PX: u32 = 1280;
/// Corner marks of codes in one frame. The decoder tries them in threes, so that a wallpaper
/// of them would keep it busy for hours; tickets have three, and eight may lie on a table.
const MOST_CORNER_MARKS: usize = 24;
/// How much darker than its surroundings a pixel must be to count as dark, in percent; tried
/// in turn: a little keeps low contrast, nearly nothing suits blur, much forgets noise.
const DARKER_PERCENT: [u64; 4] = [5, 10, 1, 18];

/// Why a frame was not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanError {
    /// Neither JPEG nor PNG, or damaged.
    NotAPicture,
    /// More bytes or more pixels than a frame may have.
    TooLarge,
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAPicture => "the frame is neither a JPEG nor a PNG picture",
            Self::TooLarge => "the frame is too large",
        })
    }
}

impl std::error::Error for ScanError {}

/// The text of the first legible QR code in a JPEG or PNG picture, or `None` without one.
///
/// Takes some 10 ms of one processor for a frame of 640 × 480: call it off the async threads.
///
/// # Errors
/// When the bytes are no picture of the size allowed; see [`ScanError`].
pub fn read_code(image_bytes: &[u8]) -> Result<Option<String>, ScanError> {
    if image_bytes.len() > LARGEST_FRAME_BYTES {
        return Err(ScanError::TooLarge);
    }
    let picture = guarded(|| open(image_bytes)).unwrap_or(Err(ScanError::NotAPicture))?;
    // rqrr asserts what a hostile picture can break; a frame it gives up on has no code.
    Ok(guarded(|| find(&picture)).flatten())
}

/// `None` when `work` panicked.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    // Nothing that `work` touches is used after a panic.
    catch_unwind(AssertUnwindSafe(work)).ok()
}

fn open(image_bytes: &[u8]) -> Result<GrayImage, ScanError> {
    let format = image::guess_format(image_bytes).map_err(|_| ScanError::NotAPicture)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png) {
        return Err(ScanError::NotAPicture);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE_PX);
    limits.max_image_height = Some(LONGEST_SIDE_PX);
    limits.max_alloc = Some(MOST_MEMORY_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(image_bytes), format);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| match error {
        image::ImageError::Limits(_) => ScanError::TooLarge,
        _ => ScanError::NotAPicture,
    })?;
    let longest = picture.width().max(picture.height());
    Ok(if longest > WORKING_SIDE_PX {
        picture
            .thumbnail(WORKING_SIDE_PX, WORKING_SIDE_PX)
            .into_luma8()
    } else {
        picture.into_luma8()
    })
}

fn find(picture: &GrayImage) -> Option<String> {
    DARKER_PERCENT
        .iter()
        .find_map(|percent| decode(&Bitmap::of(picture, *percent)))
}

fn decode(bitmap: &Bitmap) -> Option<String> {
    if !(3..=MOST_CORNER_MARKS).contains(&bitmap.corner_marks()) {
        return None;
    }
    let mut prepared =
        rqrr::PreparedImage::prepare_from_bitmap(bitmap.width, bitmap.height, |x, y| {
            bitmap.is_dark(x, y)
        });
    prepared
        .detect_grids()
        .iter()
        .find_map(|grid| grid.decode().ok())
        .map(|(_, text)| text)
}

/// A picture in dark and light.
struct Bitmap {
    width: usize,
    height: usize,
    dark: Vec<bool>,
}

impl Bitmap {
    /// Compares each pixel with the mean of its surroundings, so that a shadow across a ticket
    /// stays light (Bradley and Roth, *Adaptive thresholding using the integral image*, 2007).
    fn of(picture: &GrayImage, darker_percent: u64) -> Self {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let pixels = picture.as_raw();
        let stride = width + 1;
        // sums[y * stride + x]: all pixels above y and left of x.
        let mut sums = vec![0_u64; stride * (height + 1)];
        for y in 0..height {
            let mut row = 0;
            for x in 0..width {
                row += u64::from(pixels[y * width + x]);
                sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
            }
        }
        let reach = (width.max(height) / 16).max(4);
        let mut dark = Vec::with_capacity(width * height);
        for y in 0..height {
            let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(height));
            for x in 0..width {
                let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(width));
                let area = ((bottom - top) * (right - left)) as u64;
                let sum = sums[bottom * stride + right] + sums[top * stride + left]
                    - sums[top * stride + right]
                    - sums[bottom * stride + left];
                let pixel = u64::from(pixels[y * width + x]);
                dark.push(pixel * area * 100 < sum * (100 - darker_percent));
            }
        }
        Self {
            width,
            height,
            dark,
        }
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        self.dark[y * self.width + x]
    }

    /// An upper bound of the corner marks rqrr will find: rings that a row crosses as
    /// dark, light, dark, light, dark in the proportions 1:1:3:1:1, with a separate core.
    fn corner_marks(&self) -> usize {
        let regions = self.regions();
        let mut rings = BTreeSet::new();
        for y in 0..self.height {
            let row = &self.dark[y * self.width..][..self.width];
            let mut runs: Vec<(usize, usize)> = Vec::new();
            let mut start = 0;
            for run in row.chunk_by(|a, b| a == b) {
                runs.push((start, run.len()));
                start += run.len();
            }
            for mark in runs.windows(5).filter(|mark| row[mark[0].0]) {
                let [ring, core, end] = [0, 2, 4].map(|i| regions[y * self.width + mark[i].0]);
                let lengths = [0, 1, 2, 3, 4].map(|i| mark[i].1);
                if ring == end && ring != core && has_proportions(lengths) {
                    rings.insert(ring);
                }
            }
        }
        rings.len()
    }

    /// Numbers every pixel by the dark region it belongs to; neighbours share a side.
    fn regions(&self) -> Vec<usize> {
        let mut parents: Vec<usize> = (0..self.dark.len()).collect();
        for y in 0..self.height {
            for x in 0..self.width {
                let here = y * self.width + x;
                if !self.dark[here] {
                    continue;
                }
                if x > 0 && self.dark[here - 1] {
                    join(&mut parents, here - 1, here);
                }
                if y > 0 && self.dark[here - self.width] {
                    join(&mut parents, here - self.width, here);
                }
            }
        }
        for pixel in 0..parents.len() {
            parents[pixel] = root(&mut parents, pixel);
        }
        parents
    }
}

/// rqrr's own test, so that it never finds more than were counted.
fn has_proportions(lengths: [usize; 5]) -> bool {
    let unit = (lengths[0] + lengths[1] + lengths[3] + lengths[4]) / 4;
    let slack = unit * 3 / 4;
    lengths
        .iter()
        .zip([1, 1, 3, 1, 1])
        .all(|(length, times)| length.abs_diff(times * unit) <= slack)
}

fn root(parents: &mut [usize], mut pixel: usize) -> usize {
    while parents[pixel] != pixel {
        parents[pixel] = parents[parents[pixel]];
        pixel = parents[pixel];
    }
    pixel
}

fn join(parents: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(parents, a), root(parents, b));
    // The smaller index stays the root, which keeps the paths short in a row-by-row scan.
    parents[a.max(b)] = a.min(b);
}

#[cfg(test)]
mod tests;
