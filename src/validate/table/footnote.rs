//! Peaks with a footnote sign, `1,979*`: whether the footnote says that sparsity is counted.
//!
//! The footnote itself is seldom part of a table. The title may tell, `(*with sparsity)`; else the
//! marked cells do, where more of them are peaks with sparsity than dense ones.

use super::compare;
use super::judge::Judge;
use super::label;
use super::property::{Property, Sparse};
use super::subject::Subject;
use super::words;

/// Reads the marked peaks of a table as peaks with sparsity, where its title or they say so.
pub(super) fn settle<'a>(title: &str, subjects: &mut [Subject<'a>], judge: &mut Judge<'a>) {
    let is_marked = |s: &Subject| {
        s.printed.is_marked && matches!(s.property(), Some(Property::Peak(_, _, Sparse::Dense)))
    };
    let marked: Vec<usize> = (0..subjects.len()).filter(|i| is_marked(&subjects[*i])).collect();
    if marked.is_empty() {
        return;
    }
    let title_says = label::stated_sparse(&words::plain(title)) == Some(Sparse::Counted);
    let (mut sparse, mut dense) = (0, 0);
    for i in &marked {
        let subject = &subjects[*i];
        let Some(Property::Peak(engine, format, _)) = subject.property() else { continue };
        let mut is = |counted| {
            let property = Property::Peak(engine, format, counted);
            let facts = judge.facts(subject, property);
            let number = subject.canonical(property);
            number.is_some_and(|n| compare::find(n, &facts.numbers, property).is_some())
        };
        sparse += usize::from(is(Sparse::Counted));
        dense += usize::from(is(Sparse::Dense));
    }
    if title_says || sparse > dense {
        for i in marked {
            let mut printed = (*subjects[i].printed).clone();
            printed.note = format!("{} (sparse)", printed.note).trim().to_owned();
            printed.sparse = Some(Sparse::Counted);
            subjects[i].printed = std::rc::Rc::new(printed);
        }
    }
}
