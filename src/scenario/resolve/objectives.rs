//! Objectives and injects: what is to be seen, and what controllers tell whom when.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::super::file::{InjectFile, InjectTruth, Measure, ScenarioFile, TellsFile};
use super::super::happening::{Happening, When};
use super::super::objectives::{Inject, Objective};
use super::Step;
use super::pressure::Forces;
use crate::base::check::Lookup;
use crate::base::id::{FacilityId, ObjectiveId};
use crate::base::key::Key;
use crate::base::problem::Problem;
use crate::base::text::Text;
use crate::base::time::{Duration, Time};
use crate::county::place::{County, FacilityKind};
use crate::vocabulary::fact::{Fact, FactKind, IS_THERE, Subject};

/// Objectives that evaluators can watch in one drill.
const OBJECTIVES_MAX: usize = 8;
/// What a target of a time may be, minutes.
const TARGET_MINUTES: RangeInclusive<f64> = 0.5..=1_440.0;

/// What is true whatever is played: injects that say otherwise are wrong.
pub(super) struct Truth<'a> {
    /// People on no list, by hazard area.
    pub(super) visitors: &'a [u32],
    /// What can happen.
    pub(super) happenings: &'a [Happening],
}

/// Objectives in the order of their names.
pub(super) fn objectives(step: &mut Step, file: &ScenarioFile) -> Vec<Objective> {
    let list = &file.objectives;
    if !(1..=OBJECTIVES_MAX).contains(&list.len()) {
        step.check.error(
            "objectives",
            list.len(),
            &format!("1 至 {OBJECTIVES_MAX} 个演练目标"),
            &format!("1 to {OBJECTIVES_MAX} objectives"),
        );
    }
    let sorted = step.check.by_name("objectives", "objective", list, |item| &item.name);
    let mut objectives = Vec::new();
    for (index, written) in sorted {
        let path = format!("objectives[{index}]");
        step.check.text(&format!("{path}.title"), &written.title);
        step.check.text(&format!("{path}.seen"), &written.seen);
        step.check.within(&format!("{path}.weight"), written.weight, 0.01..=100.0, "");
        let (range, unit) = match written.measure {
            Measure::AdequateArrivalMinutes(_) | Measure::LevelDelayMinutes => {
                (TARGET_MINUTES, "min")
            }
            _ => (1.0..=100.0, "%"),
        };
        step.check.within(&format!("{path}.target"), written.target, range, unit);
        measured(step, &path, &written.measure);
        // An objective without its owner still takes its place, so that injects find theirs.
        let owner = step.desk(&format!("{path}.owner"), &written.owner);
        objectives.push(Objective {
            key: Key::written("objective", &written.name),
            name: written.name.clone(),
            title: written.title.clone(),
            owner: owner.unwrap_or(crate::base::id::DeskId(0)),
            measure: written.measure.clone(),
            target: written.target,
            weight: written.weight,
            seen: written.seen.clone(),
        });
    }
    objectives
}

/// That the plan has what is measured.
fn measured(step: &mut Step, path: &str, measure: &Measure) {
    let path = format!("{path}.measure");
    match measure {
        Measure::NotifiedInTimePercent(fact) if step.plan.flows_of(*fact).next().is_none() => {
            let found = fact.text().en;
            step.check.error(
                &path,
                found,
                "预案规定了通报的事实",
                "a fact that the plan has flows for",
            );
        }
        Measure::AdequateArrivalMinutes(capability) if step.plan.duty(*capability).is_none() => {
            let found = capability.text().en;
            step.check.error(&path, found, "预案规定了牵头岗位的任务", "a capability with a duty");
        }
        Measure::ReportsInTimePercent if step.plan.reporting.is_empty() => {
            step.check.error(&path, "reporting: []", "有信息报告规定的预案", "a plan with reports");
        }
        _ => {}
    }
}

