//! QR codes as one small SVG path.

use std::fmt::Write as _;

use foh_app::theatre::QrCode;

/// Light modules around the code; ISO/IEC 18004 asks for four.
const QUIET_ZONE: usize = 4;

/// Draws `content` as an SVG for a page and for print, dark on white in every colour scheme.
///
/// Neighbouring dark modules of a row become one rectangle, which keeps a ticket
/// page small. `None` when the content is longer than a QR code holds.
#[must_use]
pub fn qr_svg(content: &str) -> Option<String> {
    qr_svg_of(content, "QR code of the ticket")
}

/// As [`qr_svg`], for something other than a ticket: `label` says what, in plain words without markup.
#[must_use]
pub fn qr_svg_of(content: &str, label: &'static str) -> Option<String> {
    let modules = QrCode::draw(content.into()).ok()?.modules();
    let side = modules.len() + 2 * QUIET_ZONE;
    let mut path = String::new();
    for (y, row) in modules.iter().enumerate() {
        let mut x = 0;
        while x < row.len() {
            let length = row[x..].iter().take_while(|dark| **dark).count();
            if length > 0 {
                // Writing to a string cannot fail.
                let _ = write!(
                    path,
                    "M{} {}h{length}v1h-{length}z",
                    x + QUIET_ZONE,
                    y + QUIET_ZONE
                );
            }
            x += length.max(1);
        }
    }
    Some(format!(
        r##"<svg class="qr" viewBox="0 0 {side} {side}" role="img" aria-label="{label}" shape-rendering="crispEdges" xmlns="http://www.w3.org/2000/svg"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>"##
    ))
}

#[cfg(test)]
mod tests {
    use super::qr_svg;

    #[test]
    fn a_code_is_one_small_picture() {
        let url = format!(
            "https://tickets.example.org/api/check-ins/preview/?token={}",
            "A".repeat(64)
        );
        let svg = qr_svg(&url).expect("a code");
        assert!(svg.len() < 12_000, "{} bytes", svg.len());
        assert!(!svg.contains("style="));
    }

    #[test]
    fn too_long_is_no_code() {
        assert_eq!(qr_svg(&"x".repeat(5000)), None);
    }

    /// What is drawn is what a scanner reads.
    #[test]
    fn a_scanner_reads_it_back() {
        let content = "https://tickets.example.org/t?token=0123456789abcdef";
        let svg = qr_svg(content).expect("a code");
        let side: usize = svg
            .split("viewBox=\"0 0 ")
            .nth(1)
            .and_then(|rest| rest.split(' ').next())
            .and_then(|side| side.parse().ok())
            .expect("a side");
        let path = svg.split("d=\"").nth(2).expect("a path");
        let mut dark = vec![false; side * side];
        for run in path.split('M').skip(1) {
            let (x, rest) = run.split_once(' ').expect("x");
            let (y, rest) = rest.split_once('h').expect("y");
            let (length, _) = rest.split_once('v').expect("length");
            let [x, y, length]: [usize; 3] = [x, y, length].map(|n| n.parse().expect("a number"));
            dark[y * side + x..][..length].fill(true);
        }
        let scale = 4;
        let mut image =
            rqrr::PreparedImage::prepare_from_greyscale(side * scale, side * scale, |x, y| {
                if dark[y / scale * side + x / scale] {
                    0
                } else {
                    255
                }
            });
        let (_, read) = image.detect_grids()[0].decode().expect("readable");
        assert_eq!(read, content);
    }
}
