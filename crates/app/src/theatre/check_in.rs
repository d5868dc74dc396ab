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
    performances::{self, PerformanceView},
    reservations::{self, Claim, Standing},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::confirm::{claims_of, distinct};
use crate::{House, audit::Witness, entropy};

/// What the door asks.
#[derive(Debug)]
pub struct CheckInRequest {
    /// The ticket.
    pub token: Token,
    /// The performance at this door, if the door says which.
    pub performance_id: Option<Uuid>,
    /// How many of the party; all who are still outside if not said.
    pub count: Option<u32>,
    /// The performances whoever asks is held to, whatever they say; `None` holds nobody. See
    /// [`Staff::held_to`](crate::identity::Staff::held_to).
    pub held_to: Option<Vec<Uuid>>,
}

impl CheckInRequest {
    fn reaches(&self, performance_id: Uuid) -> bool {
        let held_to = self.held_to.as_ref();
        held_to.is_none_or(|held_to| held_to.contains(&performance_id))
    }
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
    /// The performance.
    pub performance: PerformanceView,
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
    performances: HashMap<Uuid, PerformanceView>,
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
        let performances = performances::load(
            tx,
            &distinct(claims.values().map(|claim| claim.occurrence_id)),
        )?;
        let standings = reservations::lock(
            tx,
            &distinct(claims.values().map(|claim| claim.token.subject_id)),
        )?;
        Ok(Self {
            claims,
            performances,
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
    ) -> Result<(Admission, &PerformanceView, Standing, u32), CheckInRefusal> {
        let known = self
            .claims
            .get(&request.token.selector())
            .and_then(|claim| {
                let performance = self.performances.get(&claim.occurrence_id)?;
                let standing = self.standings.get(&claim.token.subject_id)?;
                Some((claim, performance, *standing))
            });
        let (claim, performance, standing) = known.ok_or(CheckInRefusal::InvalidToken)?;
        // Before anything is said of it: a helper learns nothing about tickets of another performance.
        if !request.reaches(performance.id) && request.token.matches(&claim.token.hash) {
            return Err(CheckInRefusal::WrongPerformance);
        }
        let facts = CheckInFacts {
            purpose: claim.token.purpose,
            hash: claim.token.hash.clone(),
            status: standing.status,
            party: claim.party,
            checked_in: standing.checked_in,
            last_check_in_at: standing.checked_in_at,
            performance_id: performance.id,
            starts_at: performance.starts_at,
            duration_minutes: performance.duration_minutes,
        };
        let admission = decide_check_in(
            &request.token,
            Some(&facts),
            request.performance_id,
            request.count,
            now,
        )?;
        Ok((admission, performance, standing, claim.party.get()))
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
            let (admission, performance, mut standing, party_size) =
                match door.decide(&admit.request, admit.now) {
                    Ok((admission, performance, standing, party)) => {
                        (admission, performance.clone(), standing, party)
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
                performance,
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
