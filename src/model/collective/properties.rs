//! What holds for every collective, whatever the constants.

use proptest::prelude::*;

use super::custom::{CustomConstants, EagerConstants, custom, eager};
use super::exchange::{ExchangeConstants, all_to_all};
use super::ring::{RingConstants, ring};
use super::{Traffic, kernel};
use crate::model::Kernel;

/// The default of every constant.
fn defaults() -> (RingConstants<f64>, ExchangeConstants<f64>, CustomConstants<f64>) {
    fn values(slots: &[crate::model::Slot]) -> Vec<f64> {
        slots.iter().map(|s| s.default.unwrap().value).collect()
    }
    (
        RingConstants::take(&mut values(RingConstants::<f64>::SLOTS).iter()),
        ExchangeConstants::take(&mut values(ExchangeConstants::<f64>::SLOTS).iter()),
        CustomConstants::take(&mut values(CustomConstants::<f64>::SLOTS).iter()),
    )
}

#[test]
fn eight_h100_all_reduce_a_megabyte() {
    let c = RingConstants {
        base_us: 5.0,
        channels_us: 1.0,
        hop_us: 1.0,
        low_share: 0.25,
        bulk_us: 1e6, // never taken
        step_us: 1.0,
        bulk_share: 1.0,
        copy: 0.9,
        staging: 0.0,
    };
    let time: f64 = ring(Traffic::all_reduce(0.9, 8.0, 2.0), 0.45, &c);
    // Launch 5 + 0.9 / 0.912 288, 14 hops, 1.575 MB at 0.1125 TB/s, 0.1125 MB copied.
    let by_hand = 5.0 + 0.9 / 0.912_288 + 14.0 + 14.0 + 0.225;
    assert!((time / by_hand - 1.0).abs() < 1e-4, "{time} {by_hand}");
}

#[test]
fn long_all_gathers_reach_their_share_of_the_link() {
    let (c, ..) = defaults();
    let t = Traffic::all_gather(1e7, 8.0, 2.0);
    let busbw = t.volume / ring(t, 0.45, &c);
    // The share of whole chunks, into which flagged data blend, and the chip's own eighth
    // copied.
    let share = (c.bulk_share.powi(4) + c.low_share.powi(4)).powf(0.25);
    assert!(share / c.bulk_share < 1.005);
    let limit = 0.45 / (1.0 / share + c.copy / 7.0);
    assert!((busbw / limit - 1.0).abs() < 1e-3, "{busbw} {limit}");
}

#[test]
fn one_chip_does_nothing() {
    let (r, x, c) = defaults();
    assert_eq!(ring(Traffic::all_reduce(16.0, 1.0, 2.0), 0.45, &r), 0.0);
    assert_eq!(ring(Traffic::all_gather(16.0, 1.0, 2.0), 0.45, &r), 0.0);
    assert_eq!(all_to_all(16.0, 1.0, 0.45, &x), 0.0);
    assert_eq!(custom(16.0, 1.0, 0.45, 1.0, &c), 0.0);
}

#[test]
fn a_pair_needs_no_staging_and_eight_chips_do() {
    let (mut c, ..) = defaults();
    let time = |ranks, c: &_| ring(Traffic::all_reduce(64.0, ranks, 2.0), 0.032, c);
    let (pair, eight) = (time(2.0, &c), time(8.0, &c));
    c.staging = 3.0;
    assert_eq!(time(2.0, &c), pair);
    assert!(time(8.0, &c) > 10.0 * eight);
}

#[test]
fn outside_a_graph_short_vectors_wait_for_the_host() {
    let host = EagerConstants { host_us: 25.0, stage_share: 0.8 };
    let short: f64 = eager(5.0, 0.001, 3.35, &host);
    assert!((short / 25.0 - 1.0).abs() < 1e-3);
    let long: f64 = eager(1000.0, 268.0, 3.35, &host);
    assert!((long / 1200.0 - 1.0).abs() < 1e-3);
}

fn log_uniform(low: f64, high: f64) -> impl Strategy<Value = f64> + Clone {
    (low.ln()..high.ln()).prop_map(f64::exp)
}

