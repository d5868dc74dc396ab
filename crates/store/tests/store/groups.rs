//! A piece of a group that goes wrong never harms its neighbours.

use foh_store::{Options, Param, StoreError, Tx, tokens};
use foh_testkit::{both_engines, engines::Engine};

use crate::ground::{Ground, LANE, NOTHING, Said, note, numbers};
use crate::season::{TOKEN, token};

/// How a piece goes wrong after it has written.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Refuses,
    BreaksAConstraint,
    TurnsAConstraintIntoARefusal,
    Panics,
    PanicsWhileReading,
    SwallowsAnError,
    SwallowsAnErrorOfMany,
    ReadsAfterAnErrorOfMany,
    SpeaksNonsense,
    ReadsWhatIsNotThere,
}

const FAULTS: [Fault; 10] = [
    Fault::Refuses,
    Fault::BreaksAConstraint,
    Fault::TurnsAConstraintIntoARefusal,
    Fault::Panics,
    Fault::PanicsWhileReading,
    Fault::SwallowsAnError,
    Fault::SwallowsAnErrorOfMany,
    Fault::ReadsAfterAnErrorOfMany,
    Fault::SpeaksNonsense,
    Fault::ReadsWhatIsNotThere,
];

impl Fault {
    /// Writes 100 and then goes wrong.
    fn run(self, tx: &mut Tx<'_>) -> Result<(), Said> {
        note(tx, 100)?;
        match self {
            Self::Refuses => Err(Said::Refused),
            Self::BreaksAConstraint => Ok(note(tx, -1)?),
            Self::TurnsAConstraintIntoARefusal => note(tx, -1).map_err(|_| Said::Refused),
            Self::Panics => panic!("a piece panics, as the test wants"),
            Self::PanicsWhileReading => {
                tx.query("SELECT number FROM ledger", &[], |_| -> Result<(), _> {
                    panic!("a reader panics, as the test wants")
                })?;
                Ok(())
            }
            Self::SwallowsAnError => {
                let _ = note(tx, 100);
                Ok(())
            }
            // A bulk statement may have been sent without waiting for the answer.
            Self::SwallowsAnErrorOfMany => {
                let _ = tokens::insert(tx, [&token(TOKEN), &token(TOKEN)]);
                Ok(())
            }
            Self::ReadsAfterAnErrorOfMany => {
                let _ = tokens::insert(tx, [&token(TOKEN), &token(TOKEN)]);
                numbers(tx)?;
                Ok(())
            }
            Self::SpeaksNonsense => {
                tx.execute("INSERT INTO nowhere (number) VALUES (1)", &[])?;
                Ok(())
            }
            Self::ReadsWhatIsNotThere => {
                tx.query("SELECT number FROM ledger", &[], |row| {
                    row.get::<i64>("colour")
                })?;
                Ok(())
            }
        }
    }

    fn is_said_by(self, said: &Said) -> bool {
        let Said::Store(error) = said else {
            return matches!(self, Self::Refuses | Self::TurnsAConstraintIntoARefusal);
        };
        match self {
            Self::BreaksAConstraint => error.is_constraint("ledger_number"),
            Self::SwallowsAnError => error.is_constraint("ledger_number_key"),
            Self::SwallowsAnErrorOfMany | Self::ReadsAfterAnErrorOfMany => {
                error.is_constraint("tokens_id_key")
            }
            Self::Panics | Self::PanicsWhileReading => *error == StoreError::Panicked,
            Self::SpeaksNonsense => matches!(error, StoreError::Statement(_)),
            Self::ReadsWhatIsNotThere => {
                matches!(error, StoreError::Decode { column, .. } if column == "colour")
            }
            Self::Refuses | Self::TurnsAConstraintIntoARefusal => false,
        }
    }
}

/// The numbers 0 to 19, with `fault` between them.
async fn amid_others(ground: &Ground, fault: Fault) {
    let hold = ground.hold(LANE).await;
    let good = |number| {
        ground.queue(LANE, move |tx| {
            note(tx, number)?;
            Ok(number)
        })
    };
    let before: Vec<_> = (0..10).map(good).collect();
    let faulty = ground.queue(LANE, move |tx| fault.run(tx));
    let after: Vec<_> = (10..20).map(good).collect();
    hold.release().await;

    let said = faulty.await.unwrap().unwrap_err();
    assert!(fault.is_said_by(&said), "{fault:?}: {said:?}");
    for (expected, piece) in (0..).zip(before.into_iter().chain(after)) {
        assert_eq!(piece.await.unwrap(), Ok(expected), "{fault:?}");
    }
    assert_eq!(
        ground.ledger().await,
        (0..20).collect::<Vec<_>>(),
        "{fault:?}"
    );
    clear(ground).await;
}

