//! The poster of a show: one picture, pressed from what a content manager sends.

mod picture;

use std::sync::LazyLock;

use foh_domain::{
    audit::Action,
    field::{self, Faults},
    theatre::Show,
};
use foh_store::{StoreError, posters, shows};
use image::RgbImage;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use uuid::Uuid;

use self::picture::Pressed;
use super::ManageError;
use crate::House;

pub use self::picture::MOST_SENT_BYTES;
pub use foh_store::posters::{Picture, Poster};

/// The longest description of a poster, in characters.
const MOST_ALT_CHARACTERS: usize = 200;

/// Pictures pressed at once: each keeps a core busy, and may take a few hundred megabytes.
static AT_ONCE: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)));

/// Runs `work` on a blocking thread when it is its turn; `None` when it panicked. Who goes away does not give the
/// turn to somebody else before the work has ended.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let turn = AT_ONCE.acquire().await.ok()?;
    tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    })
    .await
    .ok()
}

/// The name of a picture: the first 16 hexadecimal digits of its SHA-256.
fn digest(image: &[u8]) -> String {
    let hash: [u8; 32] = Sha256::digest(image).into();
    let start = hash.first_chunk().copied().unwrap_or_default();
    format!("{:016x}", u64::from_be_bytes(start))
}

impl House {
    /// Gives a show a poster, in the place of any it has, pressed from a JPEG or PNG file of at most
    /// [`MOST_SENT_BYTES`]. The description says what is on it to those who do not see it.
    ///
    /// # Errors
    /// See [`ManageError`], with the fields `image` and `alt`; the show keeps the poster it has.
    pub async fn set_poster(
        &self,
        show_id: Uuid,
        image: impl AsRef<[u8]> + Send + 'static,
        alt: &str,
    ) -> Result<Poster, ManageError> {
        // Nobody's picture is not worth the work.
        self.find::<Show>(show_id)
            .await?
            .ok_or(ManageError::Unknown)?;
        let mut faults = Faults::default();
        let pressed = in_turn(move || picture::press(image.as_ref()))
            .await
            .unwrap_or_else(|| Err("This picture cannot be read. Please save it again.".into()));
        let pressed = faults.take("image", pressed);
        let alt = faults.take("alt", description(alt));
        faults.finish()?;
        let (Some(pressed), Some(alt)) = (pressed, alt) else {
            return Err(ManageError::Faults(Vec::new()));
        };
        self.keep_poster(show_id, pressed, alt).await
    }

    /// The same from a picture that was made here.
    pub(crate) async fn draw_poster(
        &self,
        show_id: Uuid,
        draw: impl FnOnce() -> RgbImage + Send + 'static,
        alt: &str,
    ) -> Result<Poster, ManageError> {
        let pressed = in_turn(move || picture::flat(&draw())).await.flatten();
        let pressed = pressed.ok_or(ManageError::Unknown)?;
        self.keep_poster(show_id, pressed, alt.to_owned()).await
    }

    async fn keep_poster(
        &self,
        show_id: Uuid,
        pressed: Pressed,
        alt: String,
    ) -> Result<Poster, ManageError> {
        let poster = Poster {
            digest: digest(&pressed.jpeg),
            alt,
            width: pressed.width,
            height: pressed.height,
        };
        let (kept, now) = (poster.clone(), self.now());
        let witness = self.witness().await?;
        self.db
            .write(show_id, move |tx| {
                let show = shows::get(tx, show_id)?.ok_or(ManageError::Unknown)?;
                posters::put(tx, show_id, &kept, &pressed.jpeg, now)?;
                let words = [("name", show.title.as_str().into())];
                witness.note(tx, Action::PosterChanged, Some(show_id), &words)?;
                Ok::<_, ManageError>(())
            })
            .await?;
        self.programme_changed();
        Ok(poster)
    }

    /// Takes a show's poster away, if it has one: doing it twice is doing it once.
    ///
    /// # Errors
    /// [`ManageError::Unknown`] when there is no such show.
    pub async fn remove_poster(&self, show_id: Uuid) -> Result<(), ManageError> {
        let witness = self.witness().await?;
        self.db
            .write(show_id, move |tx| {
                let show = shows::get(tx, show_id)?.ok_or(ManageError::Unknown)?;
                posters::remove(tx, show_id)?;
                let words = [("name", show.title.as_str().into())];
                witness.note(tx, Action::PosterRemoved, Some(show_id), &words)?;
                Ok::<_, ManageError>(())
            })
            .await?;
        self.programme_changed();
        Ok(())
    }

    /// What is told of a show's poster, if it has one.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn poster(&self, show_id: Uuid) -> Result<Option<Poster>, StoreError> {
        let found = self
            .db
            .read(move |tx| posters::of_shows(tx, &[show_id]))
            .await?;
        Ok(found.into_values().next())
    }

    /// The picture of a show's poster while it is the one with this digest, of a published show or not.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn poster_picture(
        &self,
        show_id: Uuid,
        digest: String,
    ) -> Result<Option<Picture>, StoreError> {
        self.db
            .read(move |tx| posters::picture(tx, show_id, &digest))
            .await
    }
}

fn description(alt: &str) -> Result<String, String> {
    if alt.trim().is_empty() {
        return Err("Please say in a few words what the poster shows.".into());
    }
    field::line(alt, MOST_ALT_CHARACTERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_the_beginning_of_the_sha_256() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(digest(b"abc"), "ba7816bf8f01cfea");
    }

    #[tokio::test]
    async fn a_panic_ends_its_own_turn_only() {
        for _ in 0..64 {
            assert_eq!(in_turn(|| panic!("a hostile picture")).await, None::<()>);
        }
        assert_eq!(in_turn(|| 7).await, Some(7));
    }
}
