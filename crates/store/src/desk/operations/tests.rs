//! Every shape of each statement is one that the database knows.

use watchroom_test_support::TestTenant;

use super::{figures, marker, trend};

#[tokio::test]
async fn every_statement_can_be_prepared() {
    let mut tenant = TestTenant::make("beta", "").await;
    tenant.install_desk().await;
    let client = tenant.desk_client().await;
    let mut shapes = vec![marker::MARKER.to_owned(), figures::WARDS.to_owned(), figures::TEAMS.to_owned()];
    for condition in ["true", "is_sensitive = $3 AND created_at >= $4 AND (ward_id = ANY ($5) OR ward_id IS NULL)"] {
        let one = condition.replace("$3", "$2").replace("$4", "$3").replace("$5", "$4");
        let none = condition.replace("$3", "$1").replace("$4", "$2").replace("$5", "$3");
        shapes.extend([figures::grouped(&one), figures::responses(&none), figures::open(condition)]);
        shapes.extend([trend::first(&none), trend::points(condition)]);
    }
    for sql in shapes {
        client.prepare(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }
}
