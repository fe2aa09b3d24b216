//! A valley with a reservoir: its water is conserved, comes when it must, and stays where it is
//! held.

use super::super::manning::Channel;
use super::super::rain;
use super::super::rain::member::Spread;
use super::super::rating::Strip;
use super::super::reservoir;
use super::super::runoff::Antecedent;
use super::*;
use crate::base::key::Key;
use proptest::prelude::*;

/// Two streams that meet, a reservoir below the first, a trunk of three reaches.
pub(crate) fn valley() -> FloodSetting {
    let reach = |name: &str, downstream, slope, width_m, catchment_km2, x_km: f64| ReachData {
        key: Key::written("reach", name),
        downstream,
        channel: Channel { length_m: 4_000.0, slope, width_m, roughness: 0.04 },
        ground: vec![Strip { height_m: 2.5, width_m: 2.0 * width_m }],
        lake_of: None,
        catchment_km2,
        catchment_slope: 0.03,
        curve_number: 75.0,
        x_m: 1_000.0 * x_km,
        y_m: 30_000.0,
    };
    FloodSetting {
        seed: Seed(11),
        storm: rain::tests::flagship(),
        spread: Spread::default(),
        antecedent: Antecedent::Average,
        ordinary_m3_s_km2: ORDINARY_M3_S_KM2,
        reaches: vec![
            reach("upper", Some(2), 0.01, 25.0, 60.0, 20.0),
            reach("side", Some(2), 0.02, 15.0, 25.0, 24.0),
            reach("gorge", Some(3), 0.005, 40.0, 10.0, 28.0),
            reach("town", None, 0.002, 70.0, 15.0, 32.0),
        ],
        reservoirs: vec![ReservoirData {
            key: Key::written("reservoir", "main"),
            reach: 0,
            reservoir: reservoir::tests::medium(),
            schedule: vec![Release { at_minutes: -10_000, outflow_m3_s: 120.0 }],
            gives_way: None,
            stands: true,
        }],
        gauges: vec![GaugeData { key: Key(7), x_m: 20_000.0, y_m: 30_000.0 }],
        horizon: Duration::from_minutes(720),
    }
}

fn opened(minutes: u64, outflow_m3_s: f64) -> Intervention {
    let reservoir = Key::written("reservoir", "main");
    let decision = Decision::Outflow(outflow_m3_s);
    Intervention { at: Time::from_minutes(minutes), reservoir, decision }
}

#[test]
fn water_is_conserved_over_every_member() {
    let flood = Flood::new(valley()).unwrap();
    for member in 0..MEMBERS {
        let balance = flood.prepare(member, &[opened(320, 600.0)]).balance;
        let error = balance.entered_m3 - balance.left_m3 - balance.stored_m3;
        assert!(error.abs() < 1e-9 * balance.entered_m3, "{balance:?}");
        assert!(balance.entered_m3 > 1e6);
    }
}

#[test]
fn runoff_that_enters_is_the_curve_numbers() {
    let mut setting = valley();
    setting.storm.end_minutes = 360;
    setting.storm.bursts.truncate(1);
    setting.horizon = Duration::from_minutes(4_000);
    let flood = Flood::new(setting.clone()).unwrap();
    let entered = flood.prepare_perturbed(&Perturbation::NONE, &[]).balance.entered_m3;
    let minutes = 4_000.0 + 780.0;
    let expected: f64 = setting
        .reaches
        .iter()
        .map(|reach| {
            let share = setting.storm.footprint.multiplier(reach.x_m, reach.y_m);
            let depth_mm = runoff::runoff_mm(310.0 * share, reach.curve_number);
            let ordinary = 60.0 * minutes * ORDINARY_M3_S_KM2;
            reach.catchment_km2 * (1_000.0 * depth_mm + ordinary)
        })
        .sum();
    assert!((entered / expected - 1.0).abs() < 1e-3, "{entered} {expected}");
}

#[test]
fn a_decision_changes_nothing_before_it_and_raises_the_river_after() {
    let flood = Flood::new(valley()).unwrap();
    let (calm, forked) = (flood.prepare(3, &[]), flood.prepare(3, &[opened(320, 600.0)]));
    let made = Time::from_minutes(320);
    let mut later = 0.0_f64;
    for reach in 0..4 {
        for minute in 0..=720 {
            let at = Time::from_minutes(minute);
            let (one, other) = (calm.stage_cm(reach, at), forked.stage_cm(reach, at));
            if at <= made {
                assert_eq!(one.to_bits(), other.to_bits(), "reach {reach} at {at}");
            } else {
                later = later.max(other - one);
            }
        }
    }
    assert!(later > 30.0, "{later}");
    assert_eq!(calm.stages_cm(0), forked.stages_cm(0), "the reservoir acts downstream only");
    assert_eq!(forked.outflow_m3_s(0, Time::from_minutes(340)), 600.0);
    let elsewhere = flood.prepare(3, &[opened(400, 50.0), opened(320, 600.0)]);
    let turned = flood.prepare(3, &[opened(320, 600.0), opened(400, 50.0)]);
    assert_eq!(elsewhere, turned);
}

#[test]
fn a_lake_stands_at_its_reservoirs_level_and_loses_no_water() {
    let mut setting = valley();
    setting.reaches[0].lake_of = Some(0);
    let flood = Flood::new(setting.clone()).unwrap();
    let field = flood.prepare(2, &[]);
    for minute in [0, 200, 400, 720] {
        let at = Time::from_minutes(minute);
        assert!((field.stage_cm(0, at) - field.level_cm(0, at)).abs() < 1e-3);
    }
    assert_eq!(flood.ground_conveyance(0), 0.0);
    let balance = field.balance;
    let error = balance.entered_m3 - balance.left_m3 - balance.stored_m3;
    assert!(error.abs() < 1e-9 * balance.entered_m3, "{balance:?}");
    setting.reaches[1].lake_of = Some(5);
    let refusals = Flood::new(setting).unwrap_err();
    assert_eq!(refusals.0.len(), 1, "{refusals}");
    assert_eq!(&*refusals.0[0].path, "reaches[1].lake_of");
}

