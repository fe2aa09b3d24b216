//! Danger, sparks and harm of a fire whose arrivals are given.

use super::*;

/// A fire that is in the cell at (450, 450) after 100 minutes, and 10 later in the one east of
/// it.
fn fire(sparks: Vec<Sparks>) -> Fire {
    let mut arrivals = Grid::filled(9, 9, 100.0, f64::INFINITY);
    arrivals.set(4, 4, 100.0);
    arrivals.set(5, 4, 110.0);
    Fire { near: beside(&arrivals), sparks, fierce: Vec::new(), end: 300.0 }
}

#[test]
fn danger_rises_before_the_fire_and_ends_when_it_has_gone_on() {
    let classes = fire(Vec::new()).classes((350.0, 550.0), 10.0, 240);
    let at = |minute: usize| classes[minute - 10];
    assert_eq!([at(39), at(40), at(79), at(80), at(99), at(100)], [0, 1, 1, 2, 2, 3]);
    assert_eq!([at(144), at(145), at(250)], [3, 0, 0]);
    let beside = fire(Vec::new());
    assert_eq!([(650.0, 450.0), (250.0, 450.0)].map(|at| beside.at(at)), [110.0, f64::INFINITY]);
    assert!(beside.at((-1.0, 450.0)).is_infinite());
    assert!(beside.classes((250.0, 450.0), 10.0, 240).iter().all(|class| *class == 0));
}

#[test]
fn sparks_land_downwind_within_their_reach_from_the_first_to_after_the_last() {
    let sparks =
        |minutes, reach_m| Sparks { from_m: (450.0, 450.0), minutes, reach_m, toward: (0.0, 1.0) };
    let fire = fire(vec![sparks(100.0, 400.0), sparks(150.0, 400.0), sparks(160.0, 200.0)]);
    let dangerous = |place: (f64, f64)| -> Vec<usize> {
        let classes = fire.classes(place, 0.0, 240);
        (0..classes.len()).filter(|minute| classes[*minute] > 0).collect()
    };
    assert_eq!(dangerous((460.0, 840.0)), (100..170).collect::<Vec<_>>());
    // Beside the wind, against it, and beyond their reach.
    assert!(dangerous((750.0, 750.0)).is_empty());
    assert!(dangerous((450.0, 150.0)).is_empty());
    assert!(dangerous((450.0, 860.0)).is_empty());
}

#[test]
fn who_stays_is_hurt_while_the_fire_passes_and_nobody_where_it_does_not_come() {
    let exposure = Exposure {
        incident: crate::base::id::IncidentId(0),
        node: crate::base::id::NodeId(0),
        offset_m: (0.0, 0.0),
        begins: Time::START,
        first_area: 0,
        outdoors: 0.5,
        kind: crate::base::id::IncidentKindId(0),
        cause: crate::event_log::event::CasualtyCause::Fire,
    };
    let dose = |arrivals: &[f64]| dose(&exposure, AreaId(0), arrivals, 60);
    assert!(dose(&[f64::INFINITY, 61.0]).is_none());
    let half = dose(&[20.0, f64::INFINITY]).expect("it comes to one of two places");
    for (hurt, share) in half.hurt.iter().zip(HURT) {
        let expected = [0.0, 0.0, 0.0, 0.0, 0.0, 0.25, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
        for (found, expected) in hurt.iter().zip(expected) {
            assert!((found - share * expected).abs() < 1e-12, "{hurt:?}");
        }
        assert_eq!(hurt.len(), 13);
    }
}
