//! The presentation layer as its users see it: golden charts and documents, and what is refused.
//!
//! `UPDATE_GOLDEN=1 cargo test --test report` rewrites the golden files after a wanted change.

mod charts;
mod examples;
mod page;

use std::fs;
use std::path::PathBuf;

/// Compares `text` with the golden file `name`, or rewrites the file if asked to.
fn golden(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/report").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        return;
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        known == text,
        "{} has changed; look at the new one after UPDATE_GOLDEN=1 cargo test --test report",
        path.display()
    );
}
