//! What throttles sign-ins: budgets of failures, which all processes share, and the places that people signed in from.

use jiff::{SignedDuration, Timestamp};
use watchroom_domain::UserId;

use super::Central;
use crate::StoreError;

/// Takes one out of a budget, if one is left. In one statement, so that tries at the same moment, in whichever process,
/// cannot all find the last one.
const TAKE: &str = "INSERT INTO sign_in_budgets AS b (key, used_until) \
     VALUES ($1, $2::timestamptz + make_interval(secs => $3)) \
     ON CONFLICT (key) DO UPDATE SET used_until = greatest(b.used_until, $2) + make_interval(secs => $3) \
     WHERE greatest(b.used_until, $2) + make_interval(secs => $3) <= $2 + make_interval(secs => $4) \
     RETURNING true";
const USED_UNTIL: &str = "SELECT used_until FROM sign_in_budgets WHERE key = $1";
const GIVE_BACK: &str = "UPDATE sign_in_budgets SET used_until = used_until - make_interval(secs => $2) WHERE key = $1";
const FORGET: &str = "DELETE FROM sign_in_budgets WHERE key = $1";
const SWEEP_BUDGETS: &str = "DELETE FROM sign_in_budgets WHERE used_until <= $1";
const KNOWN_PLACES: &str =
    "SELECT place FROM sign_in_places WHERE user_id = $1 AND place = ANY ($2) AND last_sign_in_at > $3";
const NOTE_PLACE: &str = "INSERT INTO sign_in_places (user_id, place, last_sign_in_at) VALUES ($1, $2, $3) \
     ON CONFLICT (user_id, place) DO UPDATE SET last_sign_in_at = excluded.last_sign_in_at";
/// The twenty newest stay.
const TRIM_PLACES: &str = "DELETE FROM sign_in_places WHERE user_id = $1 AND place IN \
     (SELECT place FROM sign_in_places WHERE user_id = $1 ORDER BY last_sign_in_at DESC, place OFFSET 20)";
const FORGET_PLACES: &str = "DELETE FROM sign_in_places WHERE user_id = $1";
const SWEEP_PLACES: &str = "DELETE FROM sign_in_places WHERE last_sign_in_at <= $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[
    TAKE,
    USED_UNTIL,
    GIVE_BACK,
    FORGET,
    SWEEP_BUDGETS,
    KNOWN_PLACES,
    NOTE_PLACE,
    TRIM_PLACES,
    FORGET_PLACES,
    SWEEP_PLACES,
];

/// So many failures at once, and one more each time that `every` has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// What is counted, as SHA-256.
    pub key: [u8; 32],
    /// Failures that may come at once, at least one.
    pub at_once: u32,
    /// How long until one of them is forgotten.
    pub every: SignedDuration,
}

impl Budget {
    fn whole(&self) -> SignedDuration {
        self.every.checked_mul(self.at_once.try_into().unwrap_or(i32::MAX)).unwrap_or(SignedDuration::MAX)
    }
}