/// Injects in force, in the order of their numbers.
pub(super) fn injects(
    step: &mut Step,
    file: &ScenarioFile,
    forces: &Forces,
    truth: &Truth,
) -> Vec<Inject> {
    let objectives = objective_names(file);
    let pressures = file.tiers.pressures.keys().map(String::as_str);
    let pressures = Lookup::new(Text::new("压力条件", "a pressure"), pressures);
    let mut served = BTreeSet::new();
    let mut set: BTreeMap<(Fact, Time), (i64, usize)> = BTreeMap::new();
    let mut injects = Vec::new();
    let sorted = step.check.by_name("injects", "inject", &file.injects, |inject| &inject.name);
    for (index, written) in sorted {
        let path = format!("injects[{index}]");
        let in_force = written.with.as_ref().is_none_or(|pressure| {
            step.check.find(&pressures, &format!("{path}.with"), pressure);
            forces.has(pressure)
        });
        let objective_path = format!("{path}.objective");
        let objective = step.check.find(&objectives, &objective_path, &written.objective);
        served.extend(objective);
        let Some(inject) = inject(step, &path, written, objective) else { continue };
        if !in_force {
            continue;
        }
        if let Some((fact, value, said)) = &inject.tells {
            contradiction(step, &path, (*fact, *value, *said), inject.at, truth);
            if *said == InjectTruth::Set {
                let earlier = set.insert((*fact, inject.at), (*value, index));
                if let Some((_, other)) = earlier.filter(|(before, _)| before != value) {
                    let expected = Text::new(
                        "与另一条导调信息同时设定的值一致",
                        "the value that another inject sets at the same time",
                    );
                    let place = step.check.place(format!("{path}.tells.value"));
                    let problem = Problem::error(place, value.to_string(), expected);
                    let other = step.check.place(format!("injects[{other}].tells"));
                    step.check.push(problem.against(other));
                }
            }
        }
        injects.push(inject);
    }
    for (index, objective) in file.objectives.iter().enumerate() {
        let number = objectives.get(&objective.name);
        if number.is_none_or(|number| !served.contains(&number)) {
            let (path, name) = (format!("objectives[{index}].name"), &objective.name);
            let zh = "至少有一条导调信息服务的目标";
            step.check.warning(&path, name, zh, "an objective that an inject serves");
        }
    }
    injects
}

fn objective_names(file: &ScenarioFile) -> Lookup {
    let names: BTreeSet<&str> =
        file.objectives.iter().map(|objective| objective.name.as_str()).collect();
    Lookup::new(Text::new("演练目标", "an objective"), names)
}

fn inject(
    step: &mut Step,
    path: &str,
    written: &InjectFile,
    objective: Option<usize>,
) -> Option<Inject> {
    step.check.text(&format!("{path}.from"), &written.from);
    step.check.text(&format!("{path}.content"), &written.content);
    let at = step.moment(&format!("{path}.at_minutes"), written.at_minutes);
    let to = step.desk(&format!("{path}.to"), &written.to);
    if step.plan.channels[usize::from(written.channel.code())].is_none() {
        let found = written.channel.text().en;
        let path = format!("{path}.channel");
        step.check.error(&path, found, "预案中的通信方式", "a channel that the plan has");
    }
    let expected = written.expected.as_ref().map(|expected| {
        let path = format!("{path}.expected");
        step.check.text(&format!("{path}.action"), &expected.action);
        let minutes = expected.within_minutes;
        step.check.within(&format!("{path}.within_minutes"), minutes, 1..=1_440, "min");
        (expected.action.clone(), Duration::from_minutes(u64::from(minutes)))
    });
    let tells = match &written.tells {
        Some(tells) => Some(told(step, &format!("{path}.tells"), tells)?),
        None => None,
    };
    Some(Inject {
        key: Key::written("inject", &written.name),
        name: written.name.clone(),
        at,
        from: written.from.clone(),
        to: to?,
        channel: written.channel,
        priority: written.priority,
        content: written.content.clone(),
        tells,
        expected,
        objective: ObjectiveId::from_index(objective?),
    })
}

