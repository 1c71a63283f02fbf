//! The custom panels, one file (or folder) each. `build.rs` finds them: there is no list to edit.
//!
//! A file has a type named `Panel` that implements [`CustomPanel`](super::CustomPanel); `docs/custom-panels.md` is
//! the guide.

use super::registry::Registered;

include!(concat!(env!("OUT_DIR"), "/custom_panels.rs"));
