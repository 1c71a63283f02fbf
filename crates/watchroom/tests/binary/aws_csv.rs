//! The CPU load of five servers at AWS, two weeks of it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tenant_guide::TenantGuide;

pub const CSV: &str = "aws-cpu-2014.csv";

/// Puts the real file there, where it is at hand; else one of the same form.
pub fn put_csv(target: &Path, guide: &TenantGuide) {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/aws-cpu-2014.csv.gz");
    let given = std::env::var_os("WATCHROOM_AWS_CSV").map(PathBuf::from);
    let Some(source) = given.or_else(|| beside.exists().then_some(beside)) else {
        eprintln!(
            "aws-cpu-2014.csv.gz is not at hand (WATCHROOM_AWS_CSV names it): made-up data of the same form instead"
        );
        std::fs::write(target, made_up()).expect("a file");
        return;
    };
    if source.extension().is_none_or(|ending| ending != "gz") {
        std::fs::copy(&source, target).expect("the file can be copied");
        return;
    }
    assert!(guide.says(&format!("gzip -dc {CSV}.gz > {CSV}")));
    let unpacked = Command::new("gzip").arg("-dc").arg(&source).output().expect("gzip runs");
    assert!(unpacked.status.success(), "{}", String::from_utf8_lossy(&unpacked.stderr));
    std::fs::write(target, unpacked.stdout).expect("a file");
}

/// Five servers, 4,032 samples each, one every five minutes.
fn made_up() -> String {
    let first: jiff::civil::DateTime = "2014-02-14T14:27:00".parse().expect("a moment");
    let mut text = "recorded_at,server_name,metric_type,value\n".to_owned();
    for sample in 0..4_032_i32 {
        for (number, server) in ["5f5533", "fe7f93", "24ae8d", "53ea38", "rds-cc0c53"].iter().enumerate() {
            let shift = i64::try_from(number).expect("few servers");
            let at = first + jiff::SignedDuration::from_mins(i64::from(sample) * 5 + shift);
            let value = 50.0 + 40.0 * f64::from(sample * (shift as i32 + 3)).sin();
            writeln!(text, "{},{server},cpu,{value}", at.strftime("%Y-%m-%d %H:%M:%S")).expect("text can be written");
        }
    }
    text
}
