//! The settings as the doctor looks at them: nothing is refused, nothing is written, everything is told.

use secrecy::SecretBox;

use super::settings::Settings;
use super::{Config, Draft, Fault, Mode, Sources, production, secret};

/// What there is to say about the settings.
#[derive(Debug)]
pub struct Examined {
    /// The settings, unless a value cannot be read.
    pub config: Option<Config>,
    /// Values that cannot be read, and keys nobody knows: the program does not start with them.
    pub unreadable: Vec<Fault>,
    /// What production refuses, whatever the mode is.
    pub unsafe_in_production: Vec<Fault>,
    /// Whether the secret key is there, given or kept. Without one the settings carry `stand_in`, which opens nothing.
    pub has_key: bool,
}

impl Config {
    /// Looks at everything as [`Config::load`] does, and goes on where it would refuse. No key is made and kept;
    /// `stand_in` takes the place of a missing one.
    #[must_use]
    pub fn examine(sources: &Sources, stand_in: [u8; 32]) -> Examined {
        let mut settings = match Settings::read(sources) {
            Ok(settings) => settings,
            Err(faults) => {
                return Examined {
                    config: None,
                    unreadable: faults.as_slice().to_vec(),
                    unsafe_in_production: Vec::new(),
                    has_key: false,
                };
            }
        };
        let draft = Draft::parse(sources, &mut settings);
        let mut key = secret::given(sources, &mut settings);
        let unreadable = settings.faults.take();
        production::check(&draft, key.as_ref(), sources, &mut settings);
        let told = |fault: &Fault| unreadable.iter().any(|known| known.key == fault.key);
        let mut unsafe_in_production = settings.faults.take();
        unsafe_in_production.retain(|fault| !told(fault));

        if key.is_none() && draft.mode == Some(Mode::Development) {
            key =
                secret::kept_in(&draft.data_dir, || Err(std::io::ErrorKind::NotFound.into())).ok();
        }
        let has_key = key.is_some();
        let config = unreadable
            .is_empty()
            .then(|| draft.finish(key.unwrap_or_else(|| SecretBox::new(Box::new(stand_in)))));
        Examined {
            config,
            unreadable,
            unsafe_in_production,
            has_key,
        }
    }
}
