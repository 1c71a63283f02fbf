//! Two things that the compiler needs and no person should keep by hand: the folder of the built page (it may not
//! exist yet), and the list of the custom panels (one file or folder each in `src/custom/panels/`).

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    page(&here.join("../../web/dist"))?;
    custom_panels(&here.join("src/custom/panels"))
}

/// The server can be compiled (and tested) before the page is built, and notices when it is built anew.
fn page(dist: &Path) -> io::Result<()> {
    fs::create_dir_all(dist)?;
    println!("cargo::rerun-if-changed={}", dist.display());
    Ok(())
}

/// Writes a module for each custom panel and the list of them all.
fn custom_panels(folder: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut panels: Vec<(String, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let file = if path.is_dir() { path.join("mod.rs") } else { path };
        let is_module = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'))
            && file.extension().is_some_and(|extension| extension == "rs");
        // `panels/mod.rs` holds what is written here; editors leave other files about.
        if is_module && name != "mod" && file.is_file() {
            panels.push((name, file));
        }
    }
    panels.sort();
    let mut code = String::new();
    for (name, file) in &panels {
        let _ = writeln!(code, "#[path = {:?}]\nmod {name};", file.display().to_string());
    }
    let _ = writeln!(code, "/// Every custom panel, by the name of its file.");
    let _ = writeln!(code, "pub(super) static PANELS: [Registered; {}] = [", panels.len());
    for (name, _) in &panels {
        let _ = writeln!(code, "    Registered::of::<{name}::Panel>(),");
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("custom_panels.rs");
    // Written only where it differs, so that nothing is compiled anew for nothing.
    if fs::read_to_string(&out).ok().as_deref() == Some(code.as_str()) { Ok(()) } else { fs::write(out, code) }
}
