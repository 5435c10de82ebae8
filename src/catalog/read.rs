//! Reading one catalogue file, with the position of whatever is wrong in it.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::error::{CatalogError, Place};
use super::quantity::{Provenance, Quantity};
use super::section::{Alternative, Section, Slot};
use super::shelf::{Entry, Shelf};
use super::unit::Unit;

/// One file being read.
pub(crate) struct Reader<'t> {
    pub(crate) file: &'t str,
    pub(crate) text: &'t str,
}

/// What the numbers of a table inherit unless they say otherwise.
#[derive(Clone)]
pub(crate) struct Origin {
    source: Arc<str>,
    provenance: Provenance,
    circular: bool,
}

type Field<'v> = (&'v Spanned<DeString<'v>>, &'v Spanned<DeValue<'v>>);

const ORIGIN_KEYS: [&str; 3] = ["source", "provenance", "circular"];

impl Reader<'_> {
    /// The file as a tree of tables.
    pub(crate) fn parse(&self) -> Result<DeTable<'_>, CatalogError> {
        let parsed = DeTable::parse(self.text).map_err(|error| CatalogError::Syntax {
            place: self.place(error.span().unwrap_or_default()),
            message: error.message().to_owned(),
        })?;
        Ok(parsed.into_inner())
    }

    /// What numbers without any word on their origin get.
    pub(crate) fn unsourced(&self) -> Origin {
        let source = format!("{} (no source given)", self.file);
        Origin { source: source.into(), provenance: Provenance::Estimated, circular: false }
    }

    /// Reads every table of `tables` into the entry it names, new or known.
    pub(crate) fn entries<T: Entry>(
        &self,
        (key, value): Field<'_>,
        origin: &Origin,
        shelf: &mut Shelf<T>,
    ) -> Result<(), CatalogError> {
        let path = key.get_ref().as_ref();
        let tables = self.table(path, value)?;
        let origin = self.origin(path, tables, origin)?;
        for (id, value) in fields(tables) {
            let path = format!("{path}.{}", id.get_ref());
            let id_text = id.get_ref().as_ref();
            let known = shelf.find(id_text);
            let mut entry = known.cloned().unwrap_or_else(|| T::named(id_text));
            self.fill(&mut entry, self.table(&path, value)?, &path, &origin)?;
            let second = entry.id().to_owned();
            shelf.put(entry).map_err(|taken| CatalogError::Clash {
                place: self.place(id.span()),
                name: taken.name,
                first: taken.owner,
                second,
            })?;
        }
        Ok(())
    }

    fn fill(
        &self,
        section: &mut dyn Section,
        table: &DeTable<'_>,
        path: &str,
        inherited: &Origin,
    ) -> Result<(), CatalogError> {
        let origin = self.origin(path, table, inherited)?;
        for (key, value) in fields(table) {
            let name = key.get_ref().as_ref();
            let path = format!("{path}.{name}");
            let keys = section.keys();
            match section.slot(name) {
                None => {
                    let problem = unknown_key(name, keys);
                    return Err(self.error(key.span(), &path, problem));
                }
                Some(Slot::Number { unit, zero_means_none, place }) => {
                    let quantity = self.quantity(value, unit, &path, &origin)?;
                    let least = if zero_means_none { 0.0 } else { f64::MIN_POSITIVE };
                    if !(quantity.value >= least && quantity.value.is_finite()) {
                        let problem = format!("`{quantity}` must be finite and above zero");
                        return Err(self.error(value.span(), &path, problem));
                    }
                    *place = Some(quantity);
                }
                Some(Slot::Text(place)) => *place = Some(self.string(&path, value)?.into()),
                Some(Slot::Names(names)) => self.names(&path, value, names)?,
                Some(Slot::Choice(choice)) => {
                    if !choice.choose(self.string(&path, value)?) {
                        let problem = format!("must be one of {}", choice.words().join(", "));
                        return Err(self.error(value.span(), &path, problem));
                    }
                }
                Some(Slot::Alternatives { unit_of, place }) => {
                    self.alternatives(value, unit_of, &path, &origin, place)?;
                }
                Some(Slot::Table(inner)) => {
                    self.fill(inner, self.table(&path, value)?, &path, &origin)?;
                }
            }
        }
        Ok(())
    }

    /// `[[chips.t4.also_published]]`: `field`, `value` and the origin of the value.
    fn alternatives(
        &self,
        value: &Spanned<DeValue<'_>>,
        unit_of: fn(&str) -> Option<Unit>,
        path: &str,
        inherited: &Origin,
        place: &mut Vec<Alternative>,
    ) -> Result<(), CatalogError> {
        let DeValue::Array(list) = value.get_ref() else {
            let problem = format!("must be a list of tables: [[{path}]]");
            return Err(self.error(value.span(), path, problem));
        };
        for item in list.iter() {
            let table = self.table(path, item)?;
            let origin = self.origin(path, table, inherited)?;
            let missing = |key: &str| {
                let problem =
                    format!("`{key}` is missing; `field`, `value` and `source` are wanted");
                self.error(item.span(), path, problem)
            };
            let field_value = table.get("field").ok_or_else(|| missing("field"))?;
            let field = self.string(&format!("{path}.field"), field_value)?;
            let unit = unit_of(field).ok_or_else(|| {
                let problem = format!("`{field}` is no number; one is memory.published_bandwidth");
                self.error(field_value.span(), path, problem)
            })?;
            for (key, _) in fields(table) {
                let name = key.get_ref().as_ref();
                if !["field", "value"].contains(&name) {
                    let problem = unknown_key(name, &["field", "value", "source", "provenance"]);
                    return Err(self.error(key.span(), path, problem));
                }
            }
            let written = table.get("value").ok_or_else(|| missing("value"))?;
            let quantity = self.plain_quantity(written, unit, &format!("{path}.value"), origin)?;
            place.push(Alternative { field: field.into(), quantity });
        }
        Ok(())
    }

    /// A number: `"80 GB"`, `8` where there is no unit, or `{ value = "80 GB", source = ".." }`.
    fn quantity(
        &self,
        value: &Spanned<DeValue<'_>>,
        unit: Unit,
        path: &str,
        inherited: &Origin,
    ) -> Result<Quantity, CatalogError> {
        let DeValue::Table(table) = value.get_ref() else {
            return self.plain_quantity(value, unit, path, inherited.clone());
        };
        let origin = self.origin(path, table, inherited)?;
        let mut found = None;
        for (key, value) in fields(table) {
            if key.get_ref() != "value" {
                let problem = "beside `value`, a number takes source, provenance and circular";
                return Err(self.error(key.span(), path, problem.to_owned()));
            }
            found = Some(value);
        }
        let missing = || self.error(value.span(), path, "`value` is missing".to_owned());
        self.plain_quantity(found.ok_or_else(missing)?, unit, path, origin)
    }

    fn plain_quantity(
        &self,
        value: &Spanned<DeValue<'_>>,
        unit: Unit,
        path: &str,
        origin: Origin,
    ) -> Result<Quantity, CatalogError> {
        let written = match value.get_ref() {
            DeValue::String(text) => text.as_ref(),
            DeValue::Integer(number) if unit.is_bare() && number.radix() == 10 => number.as_str(),
            DeValue::Float(number) if unit.is_bare() => number.as_str(),
            other => {
                let example = unit.example();
                let problem = format!(
                    "is {} {}, but {} is wanted, written as text: \"{example}\"",
                    article(other.type_str()),
                    other.type_str(),
                    unit.describe()
                );
                return Err(self.error(value.span(), path, problem));
            }
        };
        let number = unit
            .parse(written)
            .map_err(|error| self.error(value.span(), path, error.to_string()))?;
        let Origin { source, provenance, circular } = origin;
        Ok(Quantity { value: number, unit, provenance, circular, source, written: written.into() })
    }

    pub(crate) fn origin(
        &self,
        path: &str,
        table: &DeTable<'_>,
        inherited: &Origin,
    ) -> Result<Origin, CatalogError> {
        let mut origin = inherited.clone();
        if let Some(value) = table.get("source") {
            origin.source = self.string(&format!("{path}.source"), value)?.into();
        }
        if let Some(value) = table.get("provenance") {
            let path = format!("{path}.provenance");
            origin.provenance = self
                .string(&path, value)?
                .parse()
                .map_err(|e| self.error(value.span(), &path, format!("{e}")))?;
        }
        if let Some(value) = table.get("circular") {
            origin.circular = value.get_ref().as_bool().ok_or_else(|| {
                let problem = "must be true or false".to_owned();
                self.error(value.span(), &format!("{path}.circular"), problem)
            })?;
        }
        Ok(origin)
    }

    fn names(
        &self,
        path: &str,
        value: &Spanned<DeValue<'_>>,
        names: &mut Vec<Arc<str>>,
    ) -> Result<(), CatalogError> {
        let DeValue::Array(list) = value.get_ref() else {
            let problem = "must be a list of names: [\"H100\", \"H100 SXM\"]".to_owned();
            return Err(self.error(value.span(), path, problem));
        };
        for item in list.iter() {
            names.push(self.string(path, item)?.into());
        }
        Ok(())
    }

    fn string<'v>(
        &self,
        path: &str,
        value: &'v Spanned<DeValue<'_>>,
    ) -> Result<&'v str, CatalogError> {
        let problem = || format!("is {}, but a text is wanted", kind_of(value));
        let text = value.get_ref().as_str().filter(|text| !text.trim().is_empty());
        text.ok_or_else(|| self.error(value.span(), path, problem()))
    }

    fn table<'v>(
        &self,
        path: &str,
        value: &'v Spanned<DeValue<'v>>,
    ) -> Result<&'v DeTable<'v>, CatalogError> {
        let problem = || format!("is {}, but a table is wanted: [{path}]", kind_of(value));
        value.get_ref().as_table().ok_or_else(|| self.error(value.span(), path, problem()))
    }

    pub(crate) fn error(&self, span: Range<usize>, key: &str, problem: String) -> CatalogError {
        CatalogError::Key { place: self.place(span), key: key.to_owned(), problem }
    }

    fn place(&self, span: Range<usize>) -> Place {
        Place::of(self.file, self.text, span.start)
    }
}

/// The keys of a table that are not about the origin of its numbers.
pub(crate) fn fields<'v>(table: &'v DeTable<'v>) -> impl Iterator<Item = Field<'v>> {
    table.iter().filter(|(key, _)| !ORIGIN_KEYS.contains(&key.get_ref().as_ref()))
}

/// "Unknown key", with the nearest known one or all of them.
pub(crate) fn unknown_key(name: &str, keys: &[&str]) -> String {
    const NEAR: f64 = 0.85;
    let score = |key: &&&str| strsim::jaro_winkler(name, key);
    let near = keys.iter().max_by(|a, b| score(a).total_cmp(&score(b)));
    match near.filter(|key| score(key) >= NEAR) {
        Some(key) => format!("unknown key; did you mean `{key}`?"),
        None => format!("unknown key; here can stand {}", keys.join(", ")),
    }
}

fn kind_of(value: &Spanned<DeValue<'_>>) -> String {
    match value.get_ref() {
        DeValue::String(_) => "empty".to_owned(),
        other => format!("{} {}", article(other.type_str()), other.type_str()),
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}
