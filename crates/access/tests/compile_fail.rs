//! The compiler, not discipline, keeps handlers from data that nobody permitted.

#[test]
fn permits_and_contexts_cannot_be_forged() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
