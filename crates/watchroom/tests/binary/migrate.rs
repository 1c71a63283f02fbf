//! `watchroom migrate`.

use crate::instance::Instance;

#[tokio::test]
async fn migrating_twice_changes_nothing_the_second_time() {
    let instance = Instance::new().await;
    let first = instance.line(["migrate"]).run().said();
    assert!(first.starts_with("applied V1"), "{first}");
    let second = instance.line(["migrate"]).run().said();
    assert_eq!(second, "The central database is up to date.\n");
}
