//! LibreOffice where it is installed: other formats, and results computed by somebody else. Where it is not, a test says
//! so and passes; where it is and fails, the test fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::skipped;

/// LibreOffice on this machine, if any.
pub fn office() -> Option<PathBuf> {
    let found = ["soffice", "libreoffice"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()));
    if found.is_none() {
        skipped("LibreOffice is not installed, so what it opens, converts and recalculates is not tested here");
    }
    found.map(PathBuf::from)
}

/// Converts every .xlsx and .ods of a folder in one run; the results stand in `to`.
pub fn convert(office: &Path, folder: &Path, to: &Path, format: &str) {
    let inputs = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut inputs: Vec<PathBuf> =
        inputs.filter(|path| path.extension().is_some_and(|e| e == "xlsx" || e == "ods")).collect();
    inputs.sort();
    run(office, &inputs, to, format);
}

/// The same after a hard recalculation of every formula.
pub fn recalculate(office: &Path, inputs: &[PathBuf], to: &Path, format: &str) {
    let user = profile(to).join("user");
    fs::create_dir_all(&user).expect("a folder");
    fs::write(user.join("registrymodifications.xcu"), ALWAYS).expect("a file");
    run(office, inputs, to, format);
}

/// Tells LibreOffice to recalculate every file it opens.
const ALWAYS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#;

/// Two that share a profile are one: each folder has its own.
fn profile(to: &Path) -> PathBuf {
    to.join("office-profile")
}

fn run(office: &Path, inputs: &[PathBuf], to: &Path, format: &str) {
    let output = Command::new(office)
        .arg(format!("-env:UserInstallation=file://{}", profile(to).display()))
        .args(["--headless", "--convert-to", format, "--outdir"])
        .arg(to)
        .args(inputs)
        // It takes 64 MB a row it writes and gives them back: with large pages that is most of its time saved.
        .env("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1")
        .output()
        .expect("LibreOffice runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
