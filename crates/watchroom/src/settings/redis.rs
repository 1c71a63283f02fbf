//! The Redis that carries signals between processes, where one is named.

use std::path::PathBuf;

use anyhow::Context;
use watchroom_live::RedisAddress;

use super::{Source, filled_secret, told_source};
use crate::cli::Serve;
use crate::hidden::Hidden;

/// The address: flags, then the environment, then the file; itself before a file that holds it.
pub(super) fn address(
    flags: &Serve,
    in_file: Option<Hidden>,
    file_in_file: Option<PathBuf>,
) -> anyhow::Result<Option<RedisAddress>> {
    let told = told_source(flags.redis_url.as_ref(), flags.redis_url_file.as_deref(), "WATCHROOM_REDIS_URL");
    let told = told.or_else(|| filled_secret(in_file).map(Source::Text)).or_else(|| file_in_file.map(Source::File));
    let Some(url) = told.map(Source::read).transpose()? else { return Ok(None) };
    url.reveal().parse().map(Some).context("redis_url")
}
