//! Whom an audience can mean in a county, whatever the subject; audiences that mean nobody.

use std::collections::BTreeSet;

use super::super::Plan;
use super::super::file::{Action, Audience, PlanFile};
use crate::base::check::Checker;
use crate::base::id::DeskId;
use crate::county::place::{County, ZoneKind};

/// Every desk that `audience` can mean about some subject, seen from the desks `acting` (from any
/// where none are given).
pub(super) fn members(
    plan: &Plan,
    county: &County,
    audience: &Audience<DeskId>,
    acting: Option<&BTreeSet<DeskId>>,
) -> BTreeSet<DeskId> {
    let all = || (0..plan.desks.len()).map(DeskId::from_index).collect::<BTreeSet<DeskId>>();
    let of_kind = |is_village: bool| -> BTreeSet<DeskId> {
        (county.zones.iter().zip(&plan.zone_desk))
            .filter(|(zone, _)| (zone.kind == ZoneKind::Village) == is_village)
            .filter_map(|(_, desk)| *desk)
            .collect()
    };
    match audience {
        Audience::Desk(desk) => BTreeSet::from([*desk]),
        Audience::Itself => acting.cloned().unwrap_or_else(all),
        Audience::Superior => {
            let acting = acting.cloned().unwrap_or_else(all);
            acting.iter().filter_map(|desk| plan.desks[desk.index()].reports_to).collect()
        }
        // A subject may lie in a township's seat as well.
        Audience::VillageOfSubject => plan.zone_desk.iter().copied().flatten().collect(),
        Audience::Villages => of_kind(true),
        Audience::Townships | Audience::TownshipOfSubject => of_kind(false),
        Audience::Downstream => county
            .areas
            .iter()
            .flat_map(|area| [area.zone, county.zones[area.zone.index()].parent])
            .filter_map(|zone| plan.zone_desk[zone.index()])
            .collect(),
    }
}

/// What a written audience is in the plan that was resolved from it.
pub(super) fn resolved(plan: &Plan, audience: &Audience) -> Audience<DeskId> {
    match audience {
        Audience::Desk(name) => {
            let found = plan.desks.binary_search_by(|desk| desk.name.cmp(name));
            Audience::Desk(DeskId::from_index(found.expect("names were resolved before")))
        }
        Audience::VillageOfSubject => Audience::VillageOfSubject,
        Audience::TownshipOfSubject => Audience::TownshipOfSubject,
        Audience::Superior => Audience::Superior,
        Audience::Itself => Audience::Itself,
        Audience::Townships => Audience::Townships,
        Audience::Villages => Audience::Villages,
        Audience::Downstream => Audience::Downstream,
    }
}

/// Warns of audiences that mean no desk in this county.
pub(super) fn empty(check: &mut Checker, file: &PlanFile, plan: &Plan, county: &County) {
    let mut test = |path: String, audience: &Audience| {
        let resolved = resolved(plan, audience);
        if members(plan, county, &resolved, None).is_empty() {
            check.warning(
                &path,
                plan.audience_name(&resolved),
                "本县有此类岗位",
                "desks that this county has",
            );
        }
    };
    for (index, flow) in file.flows.iter().enumerate() {
        test(format!("flows[{index}].from"), &flow.from);
        for (place, audience) in flow.to.iter().enumerate() {
            test(format!("flows[{index}].to[{place}]"), audience);
        }
    }
    for (index, monitoring) in file.monitoring.iter().enumerate() {
        for (place, audience) in monitoring.to.iter().enumerate() {
            test(format!("monitoring[{index}].to[{place}]"), audience);
        }
    }
    for (index, reporting) in file.reporting.iter().enumerate() {
        test(format!("reporting[{index}].from"), &reporting.from);
        test(format!("reporting[{index}].to"), &reporting.to);
    }
    for (index, rule) in file.rules.iter().enumerate() {
        test(format!("rules[{index}].desk"), &rule.desk);
        for (place, action) in rule.then.iter().enumerate() {
            if let Action::Call(audience) = action {
                test(format!("rules[{index}].then[{place}]"), audience);
            }
        }
    }
}
