//! A format written beside a number that is another format's: `432 (FP8)` where 432 is the BF16 peak.

use crate::catalog::Precision;

use super::compare;
use super::fact::Fact;
use super::finding::{Finding, Status};
use super::judge::Judge;
use super::property::{Format, Property, Sparse};
use super::subject::Subject;
use super::value::Number;
use super::verdict::base;

/// The verdict on a peak whose remark names the wrong format; `None` where the remark is right, or
/// no format has that peak.
///
/// `own` is what the label asks for, `noted` what the remark makes of it, `finding` the verdict on
/// that.
pub(super) fn wrong<'a>(
    judge: &mut Judge<'a>,
    subject: &Subject<'a>,
    own: Property,
    noted: Property,
    finding: &Finding,
) -> Option<Finding> {
    let (Property::Peak(_, format, _), Property::Peak(engine, Format::One(noted), counted)) =
        (own, noted)
    else {
        return None;
    };
    if matches!(finding.status, Status::Ok | Status::OkRounding | Status::Label) {
        return None;
    }
    // Twice the dense peak is sparsity sooner than another format.
    if finding.message.contains("structured sparsity") {
        return None;
    }
    let number = subject.canonical(own)?;
    if let Format::One(asked) = format {
        if asked == noted {
            return None;
        }
        let is_16 = |p: Precision| matches!(p, Precision::Fp16 | Precision::Bf16);
        let bits16 = is_16(asked) && !is_16(noted);
        let (Property::Peak(engine, _, sparse), true) = (own, bits16) else {
            let (fact, _) = asked_for(judge, subject, own, number)?;
            return Some(label(subject, own, &fact, asked, noted));
        };
        let either = Property::Peak(engine, Format::Bits16, sparse);
        let (fact, _) = asked_for(judge, subject, either, number)?;
        return Some(label(subject, either, &fact, asked, noted));
    }
    // Sparsity may be counted where the remark does not say.
    [counted, Sparse::Counted].into_iter().find_map(|sparse| {
        Precision::ALL.into_iter().filter(|p| *p != noted).find_map(|other| {
            let property = Property::Peak(engine, Format::One(other), sparse);
            let (fact, _) = asked_for(judge, subject, property, number)?;
            Some(label(subject, property, &fact, other, noted))
        })
    })
}

fn asked_for<'a>(
    judge: &mut Judge<'a>,
    subject: &Subject<'a>,
    property: Property,
    number: Number,
) -> Option<(Fact, compare::Agreement)> {
    let facts = judge.facts(subject, property);
    compare::find(number, &facts.numbers, property).map(|(fact, how)| (fact.clone(), how))
}

fn label(
    subject: &Subject,
    property: Property,
    fact: &Fact,
    is: Precision,
    noted: Precision,
) -> Finding {
    let mut f = base(subject, property, Status::Label, Some(fact));
    f.confidence = fact.weight * 0.9;
    f.message = format!("the peak in {is} ({}), with {noted} written beside it", fact.formula);
    f
}
