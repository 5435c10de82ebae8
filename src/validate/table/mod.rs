//! Chip tables: every cell of any table, checked against the catalogue, the table and itself.
//!
//! A table comes in tidy form, one cell a line: `table,row,column,value`. Chips may be the rows or
//! the columns; labels may be English or Chinese with units inside. [`judge`] says for each cell
//! whether it is right and, where it is not, what sort of error it is ([`Status`]):
//!
//! 1. whose property it is: the labels name a property and a chip, a generation or a system;
//! 2. what is known: published figures, and peak = units x op/clk x clock, bandwidth = bus x rate
//!    / 8, links x rate, PCI Express lanes with their code, and what standards say;
//! 3. whether the number agrees: exactly, up to its printed digits, by 1.024 counting; if not,
//!    which factor explains it: 1000, 8, one direction for two, sparsity;
//! 4. what the other cells say: a value that fits a neighbour (a lost cell, swapped columns),
//!    relations inside a chip, the same thing printed twice.
//!
//! ```
//! use roofscape::catalog::Catalog;
//! use roofscape::validate::table::{Aliases, Status, judge, read};
//!
//! let csv = "table,row,column,value\nt,H100 SXM,显存带宽(GB/s),3350\nt,H100 SXM,TDP(W),700000\n";
//! let cells = read("t.csv", csv.as_bytes())?;
//! let findings = judge(&cells, Catalog::embedded(), &Aliases::default());
//! assert_eq!(findings[0].status, Status::Ok);
//! assert_eq!(findings[1].status, Status::Unit); // 1000 times 700 W
//! # Ok::<(), roofscape::validate::table::TableFileError>(())
//! ```

mod aliases;
mod annotation;
mod chip_fact;
mod compare;
mod cross;
mod culprit;
mod density;
mod doubt;
mod entity;
mod fact;
mod finding;
mod footnote;
mod format_ratio;
mod generation;
mod grid;
mod input;
mod judge;
mod label;
mod label_link;
mod label_memory;
mod link_fact;
mod link_name;
mod misplaced;
mod name;
mod one_version;
mod parts;
mod peak_fact;
mod property;
mod relation;
mod report;
mod series;
mod several;
mod shape;
mod single;
mod slip;
mod special;
mod standard_fact;
mod subject;
mod system_chips;
mod typical;
mod unit;
mod value;
mod variant;
mod verdict;
mod wording;
mod words;
mod years;

pub use aliases::{Aliases, AliasesError};
pub use finding::{Cell, Expected, Finding, Status};
pub use input::{TableFileError, read, read_file};
pub use report::{ReportError, coloured, document, summary, suspicious};

use crate::catalog::Catalog;

use entity::Names;
use judge::Judge;

/// The verdict on every cell, in the order of the cells.
pub fn judge(cells: &[Cell], catalog: &Catalog, aliases: &Aliases) -> Vec<Finding> {
    let mut judge = Judge::new(Names::new(catalog, &aliases.names), &aliases.properties);
    let mut findings: Vec<Finding> = Vec::with_capacity(cells.len());
    findings.resize(cells.len(), Finding::plain(Status::Unverified, 0.0, ""));
    let mut prints = cross::Prints::default();
    for grid in grid::split(cells) {
        let subjects = grid::understand(&grid, cells, &mut judge);
        for (at, subject) in grid.cells.iter().zip(&subjects) {
            findings[*at] = judge.cell(subject);
        }
        let mut table = shape::Table::new(&grid, cells, &subjects);
        variant::check(&table, &mut judge, &mut findings);
        one_version::check(&table, &mut judge, &mut findings);
        shape::check(&mut table, &mut judge, &mut findings);
        misplaced::check(&table, &mut findings);
        relation::check(&table, &mut judge, &mut findings);
        system_chips::check(&table, &mut findings);
        series::check(&table, &judge, &mut findings);
        prints.note(&table, &findings);
    }
    prints.check(cells, &mut findings);
    findings
}
