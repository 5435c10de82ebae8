//! The catalogue of language models against what their makers publish.

use roofscape::catalog::model::{Model, find, models};

fn model(id: &str) -> Model {
    find(&models().unwrap(), id).unwrap().clone()
}

/// Relative tolerance of a model's published total, and why it is wider than rounding explains.
const TOLERANCE: f64 = 0.01;
const WIDER: [(&str, f64, &str); 0] = [];

#[test]
fn computed_totals_agree_with_published_totals() {
    let mut wrong = Vec::new();
    for m in models().unwrap() {
        let published = m.published_params_b.expect("every built-in model has a published count");
        let computed = m.parameters().total() as f64 / 1e9;
        let tolerance = WIDER.iter().find(|w| w.0 == m.id).map_or(TOLERANCE, |w| w.1);
        let error = computed / published - 1.0;
        println!("{:<18} {computed:>10.4} {published:>9} {:>+7.3} %", m.id, 100.0 * error);
        if error.abs() > tolerance {
            wrong.push(format!("{}: computed {computed}e9, published {published}e9", m.id));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
