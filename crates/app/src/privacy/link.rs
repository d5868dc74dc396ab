//! A guest's own copy and erasure, by a link to their address: whoever reads the mail of an address may see and erase what is kept
//! under it. The link names a reservation, an account or a customer record; the address is read from there whenever it is needed.

use std::sync::Arc;

use foh_domain::{
    audit::Action,
    booking::Guest,
    identity::{EmailAddress, Profile},
    token::{Purpose, Token},
};
use foh_store::{
    StoreError, Tx, accounts, audit,
    crm_records::{self, CrmRecord},
    outbox, reservations, studio_bookings,
    tokens::{self, StoredToken},
};
use jiff::SignedDuration;
use uuid::Uuid;

use super::{
    copy::{PersonalCopy, account_of, reservations_of},
    erase::{Erased, Placeholder, erase_account, erase_reservations, noted},
};
use crate::{
    House,
    crm::StoredRecord,
    entropy,
    identity::{LinkError, LinkRequestError, working},
    messages::Kind,
};

/// The link works this long.
const LIFE: SignedDuration = SignedDuration::from_hours(1);
/// Reservations looked for in one go.
const PAGE: u32 = 1_000;

/// What a link shows.
#[derive(Debug, Clone)]
pub struct PersonalData {
    /// The address it is kept under.
    pub email: EmailAddress,
    /// What is kept.
    pub copy: PersonalCopy,
    /// Whether the account is of somebody who works here, and stays when the rest is erased.
    pub is_staff: bool,
}

impl House {
    /// Mails a link to an address under which something is kept. Nobody learns whether anything is: the same is looked for and
    /// written either way, and the e-mail for nobody is found unwanted when it would leave.
    ///
    /// # Errors
    /// See [`LinkRequestError`].
    pub async fn request_privacy_link(&self, email: &str) -> Result<(), LinkRequestError> {
        let email = EmailAddress::parse(email).map_err(LinkRequestError::Address)?;
        let lookups = self.keyring.lookups("email", &email.folded());
        let records = self.crm_records_of(&lookups).await?;
        let known = self
            .db
            .read(move |tx| {
                let account = account_of(tx, &lookups)?.map(|account| account.id);
                // Always all of them, so that it takes as long whether there is one or not.
                let reserved = reservations_of(tx, &lookups, Uuid::max(), PAGE)?;
                Ok::<_, StoreError>(account.or(reserved.first().map(|one| one.id)))
            })
            .await?;
        let known = known.or(records.first().map(|record| record.id));
        let now = self.now();
        let subject = known.unwrap_or_else(|| entropy::new_id(now));
        let life = if known.is_some() {
            LIFE
        } else {
            SignedDuration::ZERO
        };
        let link = Self::new_token(subject, now);
        let mail = self.entry(Kind::Privacy, subject, now, &[&link])?;
        let stored = StoredToken::new(&link, Purpose::Privacy, subject, (now, now + life));
        self.db
            .write(subject, move |tx| {
                tokens::insert(tx, [&stored])?;
                outbox::insert(tx, [&mail])
            })
            .await?;
        self.mail_waits.notify_one();
        Ok(())
    }

    /// Whether a link works; looking changes nothing and shows nothing.
    ///
    /// # Errors
    /// See [`LinkError`].
    pub async fn see_privacy_link(&self, token: Token) -> Result<(), LinkError> {
        self.address_behind(&Arc::new(token)).await.map(|_| ())
    }

    /// Everything that is kept under the address of a link.
    ///
    /// # Errors
    /// See [`LinkError`].
    pub async fn personal_data(&self, token: Token) -> Result<PersonalData, LinkError> {
        let (subject, email) = self.address_behind(&Arc::new(token)).await?;
        let lookups = self.keyring.lookups("email", &email.folded());
        let copy = self.copy_of(lookups).await?;
        let words = [("by", "link".into())];
        self.witnessed(Action::DataCopied, Some(subject), &words)
            .await?;
        let is_staff = copy
            .account
            .as_ref()
            .is_some_and(|account| account.role.is_staff());
        Ok(PersonalData {
            email,
            copy,
            is_staff,
        })
    }

    /// Everything that is kept under an address, for staff to hand over.
    ///
    /// # Errors
    /// See [`LinkRequestError`].
    pub async fn personal_data_for_staff(
        &self,
        email: &str,
    ) -> Result<PersonalData, LinkRequestError> {
        let email = EmailAddress::parse(email).map_err(LinkRequestError::Address)?;
        let copy = self
            .copy_of(self.keyring.lookups("email", &email.folded()))
            .await?;
        let first = copy.reservations.first().map(|one| one.reservation.id);
        let subject = copy.account.as_ref().map(|account| account.id).or(first);
        let words = [("by", "staff".into())];
        self.witnessed(Action::DataCopied, subject, &words).await?;
        let is_staff = copy
            .account
            .as_ref()
            .is_some_and(|account| account.role.is_staff());
        Ok(PersonalData {
            email,
            copy,
            is_staff,
        })
    }