async fn clear(ground: &Ground) {
    ground
        .db
        .write(LANE, |tx| tx.execute("DELETE FROM ledger", &[]))
        .await
        .unwrap();
}

both_engines! {
    async fn a_faulty_piece_harms_no_neighbour(engine: Engine) {
        let ground = Ground::new(engine);
        for fault in FAULTS {
            amid_others(&ground, fault).await;
        }
    }

    async fn a_faulty_piece_alone_leaves_nothing(engine: Engine) {
        let ground = Ground::new(engine);
        for fault in FAULTS {
            let said = ground.queue(LANE, move |tx| fault.run(tx)).await.unwrap().unwrap_err();
            assert!(fault.is_said_by(&said), "{fault:?}: {said:?}");
            assert_eq!(ground.ledger().await, NOTHING, "{fault:?}");
            ground.queue(LANE, |tx| Ok(note(tx, 1)?)).await.unwrap().unwrap();
            clear(&ground).await;
        }
    }

    async fn a_group_of_nothing_but_faults_leaves_nothing(engine: Engine) {
        let ground = Ground::new(engine);
        let hold = ground.hold(LANE).await;
        let pieces: Vec<_> = FAULTS
            .iter()
            .chain(&FAULTS)
            .map(|fault| (*fault, ground.queue(LANE, move |tx| fault.run(tx))))
            .collect();
        hold.release().await;
        for (fault, piece) in pieces {
            let said = piece.await.unwrap().unwrap_err();
            assert!(fault.is_said_by(&said), "{fault:?}: {said:?}");
        }
        assert_eq!(ground.ledger().await, NOTHING);
    }

    /// The constraint is checked at the commit, so the commit of the whole group fails.
    async fn a_commit_that_fails_answers_nobody_with_success(engine: Engine) {
        let ground = Ground::new(engine);
        let hold = ground.hold(LANE).await;
        let good = |number| ground.queue(LANE, move |tx| Ok(note(tx, number)?));
        let mut pieces: Vec<_> = (0..10).map(good).collect();
        let culprit = ground.queue(LANE, |tx| {
            note(tx, 100)?;
            tx.execute("INSERT INTO accounts (number) VALUES ($1)", &[Param::from(999_i64)])?;
            Ok(())
        });
        pieces.extend((10..20).map(good));
        hold.release().await;

        let said = culprit.await.unwrap().unwrap_err();
        assert!(matches!(&said, Said::Store(error) if error.is_constraint("foreign_key")), "{said:?}");
        for piece in pieces {
            assert_eq!(piece.await.unwrap(), Ok(()));
        }
        assert_eq!(ground.ledger().await, (0..20).collect::<Vec<_>>());
    }

    async fn pieces_of_a_group_see_what_came_before_them(engine: Engine) {
        let ground = Ground::new(engine);
        let hold = ground.hold(LANE).await;
        let pieces: Vec<_> = (0..10)
            .map(|number| {
                ground.queue(LANE, move |tx| {
                    let seen = numbers(tx)?.len();
                    note(tx, number)?;
                    Ok(seen)
                })
            })
            .collect();
        hold.release().await;
        for (expected, piece) in pieces.into_iter().enumerate() {
            assert_eq!(piece.await.unwrap(), Ok(expected));
        }
    }

    async fn a_group_of_one_commits_every_piece_by_itself(engine: Engine) {
        let ground = Ground::with(engine, &Options { group: 1, ..Options::default() });
        let hold = ground.hold(LANE).await;
        let runtime = tokio::runtime::Handle::current();
        let pieces: Vec<_> = (0..10)
            .map(|number| {
                let (runtime, elsewhere) = (runtime.clone(), ground.elsewhere());
                ground.queue(LANE, move |tx| {
                    note(tx, number)?;
                    Ok(runtime.block_on(crate::ground::ledger(&elsewhere)).len())
                })
            })
            .collect();
        hold.release().await;
        for (expected, piece) in pieces.into_iter().enumerate() {
            assert_eq!(piece.await.unwrap(), Ok(expected), "committed before piece {expected}");
        }
    }
}
