//! The entries of one sort, found by any of their names.

use std::collections::HashMap;
use std::sync::Arc;

use super::chip::Chip;
use super::cluster::Cluster;
use super::error::UnknownName;
use super::link::Link;
use super::section::Section;
use super::system::System;

/// Something the catalogue lists under names.
pub(crate) trait Entry: Section + Default + Clone {
    /// What one entry is called in messages: `chip`.
    const WHAT: &'static str;
    /// A new, empty entry.
    fn named(id: &str) -> Self;
    /// Its id.
    fn id(&self) -> &str;
    /// Its other names.
    fn other_names(&self) -> Vec<Arc<str>>;
}

macro_rules! entry {
    ($type:ty, $what:literal) => {
        impl Entry for $type {
            const WHAT: &'static str = $what;

            fn named(id: &str) -> Self {
                Self { id: id.into(), ..Self::default() }
            }

            fn id(&self) -> &str {
                &self.id
            }

            fn other_names(&self) -> Vec<Arc<str>> {
                self.name.iter().chain(&self.aliases).cloned().collect()
            }
        }
    };
}

entry!(Chip, "chip");
entry!(Link, "link");
entry!(System, "system");
entry!(Cluster, "cluster");

/// Entries in the order of the files, with an index over all their names.
#[derive(Clone, Debug)]
pub(crate) struct Shelf<T> {
    entries: Vec<T>,
    index: HashMap<String, usize>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), index: HashMap::new() }
    }
}

/// A name that already stands for another entry.
pub(crate) struct Taken {
    pub(crate) name: String,
    pub(crate) owner: String,
}

impl<T: Entry> Shelf<T> {
    pub(crate) fn entries(&self) -> &[T] {
        &self.entries
    }

    pub(crate) fn find(&self, name: &str) -> Option<&T> {
        self.index.get(&plain(name)).map(|at| &self.entries[*at])
    }

    pub(crate) fn get(&self, name: &str) -> Result<&T, UnknownName> {
        self.find(name).ok_or_else(|| self.unknown(name))
    }

    /// Puts the entry in, in place of one with the same id.
    pub(crate) fn put(&mut self, entry: T) -> Result<(), Taken> {
        let at = self
            .find_index(entry.id())
            .filter(|at| self.entries[*at].id() == entry.id())
            .unwrap_or(self.entries.len());
        let others = entry.other_names();
        for name in std::iter::once(entry.id()).chain(others.iter().map(|n| &**n)) {
            let owner = *self.index.entry(plain(name)).or_insert(at);
            if owner != at {
                let owner = self.entries[owner].id().to_owned();
                return Err(Taken { name: name.to_owned(), owner });
            }
        }
        if at == self.entries.len() {
            self.entries.push(entry);
        } else {
            self.entries[at] = entry;
        }
        Ok(())
    }

    fn find_index(&self, name: &str) -> Option<usize> {
        self.index.get(&plain(name)).copied()
    }

    fn unknown(&self, name: &str) -> UnknownName {
        const NEAR: f64 = 0.75;
        let asked = plain(name);
        let mut best = vec![0.0_f64; self.entries.len()];
        for (known, at) in &self.index {
            best[*at] = best[*at].max(strsim::jaro_winkler(&asked, known));
        }
        let mut near: Vec<usize> = (0..best.len()).filter(|at| best[*at] >= NEAR).collect();
        near.sort_by(|a, b| best[*b].total_cmp(&best[*a]));
        let suggestions =
            near.into_iter().take(3).map(|at| self.entries[at].id().to_owned()).collect();
        UnknownName { what: T::WHAT, name: name.to_owned(), suggestions }
    }
}

/// The name as it is compared: lower case, without spaces, hyphens and underscores.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chip(id: &str, name: &str) -> Chip {
        Chip { name: Some(name.into()), ..Chip::named(id) }
    }

    #[test]
    fn spelling_does_not_matter() {
        let mut shelf = Shelf::default();
        assert!(shelf.put(chip("h100-sxm", "H100 SXM5 80GB")).is_ok());
        for name in ["h100-sxm", "H100_SXM", "h100 sxm", "H100-SXM5-80gb"] {
            assert!(shelf.find(name).is_some(), "{name}");
        }
        assert!(shelf.find("h100").is_none());
    }

    #[test]
    fn a_name_has_one_owner() {
        let mut shelf = Shelf::default();
        assert!(shelf.put(chip("a", "One")).is_ok());
        assert!(shelf.put(chip("a", "One again")).is_ok());
        let taken = shelf.put(chip("b", "ONE")).err().unwrap();
        assert_eq!((taken.name.as_str(), taken.owner.as_str()), ("ONE", "a"));
        assert_eq!(shelf.entries().len(), 1);
    }

    #[test]
    fn the_nearest_names_come_first() {
        let mut shelf = Shelf::default();
        for id in ["mi300x", "h100-sxm", "h20"] {
            assert!(shelf.put(chip(id, id)).is_ok());
        }
        let error = shelf.get("mi300").err().unwrap();
        assert_eq!(error.suggestions[0], "mi300x");
    }
}
