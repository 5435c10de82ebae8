use roofscape::report::page::{Block, Document};
use roofscape::report::svg::Chart;
use roofscape::report::{Cell, Column, Table, Warning};

use crate::{examples, golden};

fn document() -> Document {
    let mut table = Table::new(vec![
        Column::text("chip"),
        Column::number("published", "TFLOP/s"),
        Column::number("derived", "TFLOP/s"),
        Column::percent("error"),
    ])
    .unwrap();
    let rows = [
        ("V100", 125.0, Some(125.3)),
        ("A100", 312.0, Some(311.9)),
        ("H100 SXM", 989.4, Some(989.4)),
        ("MI100", 184.6, Some(170.0)),
        ("MI300X", 1307.4, None),
    ];
    for (chip, published, derived) in rows {
        let error = derived.map(|d: f64| d / published - 1.0);
        table.push(vec![chip.into(), published.into(), derived.into(), error.into()]).unwrap();
    }
    let mut document = Document::new("Peaks: derived & published");
    document
        .paragraph(
            "Every peak follows from units, lanes and clock; 1 of 5 is off by more than 2 %.",
        )
        .heading("Agreement")
        .table(table, "Dense BF16 or FP16 peak")
        .figure(examples::agreement().svg().unwrap(), "Derived against published peak")
        .add(Block::List(vec!["clocks are boost clocks".into(), "sparsity is not counted".into()]))
        .warnings(&[Warning::Estimated {
            input: "MI100 clock".into(),
            basis: "mean of two sources <2 % apart>".into(),
        }]);
    document
}

#[test]
fn markdown_reads_as_it_did_and_names_its_charts() {
    let (text, charts) = document().to_markdown("peaks").unwrap();
    golden("page.md", &text);
    assert_eq!(charts.len(), 1);
    assert!(text.contains(&format!("]({})", charts[0].name)));
    assert!(charts[0].svg.starts_with("<svg "));
}

#[test]
fn html_is_self_contained_and_escaped() {
    let html = document().to_html();
    golden("page.html", &html);
    assert!(html.contains("<h1>Peaks: derived &amp; published</h1>"));
    assert!(html.contains("&lt;2 % apart&gt;"));
    // The only address is the name of the SVG vocabulary, which no browser loads.
    let addresses: Vec<_> = html.match_indices("http").collect();
    assert_eq!(addresses.len(), html.matches("xmlns=\"http://www.w3.org/2000/svg\"").count());
}

#[test]
fn json_keeps_full_precision_and_the_order_of_blocks() {
    let json = document().to_json();
    let kinds: Vec<&str> =
        json["blocks"].as_array().unwrap().iter().map(|b| b["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["paragraph", "heading", "table", "figure", "list", "note"]);
    let error = &json["blocks"][2]["rows"][3]["error [fraction]"];
    assert_eq!(error.as_f64(), Some(170.0 / 184.6 - 1.0));
    assert!(json["blocks"][2]["rows"][4]["derived [TFLOP/s]"].is_null());
}

#[test]
fn a_missing_value_stays_missing_in_every_format() {
    let mut table = Table::new(vec![Column::number("x", "s")]).unwrap();
    table.push(vec![Cell::Missing]).unwrap();
    let mut document = Document::new("t");
    document.table(table, "");
    assert!(document.to_html().contains("data-missing>–</td>"));
    assert!(document.to_markdown("t").unwrap().0.ends_with("| – |\n"));
}
