//! Tiles and waves against published cases, as counted by the equations the kernels use.

use crate::model::roofline::{ceil_near, tiles};

const CASES: &str = include_str!("../../../validation/oracles/wave_quantization.csv");

#[test]
fn published_tile_and_wave_counts_come_out_equal() {
    let mut reader = csv::Reader::from_reader(CASES.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let mut cases = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let at = |name: &str| {
            let column = columns.iter().position(|c| c == name).unwrap();
            record[column].parse::<f64>().unwrap()
        };
        let [m, n, units] = ["M", "N", "sms"].map(at);
        let [tile_m, tile_n] = ["tile_m", "tile_n"].map(at);
        let count = tiles(m, tile_m) * tiles(n, tile_n);
        let waves = ceil_near(count / units);
        assert_eq!([count, waves], ["tiles", "waves"].map(at), "{record:?}");
        // Shares are given to six digits.
        let filled = count / (waves * units);
        let covered = m * n / (count * tile_m * tile_n);
        for (name, share) in [
            ("wave_efficiency", filled),
            ("tile_efficiency", covered),
            ("total_efficiency", filled * covered),
        ] {
            assert!((share - at(name)).abs() < 1e-6, "{name} {share}: {record:?}");
        }
        cases += 1;
    }
    assert_eq!(cases, 31);
}

#[test]
fn one_row_more_than_98_tiles_is_a_second_wave_on_an_a100() {
    // Published: about 60 TFLOP/s at 1792, 43 at 1793: 7 x 14 tiles become 8 x 15.
    let waves = |n: f64| ceil_near(tiles(n, 256.0) * tiles(n, 128.0) / 108.0);
    assert_eq!((waves(1792.0), waves(1793.0)), (1.0, 2.0));
}
