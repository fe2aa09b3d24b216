//! Outbreaks: numbers that the models hold for, people enough for those who fall ill, tasks and
//! zones that there are; chains that need not end.

use super::super::file::{HomeFile, LawFile, OutbreakFile, ScenarioFile};
use super::super::happening::{Happening, Prevention};
use super::super::outbreak::{HomeSetting, Measure, OutbreakSetting};
use super::Step;
use super::happening::task;
use super::opinion::zones;
use super::pressure::Forces;
use super::spreading::incident_kind;
use crate::base::id::HappeningId;
use crate::base::key::Key;
use crate::base::problem::Problem;
use crate::hazard::epidemic::branching::Branching;
use crate::hazard::epidemic::zones::{Epidemic, Travel, Zone};
use crate::hazard::epidemic::{Disease, final_share};
use crate::hazard::food_poisoning::Incubation;
use crate::hazard::range::Refusals;

/// People who live together.
const PEOPLE: std::ops::RangeInclusive<u32> = 2..=20_000;
/// Houses in which they do.
const HOUSES: std::ops::RangeInclusive<u32> = 1..=50;
const PERCENT: std::ops::RangeInclusive<f64> = 0.0..=100.0;

/// Outbreaks of the tier in the order of their keys; those of other tiers are checked all the same.
pub(super) fn outbreaks(
    step: &mut Step,
    file: &ScenarioFile,
    forces: &Forces,
    happenings: &[Happening],
) -> Vec<OutbreakSetting> {
    let sorted = step.check.by_name("outbreaks", "outbreak", &file.outbreaks, |item| &item.name);
    let mut outbreaks: Vec<OutbreakSetting> = Vec::new();
    for (index, written) in sorted {
        let path = format!("outbreaks[{index}]");
        let mut earlier = file.outbreaks[..index].iter();
        if earlier.any(|other| other.happening == written.happening) {
            let found = format!("\"{}\"", written.happening);
            let expected = ("尚无疫情的情节", "a happening with which no other outbreak begins");
            step.check.error(&format!("{path}.happening"), found, expected.0, expected.1);
        }
        outbreaks.extend(outbreak(step, &path, file, written, (forces, happenings)));
    }
    outbreaks.sort_by_key(|outbreak| outbreak.key);
    outbreaks
}

/// An outbreak; none where the happening with which it begins does not come at this tier.
fn outbreak(
    step: &mut Step,
    path: &str,
    file: &ScenarioFile,
    written: &OutbreakFile,
    (forces, happenings): (&Forces, &[Happening]),
) -> Option<OutbreakSetting> {
    step.check.text(&format!("{path}.title"), &written.title);
    step.check.text(&format!("{path}.source.text"), &written.source.text);
    let elsewhere = written.elsewhere_percent;
    step.check.within(&format!("{path}.people"), written.people, PEOPLE, "");
    step.check.within(&format!("{path}.houses"), written.houses, HOUSES, "");
    if HOUSES.contains(&written.houses) && written.people < written.houses {
        let expected = ("不多于人数的楼栋数", "no more houses than people");
        step.check.error(&format!("{path}.houses"), written.houses, expected.0, expected.1);
    }
    step.check.within(&format!("{path}.elsewhere_percent"), elsewhere, PERCENT, "%");
    let incident = step.incident(&format!("{path}.happening"), &written.happening);
    let ill = who_falls_ill(step, path, file, written);
    let ill = forces.people(ill[0]).saturating_add(forces.people(ill[1]));
    // Of fewer people at a tier there are still enough for those who fall ill, and for each house.
    let people = forces.people(written.people).max(ill).max(written.houses);
    let at_tier = OutbreakFile { people, ..written.clone() };
    let epidemic = epidemic(step, path, &at_tier);
    let incubation = Incubation::new(written.incubation.0, written.incubation.1);
    if let Err(refusals) = &incubation {
        refused(step, refusals, |field| match field {
            "median_hours" => format!("{path}.incubation[0]"),
            _ => format!("{path}.incubation[1]"),
        });
    }
    let measures = measures(step, path, file, written);
    let home = written.home.as_ref();
    let home = home.map(|home| self::home(step, &format!("{path}.home"), file, written, home));
    endless(step, path, written);
    incident?;
    let place = happenings.iter().position(|one| one.name == written.happening)?;
    Some(OutbreakSetting {
        key: Key::written("outbreak", &written.name),
        file: at_tier,
        happening: HappeningId::from_index(place),
        epidemic: epidemic?,
        incubation: incubation.ok()?,
        measures,
        home: home.flatten(),
    })
}

fn refused(step: &mut Step, refusals: &Refusals, path: impl Fn(&str) -> String) {
    for refusal in &refusals.0 {
        let place = step.check.place(path(&refusal.path));
        let (found, expected) = (refusal.found.clone(), refusal.expected.clone());
        step.check.push(Problem::error(place, found, expected));
    }
}

