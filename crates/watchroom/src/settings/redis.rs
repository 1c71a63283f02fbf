//! The Redis that carries signals between processes, where one is named.

use std::path::PathBuf;

use anyhow::Context;
use watchroom_live::RedisAddress;

use super::{Source, filled_secret, is_flag};
use crate::cli::Serve;
use crate::hidden::Hidden;

/// The address: flags, then the environment, then the file; itself before a file that holds it.
pub(super) fn address(
    flags: &Serve,
    in_file: Option<Hidden>,
    file_in_file: Option<PathBuf>,
) -> anyhow::Result<Option<RedisAddress>> {
    let written = filled_secret(flags.redis_url.clone()).map(Source::Text);
    let named = flags.redis_url_file.clone().filter(|file| !file.as_os_str().is_empty()).map(Source::File);
    let file_is_flag = is_flag(flags.redis_url_file.as_deref(), "WATCHROOM_REDIS_URL_FILE");
    let url_is_flag = is_flag(flags.redis_url.as_ref().map(Hidden::reveal), "WATCHROOM_REDIS_URL");
    let told = if file_is_flag && !url_is_flag { named.or(written) } else { written.or(named) };
    let told = told.or_else(|| filled_secret(in_file).map(Source::Text)).or_else(|| file_in_file.map(Source::File));
    let Some(url) = told.map(Source::read).transpose()? else { return Ok(None) };
    url.reveal().parse().map(Some).context("redis_url")
}
