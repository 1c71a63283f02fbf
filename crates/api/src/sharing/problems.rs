//! What is refused to shares, to whoever makes them, and to administrators behind a member's eyes.

use http::StatusCode;
use jiff::SignedDuration;
use watchroom_identity::ShareError;
use watchroom_store::ViewAsError;

use crate::problem::Problem;

impl Problem {
    /// A share is asked for more than it shows.
    pub(crate) fn shares_only_show() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "shares_only_show",
            "A share only shows",
            "Whoever has a share's link looks at what was shared. Rows, files and everything else are for members.",
            "Sign in as a member, or ask whoever gave you the link.",
        )
    }

    /// A share's link opens nothing: it never did, has expired, or was revoked. Which of these is nobody's business.
    pub(crate) fn share_ended() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "share_ended",
            "This link has ended",
            "The link is wrong, has expired, or was revoked.",
            "Ask whoever gave it to you for another one.",
        )
    }

    /// What a share shows is there no more, or may be shown no more.
    pub(crate) fn share_target_gone() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "share_target_gone",
            "What was shared is not there any more",
            "It was removed or renamed, or it is not for this share's role now.",
            "Ask whoever gave you the link for another one.",
        )
    }

    /// Only managers and admins of an organisation share.
    pub(crate) fn managers_only() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "managers_only",
            "This is for managers",
            "Only an organisation's managers and admins share dashboards and reports, and see what is shared.",
            "Ask one of them.",
        )
    }

    /// An administrator behind a member's eyes would change something, or take something away.
    pub(crate) fn viewing_as() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "viewing_as",
            "You are looking through a member's eyes",
            "Whoever views as somebody else changes nothing and takes nothing away.",
            "Stop viewing as that member, then try again.",
        )
    }

    /// A range that is longer than the share's, or begins before it.
    pub(crate) fn range_too_long(longest: SignedDuration, what: &str) -> Self {
        let longest = in_words(longest);
        Self::new(
            StatusCode::FORBIDDEN,
            "range_too_long",
            "This share shows less than that",
            format!("{what}; this share shows the last {longest}."),
            format!("Choose a range within the last {longest}."),
        )
    }

    /// Whoever wants a link opens it too often.
    pub(crate) fn opened_too_often(wait: SignedDuration) -> Self {
        let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).max(1);
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "opened_too_often",
            "This link was opened too often",
            "Each opening is written down, and there were too many of them in a short time.",
            format!("Try again in {seconds} s; a page that has it open goes on."),
        )
        .again_after(seconds)
    }
}

fn in_words(span: SignedDuration) -> String {
    match span.as_hours() {
        1 => "hour".to_owned(),
        hours if hours > 48 && hours % 24 == 0 => format!("{} days", hours / 24),
        hours => format!("{hours} hours"),
    }
}

impl From<ShareError> for Problem {
    fn from(error: ShareError) -> Self {
        let (code, title, field) = match error {
            ShareError::Act(error) => return error.into(),
            ShareError::Name => ("bad_name", "This is no name", "name"),
            ShareError::Role => ("bad_role", "No share has this role", "role"),
            ShareError::Range => ("bad_range", "A share's range cannot be limited so", "longest_range_hours"),
            ShareError::Days => ("bad_days", "A share cannot live this long", "expires_in_days"),
        };
        Self::bad_request(code, title, format!("{field}: {error}."), "Change it and try again.")
    }
}

impl From<ViewAsError> for Problem {
    fn from(error: ViewAsError) -> Self {
        match error {
            ViewAsError::Act(error) => error.into(),
            ViewAsError::NotAMember | ViewAsError::Disabled | ViewAsError::Liaison => Self::new(
                StatusCode::FORBIDDEN,
                "not_viewable",
                "Nobody looks through these eyes",
                format!("It cannot be done: {error}."),
                "Choose a member of the organisation who is let in and is no liaison.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_said_in_the_words_that_people_use() {
        for (hours, words) in [(1, "hour"), (24, "24 hours"), (30, "30 hours"), (48, "48 hours"), (168, "7 days")] {
            assert_eq!(in_words(SignedDuration::from_hours(hours)), words);
        }
    }
}
