//! The catalogue of published facts: chips, links, systems and networks of clusters.
//!
//! The facts are TOML files under `catalog/`, embedded in the binary; `catalog/README.md` tells how
//! to read and extend them. Every number carries its unit, its source and how far to trust it
//! ([`Quantity`]).
//!
//! ```
//! use roofscape::catalog::Catalog;
//!
//! let chip = Catalog::embedded().chip("NVIDIA H100 80GB HBM3").unwrap();
//! assert_eq!(&*chip.id, "h100-sxm");
//! assert_eq!(chip.memory_capacity_gb(), Some(80.0));
//! ```

mod chip;
mod chip_tables;
mod cluster;
mod embedded;
mod error;
mod fingerprint;
pub mod hf;
mod link;
pub mod model;
mod precision;
mod quantity;
mod read;
mod section;
mod shelf;
mod system;
mod unit;

use std::path::Path;
use std::sync::LazyLock;

pub use chip::{Chip, ChipKind, UnknownField};
pub use chip_tables::{
    ChipLinks, ClockRates, Compute, Host, Memory, PeakRates, Physical, Systolic,
};
pub use cluster::{Cluster, Domain, Fabric};
pub use error::{CatalogError, Place, UnknownName};
pub use link::{Link, LinkClass};
pub use precision::{Precision, UnknownPrecision};
pub use quantity::{Provenance, Quantity, UnknownProvenance};
pub use section::Alternative;
pub use system::{ScaleOut, ScaleUp, System, Totals};
pub use unit::{Unit, UnitError};

use read::{Reader, fields, unknown_key};
use shelf::Shelf;

/// Published facts about chips, links, systems and networks of clusters.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    chips: Shelf<Chip>,
    links: Shelf<Link>,
    systems: Shelf<System>,
    clusters: Shelf<Cluster>,
    models: Vec<model::Model>,
}

