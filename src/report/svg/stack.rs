use super::frame::WIDTH;
use crate::report::export::escape_html as escape;

/// Finished charts of this module one below the other, as one `<svg>` element.
///
/// ```
/// use roofscape::report::svg::stacked;
/// let chart = "<svg width=\"900\" height=\"300\"></svg>".to_owned();
/// assert!(stacked("two", &[chart.clone(), chart]).contains("viewBox=\"0 0 900 600\""));
/// ```
pub fn stacked(title: &str, charts: &[String]) -> String {
    let mut body = String::new();
    let mut height = 0.0;
    for chart in charts {
        body += &chart.replacen("<svg ", &format!("<svg y=\"{height}\" "), 1);
        height += height_of(chart);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\n<title>{}</title>\n{body}</svg>\n",
        escape(title)
    )
}

/// The height that the root element of a chart states.
fn height_of(chart: &str) -> f64 {
    let value = chart.split_once(" height=\"").and_then(|(_, rest)| rest.split('"').next());
    value.and_then(|v| v.parse().ok()).unwrap_or(0.0)
}
