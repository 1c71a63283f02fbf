//! Every shape of each statement is one that the database knows.

use jiff::Timestamp;
use watchroom_domain::WardId;
use watchroom_test_support::TestTenant;

use super::asked::FiguresAsked;
use super::figures::{Statements, TEAMS, WARDS};
use super::{marker, trend};
use crate::desk::conditions::{Bind, Conditions};
use crate::desk::filter::Search;

fn shapes(asked: &FiguresAsked) -> Vec<(String, Vec<Bind>)> {
    let now = Timestamp::UNIX_EPOCH;
    let conditions = || {
        let mut conditions = Conditions::default();
        conditions.push("t.is_sensitive = ?", [Bind::Bool(false)]);
        asked.filter().add_to(&mut conditions, now, Search::ByIndex);
        conditions
    };
    let Statements { grouped, responses, open } = Statements::of(conditions(), now, &[now]);
    let first = (trend::first(conditions().text()), conditions().binds().to_vec());
    vec![grouped, responses, open, first, trend::points(conditions(), now, &[now])]
}

#[tokio::test]
async fn every_statement_can_be_prepared() {
    let mut tenant = TestTenant::make("beta", "").await;
    tenant.install_desk().await;
    let client = tenant.desk_client().await;
    for sql in [marker::MARKER, WARDS, TEAMS] {
        client.prepare(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }
    let (here, nowhere) = (Some(WardId::new("3")), None);
    for wards in [vec![], vec![here.clone()], vec![nowhere.clone()], vec![nowhere, here]] {
        for moment in [None, Some(Timestamp::UNIX_EPOCH)] {
            let asked = FiguresAsked { from: moment, to: moment, wards: wards.clone() };
            for (sql, binds) in shapes(&asked) {
                let types: Vec<_> = binds.iter().map(|bind| bind.typed().1).collect();
                client.prepare_typed(&sql, &types).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
            }
        }
    }
}