#[test]
fn rain_at_a_place_is_what_its_gauge_measures() {
    let flood = Flood::new(valley()).unwrap();
    let gauge = flood.setting().gauges[0];
    assert_eq!(flood.rain(4, &gauge), *flood.prepare(4, &[]).rain(0));
}

#[test]
fn the_order_of_reaches_changes_no_bit() {
    let setting = valley();
    let mut turned = setting.clone();
    turned.reaches.reverse();
    for reach in &mut turned.reaches {
        reach.downstream = reach.downstream.map(|downstream| 3 - downstream);
    }
    turned.reservoirs[0].reach = 3;
    let (one, other) = (Flood::new(setting).unwrap(), Flood::new(turned).unwrap());
    let (one, other) = (one.prepare(5, &[]), other.prepare(5, &[]));
    for reach in 0..4 {
        assert_eq!(one.stages_cm(reach), other.stages_cm(3 - reach));
    }
}

#[test]
fn the_wave_comes_down_the_valley_and_members_differ() {
    let flood = Flood::new(valley()).unwrap();
    let field = flood.prepare_perturbed(&Perturbation::NONE, &[]);
    let peak = |reach: usize| {
        let stages = field.stages_cm(reach);
        let most = stages.iter().copied().fold(f32::MIN, f32::max);
        (stages.iter().position(|stage| *stage == most).unwrap(), most)
    };
    assert!(peak(1).0 <= peak(2).0 && peak(2).0 <= peak(3).0);
    assert!(peak(3).1 > 150.0, "{:?}", peak(3));
    let highest: Vec<f64> = (0..8).map(|one| flood.prepare(one, &[]).highest_cm(3)).collect();
    assert!(highest.windows(2).all(|pair| pair[0] != pair[1]), "{highest:?}");
    let drawn: std::collections::BTreeSet<u32> =
        (0..400).map(|run| flood.drawn_member(Seed(run), MEMBERS)).collect();
    assert_eq!(drawn.len(), 32);
}

#[test]
fn crossings_are_where_the_stage_is() {
    let flood = Flood::new(valley()).unwrap();
    let field = flood.prepare(1, &[]);
    let found = field.crossings(3, 120.0, &[1.0, 30.0, 60.0]);
    let later = found.iter().filter(|crossing| crossing.at > Time::START);
    assert!(later.clone().count() >= 2);
    for crossing in later {
        let depth_cm = field.depth_mm(3, 120.0, crossing.at) / 10.0;
        let nearest = [1.0, 30.0, 60.0].map(|limit: f64| (depth_cm - limit).abs());
        assert!(nearest.into_iter().fold(f64::MAX, f64::min) < 1e-3, "{depth_cm}");
    }
    assert!(field.crossings(3, field.highest_cm(3), &[1.0]).is_empty());
    // Height above the river's ordinary stage: `max(0, stage - height)`.
    let at = Time::from_minutes(360);
    let stage_cm = field.stage_cm(3, at);
    for (height_cm, depth_mm) in
        [(0.0, 10.0 * stage_cm), (stage_cm - 7.0, 70.0), (stage_cm, 0.0), (1e4, 0.0)]
    {
        assert!((field.depth_mm(3, height_cm, at) - depth_mm).abs() < 1e-9, "{height_cm}");
    }
}

#[test]
fn everything_wrong_is_said_at_once() {
    let mut setting = valley();
    setting.storm.total_mm = -1.0;
    setting.reaches[0].channel.slope = f64::NAN;
    setting.reaches[1].downstream = Some(9);
    setting.reaches[2].curve_number = 101.0;
    setting.reservoirs.push(setting.reservoirs[0].clone());
    setting.reservoirs[1].reach = 44;
    let refusals = Flood::new(setting).unwrap_err();
    let paths: Vec<&str> = refusals.0.iter().map(|refusal| &*refusal.path).collect();
    let expected = [
        "storm.total_mm",
        "reaches[0].slope",
        "reaches[2].curve_number",
        "reaches[1].downstream",
        "reservoirs[1].reach",
    ];
    assert_eq!(paths, expected);
    let mut circle = valley();
    circle.reaches[3].downstream = Some(2);
    let refusals = Flood::new(circle).unwrap_err();
    assert_eq!(refusals.0.len(), 2, "{refusals}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn more_rain_means_more_water_and_never_a_negative_flow(
        factor in 1.0..2.0f64,
        shift_minutes in -60.0..60.0f64,
    ) {
        let flood = Flood::new(valley()).unwrap();
        let one = Perturbation { shift_minutes, ..Perturbation::NONE };
        let other = Perturbation { rain_factor: factor, ..one };
        let (less, more) =
            (flood.prepare_perturbed(&one, &[]), flood.prepare_perturbed(&other, &[]));
        prop_assert!(more.balance.entered_m3 >= less.balance.entered_m3);
        for reach in 0..4 {
            prop_assert!(more.highest_cm(reach) >= less.highest_cm(reach) - 1e-3);
            for minute in 0..720 {
                prop_assert!(more.flow_m3_s(reach, Time::from_minutes(minute)) >= 0.0);
            }
        }
    }
}
