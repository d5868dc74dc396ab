//! Staff admit a party, whole or in part.

use std::collections::HashMap;

use foh_domain::{
    audit::Action,
    booking::ReservationStatus,
    theatre::{Admission, CheckInFacts, CheckInRefusal, decide_check_in},
    token::{Purpose, Token},
};
use foh_store::{
    Command, StoreError, Tx,
    check_ins::{self, CheckIn},
    reservations::{self, Claim, Standing},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    DoorReach, Occurrence,
    confirm::{claims_of, distinct},
};
use crate::{House, audit::Witness, entropy};

/// What the door asks.
#[derive(Debug)]
pub struct CheckInRequest {
    /// The ticket.
    pub token: Token,
    /// The performance or the departure at this door, if the door says which.
    pub occurrence_id: Option<Uuid>,
    /// How many of the party; all who are still outside if not said.
    pub count: Option<u32>,
    /// Whose tickets whoever asks may check, whatever they say.
    pub reach: DoorReach,
}

/// The operational minimum the door is told.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// The admission.
    pub check_in_id: Uuid,
    /// Whose.
    pub reservation_id: Uuid,
    /// How many the party has.
    pub party_size: u32,
    /// How many were admitted now.
    pub admitted: u32,
    /// How many are inside.
    pub checked_in: u32,
    /// The performance or the departure.
    pub occurrence: Occurrence,
}

/// Why nobody was admitted.
#[derive(Debug, thiserror::Error)]
pub enum CheckInError {
    /// The rules refuse it.
    #[error("the check-in was refused")]
    Refused(CheckInRefusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

struct Admit {
    request: CheckInRequest,
    check_in_id: Uuid,
    user_id: Uuid,
    now: Timestamp,
    witness: Witness,
}

/// What the door knows of genuine tickets.
pub(crate) struct Doorway {
    claims: HashMap<Uuid, Claim>,
    occurrences: HashMap<Uuid, Occurrence>,
    /// Where the reservations stand; changed as decisions fall.
    pub(crate) standings: HashMap<Uuid, Standing>,
}

impl Doorway {
    /// Reads and locks what these tickets are for.
    pub(crate) fn load<'t>(
        tx: &mut Tx<'_>,
        tokens: impl Iterator<Item = &'t Token> + Clone,
    ) -> Result<Self, StoreError> {
        let claims = claims_of(tx, tokens, Purpose::CheckIn)?;
        let occurrences = Occurrence::load(
            tx,
            &distinct(claims.values().map(|claim| claim.occurrence_id)),
        )?;
        let standings = reservations::lock(
            tx,
            &distinct(claims.values().map(|claim| claim.token.subject_id)),
        )?;
        Ok(Self {
            claims,
            occurrences: occurrences
                .into_iter()
                .map(|occurrence| (occurrence.id(), occurrence))
                .collect(),
            standings: standings
                .into_iter()
                .map(|standing| (standing.id, standing))
                .collect(),
        })
    }

    /// Decides one request.
    pub(crate) fn decide(
        &self,
        request: &CheckInRequest,
        now: Timestamp,
    ) -> Result<(Admission, &Occurrence, Standing, u32), CheckInRefusal> {
        let known = self
            .claims
            .get(&request.token.selector())
            .and_then(|claim| {
                let occurrence = self.occurrences.get(&claim.occurrence_id)?;
                let standing = self.standings.get(&claim.token.subject_id)?;
                Some((claim, occurrence, *standing))
            });
        let (claim, occurrence, standing) = known.ok_or(CheckInRefusal::InvalidToken)?;
        // Before anything is said of it: a helper learns nothing about tickets of another performance, nor an operator about those
        // of another's route.
        if !request.reach.holds(occurrence) && request.token.matches(&claim.token.hash) {
            return Err(CheckInRefusal::WrongOccurrence);
        }
        let facts = CheckInFacts {
            purpose: claim.token.purpose,
            hash: claim.token.hash.clone(),
            status: standing.status,
            party: claim.party,
            checked_in: standing.checked_in,
            last_check_in_at: standing.checked_in_at,
            occurrence_id: occurrence.id(),
            starts_at: occurrence.starts_at(),
            duration_minutes: occurrence.duration_minutes(),
        };
        let admission = decide_check_in(
            &request.token,
            Some(&facts),
            request.occurrence_id,
            request.count,
            now,
        )?;
        Ok((admission, occurrence, standing, claim.party.get()))
    }
}

impl Command for Admit {
    type Reply = Admitted;
    type Error = CheckInError;

    fn run(
        tx: &mut Tx<'_>,
        batch: &[&Self],
    ) -> Result<Vec<Result<Admitted, CheckInError>>, StoreError> {
        let mut door = Doorway::load(tx, batch.iter().map(|admit| &admit.request.token))?;
        let mut changed = std::collections::BTreeSet::new();
        let mut check_ins = Vec::with_capacity(batch.len());
        let mut results = Vec::with_capacity(batch.len());
        for admit in batch {
            let (admission, occurrence, mut standing, party_size) =
                match door.decide(&admit.request, admit.now) {
                    Ok((admission, occurrence, standing, party)) => {
                        (admission, occurrence.clone(), standing, party)
                    }
                    Err(refusal) => {
                        results.push(Err(CheckInError::Refused(refusal)));
                        continue;
                    }
                };
            standing.checked_in = admission.checked_in;
            standing.checked_in_at = Some(admit.now);
            if admission.complete {
                standing.status = ReservationStatus::CheckedIn;
            }
            door.standings.insert(standing.id, standing);
            changed.insert(standing.id);
            check_ins.push(CheckIn {
                id: admit.check_in_id,
                reservation_id: standing.id,
                user_id: admit.user_id,
                admitted: admission.count,
                created_at: admit.now,
            });
            let words = [
                ("admitted", admission.count.into()),
                ("inside", admission.checked_in.into()),
                ("party", party_size.into()),
            ];
            let about = Some(standing.id);
            admit
                .witness
                .note(tx, Action::CheckInAdmitted, about, &words)?;
            results.push(Ok(Admitted {
                check_in_id: admit.check_in_id,
                reservation_id: standing.id,
                party_size,
                admitted: admission.count,
                checked_in: admission.checked_in,
                occurrence,
            }));
        }
        let standings = changed
            .iter()
            .filter_map(|id| door.standings.get(id).copied());
        reservations::admit(tx, standings)?;
        check_ins::insert(tx, &check_ins)?;
        Ok(results)
    }
}

impl House {
    /// Admits a party, or some of it, and notes when and by whom.
    ///
    /// # Errors
    /// See [`CheckInError`]; nobody was admitted, unless the store says that it does not know.
    pub async fn check_in(
        &self,
        request: CheckInRequest,
        user_id: Uuid,
    ) -> Result<Admitted, CheckInError> {
        let now = self.now();
        let lane = request.token.selector();
        let admit = Admit {
            check_in_id: entropy::id_beside(lane, now),
            request,
            user_id,
            now,
            witness: self.witness().await?.by(user_id),
        };
        self.db.command(lane, admit).await
    }
}