/// The fact that an inject tells, with its value and how it stands to the truth.
fn told(step: &mut Step, path: &str, tells: &TellsFile) -> Option<(Fact, i64, InjectTruth)> {
    let subject = subject(step, &format!("{path}.subject"), &tells.subject)?;
    if !tells.fact.subjects().contains(&subject.subject_kind()) {
        let kinds: Vec<Text> = tells.fact.subjects().iter().map(|kind| kind.text()).collect();
        let zh: Vec<&str> = kinds.iter().map(|kind| kind.zh.as_str()).collect();
        let en: Vec<&str> = kinds.iter().map(|kind| kind.en.as_str()).collect();
        step.check.error(
            &format!("{path}.subject"),
            format!("\"{}\"", tells.subject),
            &format!("“{}”所能描述的对象：{}", tells.fact.text().zh, zh.join("、")),
            &format!("what {} can be about: {}", tells.fact.text().en, en.join(" or ")),
        );
    }
    step.check.within(&format!("{path}.value"), tells.value, values(tells.fact), tells.fact.unit());
    if tells.truth == InjectTruth::Set && !can_be_set(tells.fact) {
        step.check.error(
            &format!("{path}.truth"),
            format!("set ({})", tells.fact.text().en),
            "accurate 或 false-report：该事实由模拟推演得出，或由岗位决定",
            "accurate or false-report: the simulation computes this, or a desk decides it",
        );
    }
    let value = if tells.fact == FactKind::Incident { IS_THERE } else { tells.value };
    Some((Fact::new(tells.fact, subject), value, tells.truth))
}

fn subject(step: &mut Step, path: &str, written: &str) -> Option<Subject> {
    match written.split_once(':') {
        Some(("zone", name)) => step.zone(path, name).map(Subject::Zone),
        Some(("facility", name)) => step.facility(path, name).map(Subject::Facility),
        Some(("area", name)) => step.area(path, name).map(Subject::Area),
        Some(("road", name)) => step.road(path, name).map(Subject::Road),
        Some(("desk", name)) => step.desk(path, name).map(Subject::Desk),
        Some(("incident", name)) => step.incident(path, name).map(Subject::Incident),
        Some(("event", name)) => step.event(path, name).map(Subject::Event),
        _ => {
            step.check.error(
                path,
                format!("\"{written}\""),
                "zone:、facility:、area:、road:、incident:、event: 加名称",
                "zone:, facility:, area:, road:, incident: or event: and a name",
            );
            None
        }
    }
}

/// Values that a fact of this kind can have.
const fn values(kind: FactKind) -> RangeInclusive<i64> {
    match kind {
        FactKind::RainOneHour => 0..=400,
        FactKind::RainThreeHours => 0..=800,
        FactKind::RiverStage => -500..=3_000,
        FactKind::ReservoirLevel | FactKind::BarrierLakeLevel => -10_000..=5_000,
        FactKind::ReservoirOutflow => 0..=50_000,
        FactKind::RoadPassable => 0..=63,
        FactKind::WarningLevel | FactKind::ResponseLevel => 0..=4,
        FactKind::AreaStage | FactKind::ZoneCondition | FactKind::IncidentState => 0..=2,
        FactKind::ZoneReachable
        | FactKind::MastWorking
        | FactKind::PowerSupplied
        | FactKind::ShelterOpen
        | FactKind::HospitalAdmits => 0..=1,
        _ => 0..=1_000_000,
    }
}

/// Whether an inject may make such a fact true: it is neither computed nor decided by a desk.
const fn can_be_set(kind: FactKind) -> bool {
    matches!(
        kind,
        FactKind::AreaUnlisted
            | FactKind::ZoneCasualties
            | FactKind::ZoneCondition
            | FactKind::MastWorking
            | FactKind::PowerSupplied
            | FactKind::RoadPassable
            | FactKind::HospitalBeds
    )
}

/// An error where an inject says `accurate` of what the storyline holds otherwise.
fn contradiction(
    step: &mut Step,
    path: &str,
    (fact, value, said): (Fact, i64, InjectTruth),
    at: Time,
    truth: &Truth,
) {
    if said != InjectTruth::Accurate {
        return;
    }
    let holds = match (fact.kind, fact.subject) {
        (FactKind::AreaUnlisted, Subject::Area(area)) => {
            Some(i64::from(truth.visitors[area.index()]))
        }
        (FactKind::MastWorking | FactKind::PowerSupplied, Subject::Facility(id)) => {
            mast_or_power(step.county, id, at, truth.happenings)
        }
        _ => None,
    };
    if let Some(holds) = holds.filter(|holds| *holds != value) {
        step.check.error(
            &format!("{path}.tells.value"),
            value,
            &format!("此时属实的值 {holds}，或把 truth 写为 set、false-report"),
            &format!("{holds}, which is true then; or truth: set or false-report"),
        );
    }
}