    /// Erases everything that is kept under the address of a link, which then works no more. Reservations stay valid, without a
    /// name; the account of somebody who works here stays.
    ///
    /// # Errors
    /// See [`LinkError`]. What was erased before an interruption is; the link goes on with the rest.
    pub async fn erase_personal_data(&self, token: Token) -> Result<Erased, LinkError> {
        let token = Arc::new(token);
        let (subject, email) = self.address_behind(&token).await?;
        let lookups = self.keyring.lookups("email", &email.folded());
        let records = self.erase_crm_records_of(&lookups).await?
            + self.erase_notifications_of(&lookups).await?;
        let (account, ids) = self.everything_under(lookups).await?;
        // What the link names goes last, with the link: until then it leads here again.
        let others: Vec<Uuid> = ids.iter().copied().filter(|id| *id != subject).collect();
        let reservations = self.erase_in_strides(&others, "link").await?;
        let named: Vec<Uuid> = ids.iter().copied().filter(|id| *id == subject).collect();
        let about: Vec<Uuid> = named.iter().copied().chain(account).collect();
        let mails = self.mails_about(&about).await?;
        let placeholder = account.map(|id| Placeholder::new(self, id)).transpose()?;
        let (now, witness) = (self.now(), self.witness().await?);
        self.db
            .write(subject, move |tx| {
                let stored = working(tx, &token, Purpose::Privacy, now)?;
                let account = match account {
                    Some(id) => accounts::lock(tx, id)?.filter(|one| one.erased_at.is_none()),
                    None => None,
                };
                if !tokens::use_once(tx, stored.id, now)? {
                    return Err(LinkError::Gone);
                }
                let named = erase_reservations(tx, &named, &mails, now)?;
                let staff = account.as_ref().is_some_and(|one| one.role.is_staff());
                let member = account.filter(|_| !staff);
                let mut erased = Erased {
                    reservations: reservations + named,
                    account: false,
                    staff,
                    records,
                };
                if let (Some(member), Some(placeholder)) = (member, &placeholder) {
                    erased.account = erase_account(tx, member.id, placeholder, now)?;
                    audit::forget_of(tx, member.id)?;
                }
                noted(
                    tx,
                    &witness,
                    Some(subject),
                    "link",
                    named + u64::from(erased.account) + records,
                )?;
                Ok(erased)
            })
            .await
    }

    /// The account and the ids of all reservations under an address and of the account's bookings, in their order.
    async fn everything_under(
        &self,
        lookups: Vec<[u8; 32]>,
    ) -> Result<(Option<Uuid>, Vec<Uuid>), StoreError> {
        let lookups = Arc::new(lookups);
        let (mut ids, mut before) = (Vec::new(), Uuid::max());
        loop {
            let lookups = Arc::clone(&lookups);
            let page = self
                .db
                .read(move |tx| reservations_of(tx, &lookups, before, PAGE))
                .await?;
            ids.extend(page.iter().map(|one| one.id));
            match page.last() {
                Some(last) if page.len() == PAGE as usize => before = last.id,
                _ => break,
            }
        }
        let (account, bookings) = self
            .db
            .read(move |tx| {
                let account = account_of(tx, &lookups)?.map(|account| account.id);
                let bookings = match account {
                    Some(id) => studio_bookings::named_of_member(tx, id)?,
                    None => Vec::new(),
                };
                Ok::<_, StoreError>((account, bookings))
            })
            .await?;
        ids.extend(bookings);
        ids.sort_unstable();
        ids.dedup();
        Ok((account, ids))
    }

    /// What a link names, and the address that is kept there.
    async fn address_behind(&self, token: &Arc<Token>) -> Result<(Uuid, EmailAddress), LinkError> {
        let (now, token) = (self.now(), Arc::clone(token));
        let (subject, kept) = self
            .db
            .read(move |tx| {
                let stored = working(tx, &token, Purpose::Privacy, now)?;
                Ok::<_, LinkError>((stored.subject_id, Kept::find(tx, stored.subject_id)?))
            })
            .await?;
        let (_, email) = kept
            .and_then(|kept| kept.open(self))
            .ok_or(LinkError::Gone)?;
        Ok((subject, email))
    }
}

/// Whom a link is about.
pub(crate) enum Kept {
    /// Somebody with an account.
    Account(Box<accounts::Account>),
    /// A guest.
    Reservation(Box<reservations::Reservation>),
    /// Whom another system told of.
    Record(Box<CrmRecord<StoredRecord>>),
}

impl Kept {
    /// The account, the reservation or the customer record with this id.
    pub(crate) fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Self>, StoreError> {
        if let Some(account) = accounts::get(tx, id)? {
            return Ok(Some(Self::Account(Box::new(account))));
        }
        if let Some(reservation) = reservations::get(tx, id)? {
            return Ok(Some(Self::Reservation(Box::new(reservation))));
        }
        let record = crm_records::get(tx, id)?;
        Ok(record.map(|record| Self::Record(Box::new(record))))
    }

    /// Name and address, unless they were erased or cannot be opened.
    pub(crate) fn open(self, house: &House) -> Option<(String, EmailAddress)> {
        match self {
            Self::Account(account) => {
                let Profile { name, email } = house.profile_of(&account)?;
                Some((name.expose().to_owned(), email?))
            }
            Self::Reservation(reservation) => {
                let Guest { name, email, .. } = house.opened(*reservation).guest?;
                Some((name.expose().to_owned(), email?))
            }
            Self::Record(record) => {
                let user = house.opened_record(*record).told?.user;
                Some((user.name.expose().to_owned(), user.email))
            }
        }
    }
}
