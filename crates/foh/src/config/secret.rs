//! The secret key: given by the operator, or in development made once and kept in the data directory.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose};
use secrecy::SecretBox;

use super::settings::{Settings, Value};
use super::{Fault, Key, Origin, Sources};

/// The key in `.env.example`. It reads `REPLACE+THIS+…` in base64 and is refused in production.
pub(super) const EXAMPLE: &str = "REPLACE+THIS+BY+32+RANDOM+BYTES+IN+BASE64+A=";

/// The name of the development key's file in the data directory.
const FILE: &str = "secret.key";

/// The key the operator gave, as text or in a file. Notes faults and then returns `None`, as when none was given.
pub(super) fn given(sources: &Sources, settings: &mut Settings) -> Option<SecretBox<[u8; 32]>> {
    for layer in [&settings.environment, &settings.file] {
        let text = layer.get(&Key::SecretKey);
        let file = layer.get(&Key::SecretKeyFile);
        let (key, setting) = match (text, file) {
            (None, None) => continue,
            (Some(setting), None) => (Key::SecretKey, setting),
            (None, Some(setting)) => (Key::SecretKeyFile, setting),
            (Some(_), Some(setting)) => {
                let problem = "is set together with secret_key";
                let fault = Fault::new(Key::SecretKeyFile, setting.origin.clone(), problem);
                settings
                    .faults
                    .push(fault.remedied_by("keep one of the two"));
                return None;
            }
        };
        let Value::Text(value) = &setting.value else {
            return None;
        };
        let read = match key {
            Key::SecretKeyFile => from_file(&sources.directory.join(value)),
            _ => decode(value),
        };
        return match read {
            Ok(secret) => Some(secret),
            Err(problem) => {
                let fault = Fault::new(key, setting.origin.clone(), problem);
                settings.faults.push(fault);
                None
            }
        };
    }
    None
}

/// A key that was, or is going to be, the secret key: as text, or `file:` and the path of its file.
pub(super) fn former(sources: &Sources, text: &str) -> Result<SecretBox<[u8; 32]>, String> {
    match text.strip_prefix("file:") {
        Some(path) => from_file(&sources.directory.join(path)),
        None => decode(text).map_err(|problem| format!("one of them {problem}")),
    }
}

fn from_file(path: &Path) -> Result<SecretBox<[u8; 32]>, String> {
    let text = fs::read_to_string(path)
        .map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    decode(text.trim()).map_err(|problem| format!("{}: {problem}", path.display()))
}

/// Standard or URL-safe base64, with or without padding.
fn decode(text: &str) -> Result<SecretBox<[u8; 32]>, String> {
    const ANY: GeneralPurposeConfig =
        general_purpose::PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let bytes = GeneralPurpose::new(&STANDARD, ANY)
        .decode(text)
        .or_else(|_| GeneralPurpose::new(&URL_SAFE, ANY).decode(text))
        .map_err(|_| "is not base64".to_owned())?;
    let length = bytes.len();
    let key: Box<[u8; 32]> = bytes
        .into_boxed_slice()
        .try_into()
        .map_err(|_| format!("is {length} bytes long instead of 32"))?;
    Ok(SecretBox::new(key))
}

/// Why this key cannot have come from a random source. 32 random bytes have about 30 different values among them,
/// and 20 or fewer in one of 10^10 cases.
pub(super) fn weakness(key: &[u8; 32]) -> Option<&'static str> {
    let different = |bytes: &mut dyn Iterator<Item = u8>| bytes.collect::<BTreeSet<_>>().len();
    let steps = &mut key.windows(2).map(|pair| pair[1].wrapping_sub(pair[0]));
    if decode(EXAMPLE).is_ok_and(|example| secrecy::ExposeSecret::expose_secret(&example) == key) {
        Some("is the placeholder from .env.example")
    } else if different(&mut key.iter().copied()) <= 20 || different(steps) <= 16 {
        Some("is not random: its bytes repeat or count")
    } else if key
        .iter()
        .all(|byte| byte.is_ascii_graphic() || *byte == b' ')
    {
        Some("is not random: its bytes are text")
    } else {
        None
    }
}

/// The development key: read from the data directory, or made and put there for this user's eyes only.
pub(super) fn kept_in(
    data_dir: &Path,
    random: impl FnOnce() -> io::Result<[u8; 32]>,
) -> Result<SecretBox<[u8; 32]>, Fault> {
    let path = data_dir.join(FILE);
    let fault = |problem: String| {
        Fault::new(Key::SecretKey, Origin::NotSet, problem).remedied_by(format!(
            "make {} writable, delete a damaged {FILE} in it, or set secret_key",
            data_dir.display()
        ))
    };
    if !path.exists() {
        make(data_dir, &path, random)
            .map_err(|error| fault(format!("cannot be kept in {}: {error}", path.display())))?;
    }
    from_file(&path).map_err(fault)
}

/// Writes the key beside its place and links it there: a second program starting now, or a crash, never leaves half
/// a key, and whoever comes second uses the first one's key.
fn make(
    data_dir: &Path,
    path: &Path,
    random: impl FnOnce() -> io::Result<[u8; 32]>,
) -> io::Result<()> {
    let mut directory = fs::DirBuilder::new();
    directory.recursive(true);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    // Whoever has no random bytes to give makes no directory either.
    let text = general_purpose::STANDARD.encode(random()?);
    #[cfg(unix)]
    {
        // The embedded database will lie beside the key.
        std::os::unix::fs::DirBuilderExt::mode(&mut directory, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    directory.create(data_dir)?;
    let draft = data_dir.join(format!("{FILE}.{}", std::process::id()));
    let mut file = options.open(&draft)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}
