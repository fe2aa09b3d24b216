//! From a drill to the timeline of what its hazards change in the county, in one member of the
//! ensemble.

use super::timeline::{Intervention, Timeline};
use super::{Drill, cloud, fire, shaking, slope, water, wind};
use crate::base::chance::{Purpose, Seed};
use crate::hazard::flood::Flood;

/// The member of the ensemble that a run of this seed plays.
pub fn member(drill: &Drill, flood: Option<&Flood>, seed: Seed) -> u32 {
    let members = u32::from(drill.scenario.members);
    let scenario = &drill.scenario;
    let key =
        (scenario.earthquake.as_ref().map(|it| it.key)).or(scenario.wind.as_ref().map(|it| it.key));
    // A storm's members are its own; where none falls, a river does not set them.
    match (flood.filter(|_| scenario.flood.is_some()), key) {
        (Some(flood), _) => flood.drawn_member(seed, members),
        (None, Some(key)) => seed.draws(Purpose::Member, key).below(members),
        (None, None) => 0,
    }
}

/// What a member does over the county after these interventions.
pub fn timeline(
    drill: &Drill,
    flood: Option<&Flood>,
    member: u32,
    interventions: &[Intervention],
) -> Timeline {
    let (mut hits, mut shocks) = (Vec::new(), Vec::new());
    let (mut doses, mut perils) = (Vec::new(), Vec::new());
    let mut crossings = shaking::crossings(drill, member, (&mut hits, &mut shocks));
    if let Some(flood) = flood {
        water::water(drill, flood, member, interventions, &mut crossings);
    }
    crossings.extend(slope::crossings(drill, flood, member));
    crossings.extend(wind::crossings(drill, member));
    let followed = (&mut doses, &mut perils);
    crossings.extend(cloud::crossings(drill, member, interventions, followed));
    let followed = (&mut doses, &mut perils);
    crossings.extend(fire::crossings(drill, member, interventions, followed));
    Timeline::new(crossings, (hits, shocks), doses, perils)
}
