//! Masts and substations that stand in the water of a flood: when it is at each, how deep, and that
//! it fails. What fails with it, and who hears of it, is for the simulation.

use super::Drill;
use super::timeline::{Change, Crossing};
use crate::base::id::FacilityId;
use crate::county::drainage::{NO_REACH, bank_height_m, drained_km2};
use crate::county::place::FacilityKind;
use crate::hazard::assumption::Assumption;
use crate::hazard::flood::FloodField;
use crate::vocabulary::fact::{Fact, FactKind, Subject};

/// Depth at which a mast's cabinet and batteries stand in the water, cm: a placeholder.
const MAST_CM: f64 = 60.0;
/// Depth at which a substation is switched off or fails, cm.
const SUBSTATION_CM: f64 = 120.0;
/// How far from the junction that a map gives its site is sought, m: a placeholder. Both are put on
/// the highest ground near by, and not into the street of which the map knows.
const SITE_M: f64 = 200.0;

/// A facility that water can put out of work.
struct Exposed {
    facility: FacilityId,
    reach: usize,
    /// Height of the highest ground at its site above the ordinary stage of the reach.
    ground_cm: f64,
    /// Depth at which it fails.
    limit_cm: f64,
}

/// Masts and substations on ground that drains to a river, in order of storage.
fn exposed(drill: &Drill) -> Vec<Exposed> {
    let county = &drill.county;
    let terrain = &county.terrain;
    let drained = drained_km2(&county.reaches);
    let of = |(index, facility): (usize, &crate::county::place::Facility)| {
        let limit_cm = match facility.kind {
            FacilityKind::Mast => MAST_CM,
            FacilityKind::Substation => SUBSTATION_CM,
            _ => return None,
        };
        let node = &county.network.nodes[facility.node.index()];
        let ground = |(column, row): (usize, usize)| {
            let reach = terrain.reach.at(column, row);
            let reach = (reach != NO_REACH).then_some(usize::from(reach))?;
            let above_cm = f64::from(terrain.above_river_cm.at(column, row));
            // In a cell that holds the channel it stands on the bank.
            let bank_cm = 100.0 * bank_height_m(drained[reach]);
            Some((if above_cm == 0.0 { bank_cm } else { above_cm }, reach))
        };
        let near = terrain.elevation_m.cells_within(node.x_m, node.y_m, SITE_M).into_iter();
        let highest = near.filter_map(ground).max_by(|one, other| one.0.total_cmp(&other.0));
        let (ground_cm, reach) = highest?;
        Some(Exposed { facility: FacilityId::from_index(index), reach, ground_cm, limit_cm })
    };
    county.facilities.iter().enumerate().filter_map(of).collect()
}

/// When masts and substations stand so deep in the water that they fail: first the water, then
/// the failure because of it. What has failed stays out of work when the water has gone.
pub(super) fn crossings(drill: &Drill, field: &FloodField, crossings: &mut Vec<Crossing>) {
    for one in exposed(drill) {
        let found = field.crossings(one.reach, one.ground_cm, &[one.limit_cm]);
        let Some(first) = found.iter().find(|crossing| crossing.class > 0) else { continue };
        let key = drill.county.facilities[one.facility.index()].key;
        let water = Fact::new(FactKind::FacilityDepth, Subject::Facility(one.facility));
        let mut push = |change, because| {
            crossings.push(Crossing { at: first.at, key, change, because });
        };
        push(Change::Fact(water, one.limit_cm as i64), None);
        push(Change::Destroyed(one.facility), Some(water));
    }
}

/// What this assumes beyond the models.
pub fn assumptions() -> Vec<Assumption> {
    let line = Assumption::placeholder;
    vec![
        line(
            "outage.site",
            "基站、变电站选址在附近高处的范围",
            "how far around masts and substations stand on the highest ground",
            SITE_M,
            "m",
        ),
        line(
            "outage.mast_depth",
            "基站因水淹退服的水深",
            "depth of water at which a mast fails",
            MAST_CM,
            "cm",
        ),
        line(
            "outage.substation_depth",
            "变电站因水淹停运的水深",
            "depth of water at which a substation fails",
            SUBSTATION_CM,
            "cm",
        )
        .recalled("HAZUS flood model, electric substations (4 ft)"),
    ]
}