/// Codes of `collective.op` and `collective.library`.
fn any_question() -> impl Strategy<Value = (f64, f64)> {
    (0..6u8, 0..2u8).prop_map(|(op, library)| (f64::from(op), f64::from(library)))
}

prop_compose! {
    /// Constants as fits give them: times in us, shares of the link, and copies, which are
    /// never dearer than sending.
    fn any_constants()(
        times in proptest::collection::vec(log_uniform(0.01, 200.0), 32),
        shares in proptest::collection::vec(0.02..1.0, 32),
        staging in prop_oneof![Just(0.0), 0.0..10.0],
    ) -> Vec<(&'static str, f64)> {
        let slots = Kernel::Collective.slots().iter().filter(|s| s.name.contains("_constant."));
        slots.zip(times.iter().zip(shares)).map(|(s, (time, share))| {
            (s.name, match s.name {
                n if n.ends_with("_us") => *time,
                n if n.ends_with("staging") => staging,
                // The smooth minimum of three transfers is at most 3^(1/4) times as fast as one:
                // with these, no choice of them moves more than the link does.
                n if n.ends_with("_share") => 0.75 * share,
                _ => share,
            })
        }).collect()
    }
}

fn point(given: &[(&str, f64)], constants: &[(&str, f64)]) -> Vec<f64> {
    let value = |name: &str| {
        let all = given.iter().chain(constants);
        all.filter(|(n, _)| *n == name).map(|(_, v)| *v).next_back()
    };
    let slots = Kernel::Collective.slots().iter();
    slots.map(|s| value(s.name).or(s.default.map(|d| d.value)).unwrap_or(1.0)).collect()
}

fn time(slots: &[f64]) -> f64 {
    Kernel::Collective.evaluate(slots).metrics[0]
}

fn at(name: &str) -> usize {
    Kernel::Collective.slots().iter().position(|s| s.name == name).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn more_work_takes_longer_and_more_resource_less(
        (op, library) in any_question(),
        mb in log_uniform(1e-6, 1e5), ranks in 1..64u8,
        links in 1..18u8, link in log_uniform(1e-3, 0.1), factor in 1.0..4.0,
        constants in any_constants(),
    ) {
        let given = [
            ("collective.op", op), ("collective.library", library), ("collective.mb", mb),
            ("collective.ranks", f64::from(ranks)), ("chip.scaleup_links", f64::from(links)),
            ("chip.scaleup_link_tbps", link), ("chip.scaleup_domain", 64.0),
        ];
        let slots = point(&given, &constants);
        let now = time(&slots);
        prop_assert!(now.is_finite() && now >= 0.0);
        let changed = |name: &str, value: f64| {
            let mut slots = slots.clone();
            slots[at(name)] = value;
            time(&slots)
        };
        let near = 1.0 + 1e-12;
        prop_assert!(changed("collective.mb", mb * factor) * near >= now);
        for (name, value) in [
            ("chip.scaleup_links", f64::from(links) + 1.0),
            ("chip.scaleup_link_tbps", link * factor),
            ("chip.scaleup_factor", factor),
        ] {
            prop_assert!(changed(name, value) <= now * near, "{name}");
        }
        // A chip more means smaller pieces of an all-to-all, which may be sent otherwise.
        if op != 3.0 {
            let more = changed("collective.ranks", f64::from(ranks) + 1.0);
            prop_assert!(more * near >= now, "{more} < {now}");
        }
    }
}

#[test]
fn every_metric_is_declared() {
    let slots = point(&[("collective.ranks", 8.0), ("collective.mb", 16.0)], &[]);
    let outcome = Kernel::Collective.evaluate(&slots);
    assert_eq!(outcome.metrics.len(), kernel::METRICS.len());
    let [time, algbw, busbw, share] = outcome.metrics[..] else { unreachable!() };
    assert!((algbw - 16e3 / time).abs() < 1e-9 * algbw);
    assert!((busbw / algbw - 1.75).abs() < 1e-12 && share > 0.0);
}
