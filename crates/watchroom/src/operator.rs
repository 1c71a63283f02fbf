//! Whoever types commands, as the audit log names them.

use nix::unistd::{Uid, User};
use watchroom_domain::Clock;
use watchroom_store::Actor;

/// The account of the operating system that this program runs under.
pub(crate) fn by() -> Actor {
    let uid = Uid::current();
    let known = User::from_uid(uid).ok().flatten();
    // A container's account may have no name.
    let account = known.map_or_else(|| format!("uid {uid}"), |user| user.name);
    Actor::command_line(&account, Clock::machine().now())
}
