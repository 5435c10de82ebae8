//! Files that are written whole or not at all, and never over another by accident.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file is there already.
    #[error("{} exists; pass --force to overwrite", .0.display())]
    Exists(PathBuf),
    /// The path names a directory, a device or a pipe.
    #[error("{} is not a regular file; name a file to write", .0.display())]
    NotAFile(PathBuf),
    /// The directory to write in is not there.
    #[error("directory {} does not exist; create it first", .0.display())]
    NoDirectory(PathBuf),
    /// The directory cannot be written in.
    #[error("cannot write in directory {}: {source}", directory.display())]
    Unwritable {
        /// The directory.
        directory: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Writing failed half-way; nothing was left behind.
    #[error("writing {} failed: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Says early, before hours of computing, whether [`write_file`] would refuse `path`.
///
/// Creates and removes an empty file in the directory to find out whether it can be written in.
pub fn check_target(path: &Path, force: bool) -> Result<(), FileError> {
    Temporary::create(path, force).map(drop)
}

/// Writes `path` with what `write` puts out; any failure leaves the old state untouched.
///
/// The bytes go to a temporary file in the same directory, which takes the name when complete.
/// Refuses to replace an existing file unless `force`, and anything but a regular file always.
pub fn write_file<E: From<FileError>>(
    path: &Path,
    force: bool,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    let mut temporary = Temporary::create(path, force)?;
    write(&mut temporary.writer)?;
    temporary.commit()?;
    Ok(())
}

/// Creates a hidden file in `directory` under a name made from `file` that is still free.
fn open_beside(directory: &Path, file: &OsStr) -> io::Result<(PathBuf, File)> {
    let mut attempt = 0;
    loop {
        let mut hidden = OsString::from(".");
        hidden.push(file);
        hidden.push(format!(".{}-{attempt}.tmp", std::process::id()));
        let name = directory.join(hidden);
        match OpenOptions::new().write(true).create_new(true).open(&name) {
            // Left by a killed run with this process number, which containers give out again.
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            opened => return opened.map(|file| (name, file)),
        }
    }
}

/// A file under a passing name, removed on drop unless committed.
struct Temporary {
    writer: BufWriter<File>,
    name: PathBuf,
    target: PathBuf,
    committed: bool,
}

impl Temporary {
    fn create(path: &Path, force: bool) -> Result<Self, FileError> {
        // A link is followed, so that its target is replaced and the link stays.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        match fs::metadata(&target) {
            Ok(found) if !found.is_file() => return Err(FileError::NotAFile(path.into())),
            Ok(_) if !force => return Err(FileError::Exists(path.into())),
            _ => {}
        }
        let Some(file) = target.file_name() else {
            return Err(FileError::NotAFile(path.into()));
        };
        let directory = match target.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        if !directory.is_dir() {
            return Err(FileError::NoDirectory(directory.into()));
        }
        match open_beside(directory, file) {
            Ok((name, file)) => {
                Ok(Self { writer: BufWriter::new(file), name, target, committed: false })
            }
            Err(source) => Err(FileError::Unwritable { directory: directory.into(), source }),
        }
    }

    fn commit(mut self) -> Result<(), FileError> {
        let finished = self.writer.flush().and_then(|()| self.writer.get_ref().sync_all());
        match finished.and_then(|()| fs::rename(&self.name, &self.target)) {
            Ok(()) => {
                self.committed = true;
                Ok(())
            }
            Err(source) => Err(FileError::Write { path: self.target.clone(), source }),
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.committed {
            // Nothing more can be done here, and the failure that led here is being reported.
            let _ = fs::remove_file(&self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(path: &Path, force: bool, text: &str) -> Result<(), FileError> {
        write_file(path, force, |out| {
            out.write_all(text.as_bytes())
                .map_err(|source| FileError::Write { path: path.into(), source })
        })
    }

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap();
        entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn an_existing_file_survives_unless_forced() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("top.csv");
        check_target(&path, false).unwrap();
        put(&path, false, "first").unwrap();
        let refused = put(&path, false, "second").unwrap_err().to_string();
        assert!(refused.ends_with("top.csv exists; pass --force to overwrite"), "{refused}");
        assert!(check_target(&path, false).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        put(&path, true, "third").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "third");
        assert_eq!(names(directory.path()), ["top.csv"]);
    }

    #[test]
    fn a_failed_write_leaves_nothing_behind() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("top.csv");
        put(&path, false, "first").unwrap();
        let failed: Result<(), FileError> = write_file(&path, true, |out| {
            out.write_all(b"half").unwrap();
            Err(FileError::Write { path: path.clone(), source: io::Error::other("disk full") })
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        assert_eq!(names(directory.path()), ["top.csv"]);
    }

    #[test]
    fn places_that_cannot_hold_a_file_are_named() {
        let directory = tempfile::tempdir().unwrap();
        let missing = put(&directory.path().join("no/top.csv"), false, "").unwrap_err();
        assert!(matches!(missing, FileError::NoDirectory(d) if d.ends_with("no")));
        let folder = put(directory.path(), true, "").unwrap_err();
        assert!(matches!(folder, FileError::NotAFile(_)));
    }

    #[test]
    fn what_a_killed_run_left_does_not_stop_the_next() {
        let directory = tempfile::tempdir().unwrap();
        let stale = format!(".top.csv.{}-0.tmp", std::process::id());
        fs::write(directory.path().join(&stale), "half").unwrap();
        put(&directory.path().join("top.csv"), false, "whole").unwrap();
        let mut names = names(directory.path());
        names.sort();
        assert_eq!(names, [stale, "top.csv".into()]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let directory = tempfile::tempdir().unwrap();
        let (file, link) = (directory.path().join("a.csv"), directory.path().join("latest.csv"));
        put(&file, false, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        put(&link, true, "new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }
}
