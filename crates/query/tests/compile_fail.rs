//! A plan is made from a permit or not at all: the compiler says so.

#[test]
fn plans_cannot_be_built_by_hand() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