/// Whether a mast works, or a substation supplies power, at a moment; none where that depends on
/// what is done about it.
fn mast_or_power(
    county: &County,
    id: FacilityId,
    at: Time,
    happenings: &[Happening],
) -> Option<i64> {
    let facility = &county.facilities[id.index()];
    let battery = Duration::from_minutes(u64::from(facility.battery_minutes));
    let feeds = |power| facility.kind == FacilityKind::Mast && power == facility.power;
    let mut down = false;
    for happening in happenings {
        let (fails, starves) =
            (happening.fails.contains(&id), happening.fails.iter().any(|down| feeds(Some(*down))));
        if !fails && !starves {
            continue;
        }
        match happening.when {
            When::At(when) if happening.unless.is_empty() => {
                down |= fails && when <= at || starves && when + battery <= at;
            }
            _ => return None,
        }
    }
    Some(i64::from(!down))
}

#[cfg(test)]
mod tests {
    use super::super::super::file::{InjectTruth, TellsFile};
    use super::super::tests::{Files, check, inject, shipped};
    use crate::base::problem::Severity;
    use crate::vocabulary::fact::FactKind;

    #[test]
    fn nine_objectives_are_too_many() {
        check(
            |(scenario, _)| {
                let mut ninth = scenario.objectives[0].clone();
                ninth.name = "ninth".into();
                scenario.objectives.push(ninth);
            },
            &[
                (Severity::Error, "objectives", "1 to 8"),
                (Severity::Warning, "objectives[8].name", "that an inject serves"),
            ],
        );
    }

    #[test]
    fn an_inject_that_contradicts_the_truth_says_so_or_is_refused() {
        let tourists = inject(&shipped(), "I-04");
        let path = format!("injects[{tourists}].tells.value");
        let wrong = |truth| {
            move |(scenario, _): &mut Files| {
                let tells = scenario.injects[tourists].tells.as_mut().unwrap();
                (tells.value, tells.truth) = (45, truth);
            }
        };
        check(wrong(InjectTruth::Accurate), &[(Severity::Error, &path, "46, which is true then")]);
        check(wrong(InjectTruth::FalseReport), &[]);
        check(wrong(InjectTruth::Set), &[]);
    }

    #[test]
    fn a_mast_is_down_from_its_outage_on() {
        let told = |minutes: f64, value| {
            move |files: &mut Files| {
                let silent = inject(files, "I-14");
                files.0.injects[silent].at_minutes = minutes;
                files.0.injects[silent].tells = Some(TellsFile {
                    fact: FactKind::MastWorking,
                    subject: "facility:hewan-mast".into(),
                    value,
                    truth: InjectTruth::Accurate,
                });
            }
        };
        let path = format!("injects[{}].tells.value", inject(&shipped(), "I-14"));
        check(told(352.0, 0), &[]);
        check(told(349.0, 1), &[]);
        check(told(352.0, 1), &[(Severity::Error, &path, "0, which is true then")]);
    }

    #[test]
    fn what_the_simulation_computes_cannot_be_set() {
        let index = inject(&shipped(), "I-01");
        check(
            |(scenario, _)| {
                scenario.injects[index].tells = Some(TellsFile {
                    fact: FactKind::RiverStage,
                    subject: "zone:hewan".into(),
                    value: 99_999,
                    truth: InjectTruth::Set,
                });
            },
            &[
                (
                    Severity::Error,
                    &format!("injects[{index}].tells.subject"),
                    "a facility or a hazard",
                ),
                (
                    Severity::Error,
                    &format!("injects[{index}].tells.truth"),
                    "accurate or false-report",
                ),
                (Severity::Error, &format!("injects[{index}].tells.value"), "from -500 to 3000 cm"),
            ],
        );
    }
}