impl Central {
    /// Takes one failure out of each budget, or none out of any: then the answer is how long to wait.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn budgets_take(
        &self,
        budgets: &[Budget],
        now: Timestamp,
    ) -> Result<Result<(), SignedDuration>, StoreError> {
        let mut connection = self.connection().await?;
        let transaction = connection.transaction().await?;
        let mut budgets = budgets.to_vec();
        // Everybody locks in the same order, and nobody waits for ever.
        budgets.sort_unstable_by_key(|budget| budget.key);
        for budget in &budgets {
            let (key, every, whole) = (budget.key.as_slice(), budget.every.as_secs_f64(), budget.whole().as_secs_f64());
            if transaction.query_opt(TAKE, &[&key, &now, &every, &whole]).await?.is_some() {
                continue;
            }
            // A budget that was swept out or forgotten at this very moment has room again.
            let used = transaction.query_opt(USED_UNTIL, &[&key]).await?;
            let used_until: Timestamp = used.map_or(Ok(now), |row| row.try_get(0))?;
            let room_at = used_until.saturating_add(budget.every).unwrap_or(used_until);
            let wait = room_at.duration_since(now) - budget.whole();
            transaction.rollback().await?;
            return Ok(Err(wait.max(SignedDuration::from_secs(1))));
        }
        transaction.commit().await?;
        Ok(Ok(()))
    }

    /// Puts back what [`Central::budgets_take`] took, and forgets every failure of the budget `forgotten`: the sign-in
    /// went well.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn budgets_give_back(&self, budgets: &[Budget], forgotten: &[u8; 32]) -> Result<(), StoreError> {
        let connection = self.connection().await?;
        for budget in budgets.iter().filter(|budget| budget.key != *forgotten) {
            connection.execute(GIVE_BACK, &[&budget.key.as_slice(), &budget.every.as_secs_f64()]).await?;
        }
        connection.execute(FORGET, &[&forgotten.as_slice()]).await?;
        Ok(())
    }

    /// Which of `places` a user signed in from after `since`.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn places_known(
        &self,
        user: UserId,
        places: &[[u8; 32]],
        since: Timestamp,
    ) -> Result<Vec<[u8; 32]>, StoreError> {
        let asked: Vec<&[u8]> = places.iter().map(<[u8; 32]>::as_slice).collect();
        let rows = self.connection().await?.query(KNOWN_PLACES, &[&user.0, &asked, &since]).await?;
        let read = |row: &tokio_postgres::Row| -> Result<[u8; 32], StoreError> {
            let place: Vec<u8> = row.try_get(0)?;
            place.try_into().map_err(|_| StoreError::Unreadable("a place of sign-ins".to_owned()))
        };
        rows.iter().map(read).collect()
    }

    /// Remembers where a user signed in from; the oldest of more than twenty places are forgotten.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn places_note(&self, user: UserId, places: &[[u8; 32]], now: Timestamp) -> Result<(), StoreError> {
        let connection = self.connection().await?;
        for place in places {
            connection.execute(NOTE_PLACE, &[&user.0, &place.as_slice(), &now]).await?;
        }
        connection.execute(TRIM_PLACES, &[&user.0]).await?;
        Ok(())
    }

    /// Forgets every place that a user signed in from.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn places_forget(&self, user: UserId) -> Result<(), StoreError> {
        self.connection().await?.execute(FORGET_PLACES, &[&user.0]).await?;
        Ok(())
    }

    /// Removes budgets that are whole again, and places that nobody signed in from since `places_before`; returns how
    /// many rows went.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn sign_ins_sweep(&self, now: Timestamp, places_before: Timestamp) -> Result<u64, StoreError> {
        let connection = self.connection().await?;
        let budgets = connection.execute(SWEEP_BUDGETS, &[&now]).await?;
        Ok(budgets + connection.execute(SWEEP_PLACES, &[&places_before]).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Address;
    use uuid::Uuid;
    use watchroom_test_support::{Postgres, TestDatabase};

    const MINUTE: SignedDuration = SignedDuration::from_secs(60);

    async fn central() -> (TestDatabase, Central) {
        let database = Postgres::shared().database().await;
        let central = Central::new(&Address::parse(&database.url()).expect("an address")).expect("a pool");
        central.migrate().await.expect("migrations apply");
        (database, central)
    }

    fn budget(key: u8, at_once: u32) -> Budget {
        Budget { key: [key; 32], at_once, every: MINUTE }
    }

    fn now() -> Timestamp {
        "2026-03-01T12:00:00Z".parse().expect("a moment")
    }

    #[tokio::test]
    async fn a_budget_is_used_up_and_comes_back_with_time() {
        let (_database, central) = central().await;
        let budget = [budget(1, 3)];
        for _ in 0..3 {
            assert_eq!(central.budgets_take(&budget, now()).await.expect("asked"), Ok(()));
        }
        assert_eq!(central.budgets_take(&budget, now()).await.expect("asked"), Err(MINUTE));
        let later = now() + SignedDuration::from_secs(45);
        let quarter = SignedDuration::from_secs(15);
        assert_eq!(
            central.budgets_take(&budget, later).await.expect("asked"),
            Err(quarter),
            "being told costs nothing"
        );
        assert_eq!(central.budgets_take(&budget, now() + MINUTE).await.expect("asked"), Ok(()));
        assert_eq!(central.budgets_take(&budget, now() + MINUTE).await.expect("asked"), Err(MINUTE));
        let rested = now() + SignedDuration::from_hours(1);
        for _ in 0..3 {
            assert_eq!(central.budgets_take(&budget, rested).await.expect("asked"), Ok(()), "never more than whole");
        }
        assert!(central.budgets_take(&budget, rested).await.expect("asked").is_err());
    }

    #[tokio::test]
    async fn where_one_budget_is_used_up_nothing_is_taken_from_the_others() {
        let (_database, central) = central().await;
        assert_eq!(central.budgets_take(&[budget(2, 1)], now()).await.expect("asked"), Ok(()));
        for _ in 0..5 {
            let both = [budget(1, 1), budget(2, 1), budget(3, 1)];
            assert_eq!(central.budgets_take(&both, now()).await.expect("asked"), Err(MINUTE));
        }
        assert_eq!(central.budgets_take(&[budget(1, 1), budget(3, 1)], now()).await.expect("asked"), Ok(()));
    }

    #[tokio::test]
    async fn tries_at_the_same_moment_cannot_share_the_last_one() {
        let (database, central) = central().await;
        let another = Central::new(&Address::parse(&database.url()).expect("an address")).expect("a pool");
        let processes = [&central, &another];
        let tries = (0..40).map(|n: usize| {
            // Named in both orders: neither waits for the other.
            let budgets =
                if n.is_multiple_of(3) { [budget(9, 7), budget(4, 30)] } else { [budget(4, 30), budget(9, 7)] };
            let central = processes[n % 2];
            async move { central.budgets_take(&budgets, now()).await.expect("asked").is_ok() }
        });
        let taken = futures_util::future::join_all(tries).await.into_iter().filter(|taken| *taken).count();
        assert_eq!(taken, 7);
    }

    #[tokio::test]
    async fn a_sign_in_that_went_well_costs_nothing_and_forgets_its_own_failures_alone() {
        let (_database, central) = central().await;
        let both = [budget(1, 2), budget(2, 2)];
        assert_eq!(central.budgets_take(&both, now()).await.expect("asked"), Ok(()));
        assert_eq!(central.budgets_take(&both, now()).await.expect("asked"), Ok(()));
        central.budgets_give_back(&both, &[1; 32]).await.expect("given back");
        for _ in 0..2 {
            assert_eq!(central.budgets_take(&[budget(1, 2)], now()).await.expect("asked"), Ok(()), "forgotten");
        }
        assert_eq!(central.budgets_take(&[budget(2, 2)], now()).await.expect("asked"), Ok(()), "its own came back");
        assert_eq!(central.budgets_take(&[budget(2, 2)], now()).await.expect("asked"), Err(MINUTE), "the other stays");
    }

    #[tokio::test]
    async fn places_are_known_for_a_while_and_twenty_at_most() {
        let (database, central) = central().await;
        let root = database.connect().await;
        root.batch_execute("INSERT INTO users (id, email, full_name, created_at) VALUES ('00000000-0000-0000-0000-000000000001', 'a@b.c', 'A', now())")
            .await
            .expect("a row");
        let user = UserId(Uuid::from_u128(1));
        for n in 0..25_u8 {
            let at = now() + SignedDuration::from_secs(n.into());
            central.places_note(user, &[[n; 32]], at).await.expect("noted");
        }
        let all: Vec<[u8; 32]> = (0..25_u8).map(|n| [n; 32]).collect();
        let long_ago = now() - SignedDuration::from_hours(1);
        let mut known = central.places_known(user, &all, long_ago).await.expect("asked");
        known.sort_unstable();
        assert_eq!(known, all[5..]);
        let half = now() + SignedDuration::from_secs(14);
        assert_eq!(central.places_known(user, &all, half).await.expect("asked").len(), 10);
        let stranger = UserId(Uuid::from_u128(2));
        assert_eq!(central.places_known(stranger, &all, long_ago).await.expect("asked"), Vec::<[u8; 32]>::new());

        assert_eq!(central.budgets_take(&[budget(1, 2)], now()).await.expect("asked"), Ok(()));
        assert_eq!(central.sign_ins_sweep(now(), half).await.expect("swept"), 10, "the budget is in use still");
        assert_eq!(central.sign_ins_sweep(now() + MINUTE, half).await.expect("swept"), 1);
        central.places_forget(user).await.expect("forgotten");
        assert!(central.places_known(user, &all, long_ago).await.expect("asked").is_empty());
    }
}