impl Catalog {
    /// The catalogue that comes with the program, read on first use.
    pub fn embedded() -> &'static Catalog {
        static EMBEDDED: LazyLock<Catalog> = LazyLock::new(|| {
            Catalog::from_files(&embedded::FILES)
                .unwrap_or_else(|error| panic!("the embedded catalogue is broken: {error}"))
        });
        &EMBEDDED
    }

    /// The embedded catalogue with the `*.toml` files of a directory, and of a folder `chips` in it,
    /// laid over it in the order of their names.
    ///
    /// A table of a known name replaces the fields it gives and keeps the others; a new name adds
    /// an entry.
    ///
    /// # Errors
    /// [`CatalogError`] when there is no such file, one cannot be read, is no TOML, or says something the catalogue has
    /// no place for; the message names file, line and key.
    pub fn with_dir(dir: &Path) -> Result<Catalog, CatalogError> {
        let unreadable = |path: &Path, source| CatalogError::Read { path: path.to_owned(), source };
        let mut paths = Vec::new();
        let chips = dir.join("chips");
        for folder in [dir, &chips].into_iter().filter(|f| *f == dir || f.is_dir()) {
            for entry in std::fs::read_dir(folder).map_err(|e| unreadable(folder, e))? {
                let path = entry.map_err(|e| unreadable(folder, e))?.path();
                if path.extension().is_some_and(|extension| extension == "toml") {
                    paths.push(path);
                }
            }
        }
        if paths.is_empty() {
            return Err(CatalogError::NoFile { path: dir.to_owned() });
        }
        paths.sort();
        let mut catalog = Catalog::embedded().clone();
        for path in paths {
            let text = std::fs::read_to_string(&path).map_err(|e| unreadable(&path, e))?;
            catalog.add(&path.display().to_string(), &text)?;
        }
        catalog.checked()
    }

    fn from_files(files: &[(&str, &str)]) -> Result<Catalog, CatalogError> {
        let models = model::models()
            .unwrap_or_else(|error| panic!("the embedded catalogue is broken: {error}"));
        let mut catalog = Catalog { models, ..Catalog::default() };
        for (file, text) in files {
            catalog.add(file, text)?;
        }
        catalog.checked()
    }

    fn add(&mut self, file: &str, text: &str) -> Result<(), CatalogError> {
        let reader = Reader { file, text };
        let root = reader.parse()?;
        if root.get("model").is_some() {
            return self.add_models(file, text);
        }
        let origin = reader.origin("", &root, &reader.unsourced())?;
        for (key, value) in fields(&root) {
            match key.get_ref().as_ref() {
                "chips" => reader.entries((key, value), &origin, &mut self.chips)?,
                "links" => reader.entries((key, value), &origin, &mut self.links)?,
                "systems" => reader.entries((key, value), &origin, &mut self.systems)?,
                "clusters" => reader.entries((key, value), &origin, &mut self.clusters)?,
                other => {
                    let problem = unknown_key(other, &["chips", "links", "systems", "clusters"]);
                    return Err(reader.error(key.span(), other, problem));
                }
            }
        }
        Ok(())
    }

    /// A file of `[[model]]` tables; a model of a known id replaces it.
    fn add_models(&mut self, file: &str, text: &str) -> Result<(), CatalogError> {
        for model in model::models_from(file, text)? {
            match self.models.iter_mut().find(|m| m.id == model.id) {
                Some(known) => *known = model,
                None => self.models.push(model),
            }
        }
        Ok(())
    }

    /// Every model.
    pub fn models(&self) -> &[model::Model] {
        &self.models
    }

    /// The model of a name or alias.
    ///
    /// # Errors
    /// [`model::ModelError`] with the nearest names.
    pub fn model(&self, name: &str) -> Result<&model::Model, model::ModelError> {
        model::find(&self.models, name)
    }

    /// Every system and cluster must be made of a known chip, whichever file that chip is in.
    fn checked(self) -> Result<Catalog, CatalogError> {
        for system in self.systems() {
            let chip = system.chip.as_deref().unwrap_or("");
            self.chip(chip).map_err(|source| CatalogError::SystemChip {
                system: system.id.to_string(),
                source,
            })?;
        }
        for cluster in self.clusters() {
            let Some(chip) = cluster.chip.as_deref() else { continue };
            self.chip(chip).map_err(|source| CatalogError::ClusterChip {
                cluster: cluster.id.to_string(),
                source,
            })?;
        }
        Ok(self)
    }

    /// Every chip, in the order of the files.
    pub fn chips(&self) -> &[Chip] {
        self.chips.entries()
    }

    /// The chip of that id, name or alias; case, spaces, hyphens and underscores do not matter.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest ids.
    pub fn chip(&self, name: &str) -> Result<&Chip, UnknownName> {
        self.chips.get(name)
    }

    /// Every link, in the order of the files.
    pub fn links(&self) -> &[Link] {
        self.links.entries()
    }

    /// The link of that id, name or alias.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest ids.
    pub fn link(&self, name: &str) -> Result<&Link, UnknownName> {
        self.links.get(name)
    }

    /// Every system, in the order of the files.
    pub fn systems(&self) -> &[System] {
        self.systems.entries()
    }

    /// The system of that id, name or alias.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest ids.
    pub fn system(&self, name: &str) -> Result<&System, UnknownName> {
        self.systems.get(name)
    }

    /// Every design of cluster networks, in the order of the files.
    pub fn clusters(&self) -> &[Cluster] {
        self.clusters.entries()
    }

    /// The design of cluster networks of that id, name or alias.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest ids.
    pub fn cluster(&self, name: &str) -> Result<&Cluster, UnknownName> {
        self.clusters.get(name)
    }

    /// The chip a system is made of.
    ///
    /// # Errors
    /// [`UnknownName`] when the system is of another catalogue that has more chips.
    pub fn chip_of(&self, system: &System) -> Result<&Chip, UnknownName> {
        self.chip(system.chip.as_deref().unwrap_or(""))
    }

    /// Bandwidth of a chip's host interface in one direction after the line code, GB/s.
    ///
    /// effective(generation, x16) x lanes / 16; an H100 SXM on PCIe 5.0 x16 has 63.0 GB/s.
    pub fn pcie_gbytes_per_s(&self, chip: &Chip) -> Option<f64> {
        let generation = chip.host.pcie_generation.as_ref()?.value;
        let lanes = chip.host.pcie_lanes.as_ref()?.value;
        let x16 = self.links.find(&format!("pcie{generation}-x16"))?.effective_gbytes_per_s()?;
        Some(x16 * lanes / 16.0)
    }

    /// A stable hash of everything in the catalogue that can change a result: ids, the chips of
    /// systems, and every number with its field.
    ///
    /// Names, sources and notes do not enter, nor the order of the entries.
    pub fn fingerprint(&self) -> u64 {
        fingerprint::of(self)
    }
}
