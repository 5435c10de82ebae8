use proptest::prelude::*;
use roofscape::report::svg::{
    Agreement, Axis, Chart, ChartError, Histogram, Pareto, Point, Roofline, Series,
};

use crate::{examples, golden};

#[test]
fn charts_look_as_they_did() {
    golden("roofline_one.svg", &examples::roofline_one().svg().unwrap());
    golden("roofline_four.svg", &examples::roofline_four().svg().unwrap());
    golden("pareto.svg", &examples::pareto().svg().unwrap());
    golden("histogram.svg", &examples::histogram().svg().unwrap());
    golden("agreement.svg", &examples::agreement().svg().unwrap());
    golden("waterfall.svg", &examples::waterfall().svg().unwrap());
    golden("heatmap.svg", &examples::heatmap().svg().unwrap());
}

#[test]
fn the_ridge_of_an_h100_is_written_on_the_roofline() {
    let svg = examples::roofline_one().svg().unwrap();
    assert!(svg.contains(">295.3</text>"));
    assert!(svg.contains(">HBM3 3.35 TB/s</text>"));
    assert!(svg.contains(">BF16 dense 989.4 TFLOP/s</text>"));
    assert!(!svg.contains("left out"));
}

#[test]
fn text_from_data_cannot_become_markup() {
    let svg = examples::waterfall().svg().unwrap();
    assert!(svg.contains("&amp; dispatch"));
    assert!(!svg.contains("<all-to-all>"));
}

#[test]
fn nothing_to_draw_is_an_error_that_names_the_chart() {
    let empty = Roofline { title: "No chips".into(), chips: vec![] }.svg().unwrap_err();
    assert_eq!(empty.to_string(), "chart `No chips`: nothing to draw, the list of chips is empty");
    let front = Pareto { front: vec![], ..examples::pareto() }.svg();
    assert!(matches!(front, Err(ChartError::Empty { what: "the front", .. })));
    let heat = examples::heatmap();
    let blank = heat.values.iter().map(|row| vec![None; row.len()]).collect();
    let blank = roofscape::report::svg::Heatmap { values: blank, ..heat }.svg();
    assert!(matches!(blank, Err(ChartError::Empty { .. })));
}

#[test]
fn values_that_cannot_be_drawn_are_named() {
    let mut chart = examples::roofline_one();
    chart.chips[0].roofs[0].bandwidth_tbps = 0.0;
    let zero = chart.svg().unwrap_err().to_string();
    assert!(zero.contains("bandwidth of H100 SXM HBM3 is 0"), "{zero}");
    let mut chart = examples::pareto();
    chart.cloud[4].y = f64::NAN;
    let nan = chart.svg().unwrap_err().to_string();
    assert!(nan.contains("y of cloud point 5 is NaN"), "{nan}");
    let mut chart = examples::waterfall();
    chart.bars[0].parts[1] = -1.0;
    assert!(matches!(chart.svg(), Err(ChartError::Negative { .. })));
    let mut chart = examples::histogram();
    chart.edges.swap(3, 4);
    assert!(matches!(chart.svg(), Err(ChartError::Edges { .. })));
    chart.edges.pop();
    assert!(matches!(chart.svg(), Err(ChartError::Length { .. })));
}

fn axis(log: bool) -> Axis {
    if log { Axis::log("x", "s") } else { Axis::linear("x", "s") }
}

fn value(log: bool) -> impl Strategy<Value = f64> {
    let sign = if log { 1.0 } else { -1.0 };
    prop_oneof![
        (1e-9..1e9f64),
        (-300.0..300.0f64).prop_map(|e| 10f64.powf(e)),
        (1e-3..1e3f64).prop_map(move |x| sign * x),
        Just(1.0),
    ]
}

fn points() -> impl Strategy<Value = (bool, Vec<Point>)> {
    any::<bool>().prop_flat_map(|log| {
        let point = (value(log), value(log)).prop_map(|(x, y)| Point::new(x, y).labelled("<p>"));
        (Just(log), prop::collection::vec(point, 1..12))
    })
}

/// Whether every attribute that should be a number is one.
fn drawable(svg: &str) -> bool {
    !["NaN", "inf", "<p>"].iter().any(|bad| svg.contains(bad))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_finite_points_give_finite_coordinates((log, front) in points()) {
        let (x, y) = (axis(log), axis(log));
        let cloud = front.clone();
        let series = vec![Series { name: "s".into(), points: front.clone() }];
        let pareto = Pareto { title: "t".into(), x: x.clone(), y: y.clone(), front, cloud };
        prop_assert!(drawable(&pareto.svg().unwrap()));
        let agreement = Agreement { title: "t".into(), x, y, series, band: Some(0.5) };
        prop_assert!(drawable(&agreement.svg().unwrap()));
    }

    #[test]
    fn any_counts_give_finite_bars(counts in prop::collection::vec(any::<u64>(), 1..30)) {
        for y in [Axis::linear("n", ""), Axis::log("n", "")] {
            let edges = (0..=counts.len()).map(|i| i as f64).collect();
            let (title, counts, marks) = ("t".into(), counts.clone(), vec![]);
            let x = Axis::linear("x", "s");
            let chart = Histogram { title, x, y, edges, counts, marks };
            prop_assert!(drawable(&chart.svg().unwrap()));
        }
    }
}