/// That those who fall ill at its happening pass it on, and are no more than live together: how
/// many fall ill at once and later.
fn who_falls_ill(
    step: &mut Step,
    path: &str,
    file: &ScenarioFile,
    written: &OutbreakFile,
) -> [u32; 2] {
    let happening = file.happenings.iter().find(|one| one.name == written.happening);
    let Some(site) = happening.and_then(|one| one.incident.as_ref()) else { return [0; 2] };
    let growth = site.growth.as_ref();
    let ill = match growth.map(|growth| growth.law) {
        Some(LawFile::Meal { agent, eaters, .. }) => {
            if !agent.is_passed_on() {
                let text = agent.text();
                let found = format!("\"{}\" ({})", written.happening, text.en);
                let zh = "病原体可以人传人的情节";
                let en = "a happening whose agent passes from person to person";
                step.check.error(&format!("{path}.happening"), found, zh, en);
            }
            [0, eaters.max(site.hurt)]
        }
        Some(LawFile::PerMinute(_)) => [site.hurt, growth.map_or(0, |growth| growth.at_most)],
        None => [site.hurt, 0],
    };
    let all = ill[0].saturating_add(ill[1]);
    if PEOPLE.contains(&written.people) && written.people < all {
        let zh = format!("不少于情节中可能发病的 {all} 人");
        let en = format!("no fewer than the {all} who can fall ill at its happening");
        step.check.error(&format!("{path}.people"), written.people, &zh, &en);
    }
    ill
}

/// Those who live together, in houses of one size.
fn epidemic(step: &mut Step, path: &str, file: &OutbreakFile) -> Option<Epidemic> {
    let latent_days = (file.incubation.0 / 24.0).clamp(0.1, 100.0);
    let disease = Disease::new(file.reproduction, latent_days, file.infectious_days);
    if let Err(refusals) = &disease {
        refused(step, refusals, |field| format!("{path}.{field}"));
    }
    let houses = file.houses;
    if !HOUSES.contains(&houses) || !PERCENT.contains(&file.elsewhere_percent) {
        return None;
    }
    let first = |house: u32| (u64::from(house) * u64::from(file.people)).div_ceil(houses.into());
    let zone = |house: u32| Zone {
        population: u32::try_from(first(house + 1) - first(house)).expect("no more than people"),
        infectious: 0,
    };
    let share = file.elsewhere_percent / 100.0 / f64::from((houses - 1).max(1));
    let pairs = (0..houses).flat_map(|from| (0..houses).map(move |to| (from, to)));
    let travel: Vec<Travel> = pairs
        .filter(|(from, to)| from != to)
        .map(|(from, to)| Travel { from, to, share })
        .collect();
    Epidemic::new(disease.ok()?, (0..houses).map(zone).collect(), &travel).ok()
}

/// What is done against it; what is worked on at an incident that does not come at this tier is
/// left out.
fn measures(
    step: &mut Step,
    path: &str,
    file: &ScenarioFile,
    written: &OutbreakFile,
) -> Vec<Measure> {
    let mut measures = Vec::new();
    for (index, measure) in written.measures.iter().enumerate() {
        let path = format!("{path}.measures[{index}]");
        step.check.within(&format!("{path}.leaves_percent"), measure.leaves_percent, PERCENT, "%");
        if measure.tasks.is_empty() {
            let expected = ("至少一项任务", "at least one task");
            step.check.error(&format!("{path}.tasks"), "[]", expected.0, expected.1);
        }
        let mut tasks = Vec::new();
        for (place, one) in measure.tasks.iter().enumerate() {
            let path = format!("{path}.tasks[{place}]");
            let incident = step.incident(&format!("{path}.happening"), &one.happening);
            let kind = incident_kind(file, step, &one.happening);
            let task = kind.and_then(|kind| task(step, &format!("{path}.task"), kind, &one.task));
            if let (Some(incident), Some(task)) = (incident, task) {
                tasks.push(Prevention { incident, task, by: one.by });
            }
        }
        tasks.sort_unstable();
        measures.push(Measure { tasks, leaves: measure.leaves_percent / 100.0 });
    }
    measures.sort_by(|one, other| {
        one.tasks.cmp(&other.tasks).then(one.leaves.total_cmp(&other.leaves))
    });
    measures
}

