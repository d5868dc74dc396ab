//! The ticket: a QR code that carries a check-in token in a URL and nothing else.

use foh_domain::token::{Purpose, Token};
use foh_store::StoreError;
use qrcodegen::{Mask, QrCodeEcc, QrSegment, Version};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::preview::LinkFacts;
use crate::House;

/// Pixels of one module of the PNG, half a byte of them: large enough to scan from a screen, small enough to send.
const MODULE_PIXELS: usize = 4;
/// Light modules around the code (ISO/IEC 18004 asks for four).
const QUIET_ZONE: usize = 4;

/// Readers undo any of the eight masks. Weighing them to find the fairest costs thirty times the drawing, and tokens are
/// random enough under the plain chequerboard.
fn mask() -> Mask {
    Mask::new(0)
}

/// A ticket's code in its forms.
pub struct QrCode {
    /// The URL in the code, with the raw check-in token.
    pub url: SecretString,
    modules: qrcodegen::QrCode,
}

/// A ticket as its guest sees it.
pub struct Ticket {
    /// What it is for.
    pub facts: LinkFacts,
    /// Its code.
    pub code: QrCode,
}

/// Why there is no ticket to show.
#[derive(Debug, thiserror::Error)]
pub enum TicketError {
    /// The token is unknown, is for something else (a confirmation, say), or for another reservation.
    #[error("the token is not valid")]
    InvalidToken,
    /// The token is too old.
    #[error("the token has expired")]
    ExpiredToken,
    /// The reservation was cancelled.
    #[error("the reservation is not confirmed")]
    NotConfirmed,
    /// The URL is too long for a code.
    #[error("the code cannot be drawn")]
    Drawing,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl QrCode {
    /// Draws the code of a URL.
    ///
    /// # Errors
    /// [`TicketError::Drawing`].
    pub fn draw(url: SecretString) -> Result<Self, TicketError> {
        let segments = QrSegment::make_segments(url.expose_secret());
        let modules = qrcodegen::QrCode::encode_segments_advanced(
            &segments,
            QrCodeEcc::Medium,
            Version::MIN,
            Version::MAX,
            Some(mask()),
            false,
        )
        .map_err(|_| TicketError::Drawing)?;
        Ok(Self { url, modules })
    }

    /// The code's modules, row by row, `true` for dark, without the quiet zone.
    #[must_use]
    pub fn modules(&self) -> Vec<Vec<bool>> {
        let size = self.modules.size();
        (0..size)
            .map(|y| (0..size).map(|x| self.modules.get_module(x, y)).collect())
            .collect()
    }

    /// The code as a PNG image of one bit a pixel.
    ///
    /// # Errors
    /// [`TicketError::Drawing`].
    pub fn png(&self) -> Result<Vec<u8>, TicketError> {
        let across = self.modules.size();
        // Outside the code everything is light.
        let pixels_of = |x, y| {
            if self.modules.get_module(x, y) {
                0x0
            } else {
                0xf
            }
        };
        let side = (usize::try_from(across).unwrap_or(0) + 2 * QUIET_ZONE) * MODULE_PIXELS;
        let row_bytes = side.div_ceil(8);
        let edge = vec![0xff_u8; row_bytes * QUIET_ZONE * MODULE_PIXELS];
        let mut pixels = Vec::with_capacity(row_bytes * side);
        pixels.extend_from_slice(&edge);
        for y in 0..across {
            let row = pixels.len();
            pixels.extend_from_slice(&edge[..QUIET_ZONE / 2]);
            pixels.extend(
                (0..across)
                    .step_by(2)
                    .map(|x| pixels_of(x, y) << 4 | pixels_of(x + 1, y)),
            );
            pixels.resize(row + row_bytes, 0xff);
            for _ in 1..MODULE_PIXELS {
                pixels.extend_from_within(row..row + row_bytes);
            }
        }
        pixels.extend_from_slice(&edge);
        let side = u32::try_from(side).map_err(|_| TicketError::Drawing)?;
        let mut file = Vec::with_capacity(4_096);
        let mut encoder = png::Encoder::new(&mut file, side, side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        encoder.set_compression(png::Compression::Fast);
        // Five of six rows repeat the one above them.
        encoder.set_filter(png::Filter::Up);
        let mut writer = encoder.write_header().map_err(|_| TicketError::Drawing)?;
        writer
            .write_image_data(&pixels)
            .map_err(|_| TicketError::Drawing)?;
        writer.finish().map_err(|_| TicketError::Drawing)?;
        Ok(file)
    }
}

impl House {
    /// The code of a check-in token.
    ///
    /// # Errors
    /// [`TicketError::Drawing`].
    pub fn qr_code(&self, check_in: &Token) -> Result<QrCode, TicketError> {
        let url = format!(
            "{}/api/check-ins/preview/?token={}",
            self.settings.site_base_url,
            check_in.reveal().expose_secret()
        );
        QrCode::draw(url.into())
    }

    /// The ticket behind a check-in token; with `reservation_id`, only if it is that reservation's.
    ///
    /// # Errors
    /// See [`TicketError`].
    pub async fn ticket(
        &self,
        token: Token,
        reservation_id: Option<Uuid>,
    ) -> Result<Ticket, TicketError> {
        let code = self.qr_code(&token)?;
        let facts = self
            .look_behind(token, Purpose::CheckIn)
            .await?
            .ok_or(TicketError::InvalidToken)?;
        if reservation_id.is_some_and(|id| id != facts.reservation_id) {
            return Err(TicketError::InvalidToken);
        }
        if self.now() >= facts.expires_at {
            return Err(TicketError::ExpiredToken);
        }
        if !facts.status.takes_places() {
            return Err(TicketError::NotConfirmed);
        }
        Ok(Ticket { facts, code })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_image_is_the_code_with_its_quiet_zone() {
        let code =
            QrCode::draw("https://tickets.example.org/api/check-ins/preview/?token=abc".into())
                .unwrap();
        let file = code.png().unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&file))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let modules = code.modules();
        assert_eq!(
            info.width as usize,
            (modules.len() + 2 * QUIET_ZONE) * MODULE_PIXELS
        );
        let row_bytes = (info.width as usize).div_ceil(8);
        let dark = |x: usize, y: usize| pixels[y * row_bytes + x / 8] & (0x80 >> (x % 8)) == 0;
        for (row, line) in modules.iter().enumerate() {
            for (column, expected) in line.iter().enumerate() {
                let middle = |n: usize| (n + QUIET_ZONE) * MODULE_PIXELS + MODULE_PIXELS / 2;
                assert_eq!(dark(middle(column), middle(row)), *expected);
            }
        }
        assert!((0..info.width as usize).all(|x| !dark(x, 0)));
    }
}
