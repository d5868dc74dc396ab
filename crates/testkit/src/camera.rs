//! A film for the browser's fake camera that shows a QR code.

use std::{fs, path::Path};

/// The width of the film in pixels.
pub const WIDTH: usize = 640;

/// The height of the film in pixels.
pub const HEIGHT: usize = 480;

/// The light margin around a QR code, in modules (ISO/IEC 18004).
const QUIET_ZONE: usize = 4;

/// A camera sees neither black nor white.
const DARK: u8 = 50;
const LIGHT: u8 = 210;
const BACKGROUND: u8 = 130;

/// Grey without a tint, in the two colour planes.
const NO_COLOUR: u8 = 128;

/// What a camera sees of a QR code held before it: grey values, row by row.
///
/// `modules` are the rows of the code, `true` for dark, without the quiet zone.
pub fn picture(modules: &[Vec<bool>]) -> Vec<u8> {
    let side = modules.len() + 2 * QUIET_ZONE;
    let scale = HEIGHT / side;
    assert!(
        scale > 0,
        "a code of {} modules does not fit",
        modules.len()
    );
    let (left, top) = ((WIDTH - side * scale) / 2, (HEIGHT - side * scale) / 2);
    let value = |x: usize, y: usize| {
        let inside =
            (left..left + side * scale).contains(&x) && (top..top + side * scale).contains(&y);
        if !inside {
            return BACKGROUND;
        }
        let (column, row) = ((x - left) / scale, (y - top) / scale);
        let module = |at: usize| at.checked_sub(QUIET_ZONE);
        let dark = module(row).and_then(|row| modules.get(row)?.get(module(column)?));
        if dark == Some(&true) { DARK } else { LIGHT }
    };
    (0..HEIGHT)
        .flat_map(|y| (0..WIDTH).map(move |x| value(x, y)))
        .collect()
}

/// The picture as a film in YUV4MPEG2, which Chromium plays over and over with `--use-file-for-fake-video-capture`.
pub fn film(modules: &[Vec<bool>]) -> Vec<u8> {
    let mut film = format!("YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n").into_bytes();
    let picture = picture(modules);
    for _ in 0..2 {
        film.extend_from_slice(b"FRAME\n");
        film.extend_from_slice(&picture);
        film.resize(film.len() + WIDTH * HEIGHT / 2, NO_COLOUR);
    }
    film
}

/// Writes the [`film`] to a file whose name should end in `.y4m`.
pub fn write_film(path: &Path, modules: &[Vec<bool>]) {
    fs::write(path, film(modules))
        .unwrap_or_else(|error| panic!("write {}: {error}", path.display()));
}

/// The modules of a QR code for `text`, and what a decoder reads in a picture.
#[cfg(test)]
pub(crate) mod code {
    use fast_qr::QRBuilder;

    pub fn modules(text: &str) -> Vec<Vec<bool>> {
        let code = QRBuilder::new(text).build().unwrap();
        (0..code.size)
            .map(|row| {
                (0..code.size)
                    .map(|column| code[row][column].value())
                    .collect()
            })
            .collect()
    }

    pub fn read(width: usize, height: usize, grey: &[u8]) -> String {
        let mut picture =
            rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| grey[y * width + x]);
        let codes = picture.detect_grids();
        assert_eq!(codes.len(), 1);
        codes[0].decode().unwrap().1
    }
}

#[cfg(test)]
mod tests {
    use super::{HEIGHT, WIDTH, code, film, picture, write_film};

    #[test]
    fn the_picture_can_be_decoded() {
        for text in [
            "A",
            "https://foh.example/t/0123456789abcdefghijklmnopqrstuvwxyz-0123456789",
        ] {
            let grey = picture(&code::modules(text));
            assert_eq!(grey.len(), WIDTH * HEIGHT);
            assert_eq!(code::read(WIDTH, HEIGHT, &grey), text);
        }
    }

    #[test]
    fn the_film_has_whole_frames() {
        let modules = code::modules("A");
        let bytes = film(&modules);
        let header = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        assert_eq!(
            (bytes.len() - header) % (b"FRAME\n".len() + WIDTH * HEIGHT * 3 / 2),
            0
        );
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("code.y4m");
        write_film(&path, &modules);
        assert_eq!(std::fs::read(path).unwrap(), bytes);
    }

    #[test]
    #[should_panic(expected = "does not fit")]
    fn a_code_too_large_is_refused() {
        picture(&vec![vec![true; 480]; 480]);
    }
}