/// A warning where everything that is done together leaves a case more than one whom it infects.
fn endless(step: &mut Step, path: &str, written: &OutbreakFile) {
    let leaves: f64 = written.measures.iter().map(|one| one.leaves_percent / 100.0).product();
    let left = written.reproduction * leaves;
    // A number out of range has been told of.
    let in_range = final_share(written.reproduction, 1.0).is_ok();
    let Ok(share) = final_share(left, 1.0) else { return };
    if left < 1.0 || !in_range {
        return;
    }
    let percent = (100.0 * share).round();
    let zh = format!(
        "措施（measures）能降到 1 以下的再生数：全部落实后仍为 {left:.2}，只有人群有限才会停止，\
         最终约 {percent}% 感染（Kermack & McKendrick 1927）"
    );
    let en = format!(
        "a reproduction number that measures bring below 1: all of them leave {left:.2}, so that \
         only the number of people ends it, with {percent} % infected (Kermack & McKendrick 1927)"
    );
    step.check.warning(&format!("{path}.reproduction"), written.reproduction, &zh, &en);
}

/// Who takes them home; none where those who do so do not come at this tier.
fn home(
    step: &mut Step,
    path: &str,
    file: &ScenarioFile,
    outbreak: &OutbreakFile,
    written: &HomeFile,
) -> Option<HomeSetting> {
    step.check.within(&format!("{path}.per_minute"), written.per_minute, 0.01..=100.0, "1/min");
    step.check.within(&format!("{path}.at_most"), written.at_most, 1..=outbreak.people.max(1), "");
    let branching = Branching::new(written.reproduction, outbreak.infectious_days);
    if let Err(refusals) = &branching {
        let mut own = refusals.clone();
        // The infectious period has been told of where it stands.
        own.0.retain(|refusal| refusal.path == "reproduction");
        refused(step, &own, |field| format!("{path}.{field}"));
    }
    let fetched = format!("{path}.fetched_from");
    let incident = step.incident(&fetched, &written.fetched_from);
    let gate = incident_kind(file, step, &written.fetched_from);
    let kept = written.kept_by.as_ref();
    let kept_by = kept.and_then(|stop| {
        let at = format!("{path}.kept_by.task");
        Some((task(step, &at, gate?, &stop.task)?, stop.by))
    });
    let kind = step.kind(&format!("{path}.incident"), &written.incident);
    let zones = zones(step, path, &written.zones);
    Some(HomeSetting {
        incident: incident?,
        kept_by,
        zones,
        branching: branching.ok()?,
        kind: kind?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::file::{
        CatalogueFile, GrowthFile, HappeningFile, HomeFile, MeasureFile, OutbreakFile,
        PreventionFile, Progress, ScenarioFile, StopFile,
    };
    use super::super::tests::{Files, check, village};
    use super::*;
    use crate::base::problem::Severity::{Error, Warning};
    use crate::base::text::Text;
    use crate::hazard::food_poisoning::FoodAgent;

    /// An outbreak at the first incident of the shipped drill that hurts somebody.
    fn outbreak(scenario: &mut ScenarioFile, change: impl FnOnce(&mut OutbreakFile)) -> String {
        let is_hit =
            |one: &&mut HappeningFile| one.incident.as_ref().is_some_and(|site| site.hurt > 0);
        let happening = scenario.happenings.iter_mut().find(is_hit).unwrap();
        let name = happening.name.clone();
        let site = happening.incident.as_mut().unwrap();
        (site.people, site.hurt, site.growth) = (10, 10, None);
        let kind = site.kind.clone();
        let mut outbreak = OutbreakFile {
            name: "outbreak".into(),
            title: Text::new("疫情", "outbreak"),
            happening: name.clone(),
            people: 200,
            houses: 4,
            elsewhere_percent: 30.0,
            reproduction: 0.9,
            incubation: (33.0, 1.5),
            infectious_days: 2.5,
            measures: Vec::new(),
            home: Some(HomeFile {
                fetched_from: name.clone(),
                kept_by: None,
                per_minute: 1.0,
                at_most: 50,
                zones: vec![village()],
                reproduction: 0.5,
                incident: kind,
            }),
            source: scenario.people.source.clone(),
        };
        change(&mut outbreak);
        scenario.outbreaks = vec![outbreak];
        name
    }

    #[test]
    fn a_chain_that_need_not_end_is_refused_at_home_and_told_of_where_people_are_few() {
        let none = |scenario: &mut ScenarioFile| {
            outbreak(scenario, |_| {});
        };
        check(|(scenario, _)| none(scenario), &[]);
        for ratio in [1.0, 2.5] {
            check(
                |(scenario, _)| {
                    outbreak(scenario, |it| it.home.as_mut().unwrap().reproduction = ratio);
                },
                &[(Error, "outbreaks[0].home.reproduction", "(Athreya & Ney 1972)")],
            );
            check(
                |(scenario, _)| {
                    outbreak(scenario, |it| it.reproduction = ratio);
                },
                &[(Warning, "outbreaks[0].reproduction", "(Kermack & McKendrick 1927)")],
            );
        }
        // What brings it below 1 is enough.
        let measured = |scenario: &mut ScenarioFile, leaves_percent: f64| {
            let kinds = |name: &str| -> String {
                let flood = include_str!("../../../scenarios/catalogue/flood.ron");
                let ordinary = include_str!("../../../scenarios/catalogue/ordinary.ron");
                let files: Vec<CatalogueFile> = [flood, ordinary]
                    .map(|source| crate::base::written::parse("catalogue.ron", source).unwrap())
                    .into();
                let mut kinds = files.into_iter().flat_map(|file| file.incidents);
                kinds.find(|kind| kind.name == name).unwrap().tasks[0].name.clone()
            };
            let name = outbreak(scenario, |it| it.reproduction = 4.0);
            let kind = &scenario.outbreaks[0].home.as_ref().unwrap().incident;
            let (task, by) = (kinds(kind), Progress::Done);
            let tasks = vec![PreventionFile { happening: name, task, by }];
            scenario.outbreaks[0].measures = vec![MeasureFile { tasks, leaves_percent }];
        };
        check(|(scenario, _)| measured(scenario, 24.0), &[]);
        check(
            |(scenario, _)| measured(scenario, 25.0),
            &[(Warning, "outbreaks[0].reproduction", "all of them leave 1.00")],
        );
    }

    #[test]
    fn an_outbreak_is_checked_to_the_last_figure() {
        check(
            |(scenario, _)| {
                outbreak(scenario, |it| {
                    it.title.zh = String::new();
                    it.people = 9;
                    it.houses = 51;
                    it.elsewhere_percent = -1.0;
                    it.reproduction = 31.0;
                    it.incubation = (0.0, 6.0);
                    it.infectious_days = f64::NAN;
                    let tasks = vec![PreventionFile {
                        happening: "no-such-thing".into(),
                        task: "isolate".into(),
                        by: Progress::Done,
                    }];
                    it.measures = vec![
                        MeasureFile { tasks, leaves_percent: 101.0 },
                        MeasureFile { tasks: Vec::new(), leaves_percent: 10.0 },
                    ];
                    let home = it.home.as_mut().unwrap();
                    home.kept_by =
                        Some(StopFile { task: "no-such-task".into(), by: Progress::Begun });
                    home.per_minute = 0.0;
                    home.at_most = 10;
                    home.zones = vec!["no-such-village".into()];
                    home.reproduction = -0.1;
                    home.incident = "no-such-kind".into();
                });
            },
            &[
                (Error, "outbreaks[0].title.zh", "a text"),
                (Error, "outbreaks[0].people", "no fewer than the 10"),
                (Error, "outbreaks[0].houses", "from 1 to 50"),
                (Error, "outbreaks[0].elsewhere_percent", "from 0 to 100"),
                (Error, "outbreaks[0].reproduction", "0 to 30 (Anderson & May 1991)"),
                (Error, "outbreaks[0].incubation[0]", "0.1 to 10000 h (Sartwell 1950)"),
                (Error, "outbreaks[0].incubation[1]", "1.01 to 5 (Sartwell 1950)"),
                (Error, "outbreaks[0].infectious_days", "0.1 to 100 d"),
                (Error, "outbreaks[0].measures[0].leaves_percent", "from 0 to 100"),
                (Error, "outbreaks[0].measures[0].tasks[0].happening", "an incident of"),
                (Error, "outbreaks[0].measures[1].tasks", "at least one task"),
                (Error, "outbreaks[0].home.kept_by.task", "a task of that incident"),
                (Error, "outbreaks[0].home.per_minute", "from 0.01 to"),
                (Error, "outbreaks[0].home.at_most", "from 1 to 9"),
                (Error, "outbreaks[0].home.zones[0]", "a village or township"),
                (Error, "outbreaks[0].home.reproduction", "0 to 30 (Anderson & May 1991)"),
                (Error, "outbreaks[0].home.incident", "a kind of incident"),
            ],
        );
    }

    #[test]
    fn what_a_toxin_does_is_not_passed_on() {
        let meal = |agent| {
            move |(scenario, _): &mut Files| {
                let name = outbreak(scenario, |_| {});
                let mut all = scenario.happenings.iter_mut();
                let site = all.find(|one| one.name == name).unwrap().incident.as_mut().unwrap();
                let (eaters, attacked_percent, minutes_before) = (100, 20.0, 600.0);
                let law = LawFile::Meal { agent, eaters, attacked_percent, minutes_before };
                site.growth = Some(GrowthFile { law, at_most: 100, until: None });
            }
        };
        check(meal(FoodAgent::Norovirus), &[]);
        check(
            meal(FoodAgent::Staphylococcus),
            &[(Error, "outbreaks[0].happening", "from person to person")],
        );
    }
}
