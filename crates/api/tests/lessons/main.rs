//! Lessons that others paid for: each test bears the name of a published fault of a product like this one, and shows that
//! it is not here. Those of sign-in by a provider and of shares stand beside the tests of these.

mod injected;
mod opened;
mod place;
mod seen;
