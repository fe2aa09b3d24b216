//! Pressures of the tier that is played: what they switch on, slow down and take away.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Tier;
use super::super::file::{Pressure, ScenarioFile};
use super::Step;
use crate::base::check::Lookup;
use crate::base::id::DeskId;
use crate::base::text::Text;
use crate::base::time::Time;
use crate::plan::Plan;
use crate::vocabulary::channel::Channel;
use crate::vocabulary::fact::FactKind;

/// What is in force at a tier.
pub(super) struct Forces<'a> {
    /// Names and titles of the pressures.
    pub(super) titles: Vec<(String, Text)>,
    names: BTreeSet<&'a str>,
    on: Switches<'a>,
    conditional: Switches<'a>,
    /// Factor on the total of rain.
    pub(super) rain: f64,
    /// Factor on the people whom incidents involve.
    people: f64,
    /// Whether evacuees go back early.
    pub(super) return_early: bool,
    /// Whether the command platform works.
    pub(super) platform_on: bool,
    /// Factor on each channel, by its code.
    pub(super) channel_factor: Vec<f64>,
    /// When whose key person is away.
    pub(super) absences: Vec<(DeskId, Time, Time)>,
    /// Whether each team is away.
    pub(super) teams_away: Vec<bool>,
    /// Speed of village desks.
    pub(super) village_speed: f64,
    /// Whether each team goes ahead in danger.
    pub(super) goes_ahead: Vec<bool>,
    /// Whether a team's radio is on another frequency, by team.
    pub(super) radio_apart: Vec<bool>,
    /// What desks do not tell their teams at work.
    pub(super) crews_not_told: Vec<FactKind>,
}

/// What pressures can switch on. What no pressure names is on at every tier.
#[derive(Default)]
struct Switches<'a> {
    happenings: BTreeSet<&'a str>,
    rumours: BTreeSet<&'a str>,
    bursts: BTreeSet<usize>,
    visitors: BTreeSet<&'a str>,
    return_early: bool,
}

impl<'a> Switches<'a> {
    fn turn_on(&mut self, effect: &'a Pressure) {
        match effect {
            Pressure::Happening(name) => {
                self.happenings.insert(name);
            }
            Pressure::Rumour(name) => {
                self.rumours.insert(name);
            }
            Pressure::Burst(number) => {
                self.bursts.insert(usize::from(*number));
            }
            Pressure::Visitors(area) => {
                self.visitors.insert(area);
            }
            Pressure::ReturnEarly => self.return_early = true,
            _ => {}
        }
    }
}

impl<'a> Forces<'a> {
    /// Checks all pressures and applies those of `tier`.
    pub(super) fn new(step: &mut Step, file: &'a ScenarioFile, tier: Tier) -> Self {
        let tiers = &file.tiers;
        let known = Lookup::new(
            Text::new("压力条件", "a pressure"),
            tiers.pressures.keys().map(String::as_str),
        );
        let mut used = BTreeSet::new();
        let mut names = BTreeSet::new();
        let lists = [
            (Tier::Beginner, "beginner", &tiers.beginner),
            (Tier::Intermediate, "intermediate", &tiers.intermediate),
            (Tier::Advanced, "advanced", &tiers.advanced),
        ];
        for (of, word, list) in lists {
            for (index, name) in list.iter().enumerate() {
                let path = format!("tiers.{word}[{index}]");
                if step.check.find(&known, &path, name).is_some() {
                    used.insert(name.as_str());
                    if of == tier {
                        names.insert(name.as_str());
                    }
                }
            }
        }
        let mut forces = Self {
            titles: Vec::new(),
            names,
            on: Switches::default(),
            conditional: Switches::default(),
            rain: 1.0,
            people: 1.0,
            return_early: false,
            platform_on: true,
            channel_factor: vec![1.0; Channel::ALL.len()],
            absences: Vec::new(),
            teams_away: vec![false; step.plan.teams.len()],
            village_speed: 1.0,
            goes_ahead: vec![false; step.plan.teams.len()],
            radio_apart: vec![false; step.plan.teams.len()],
            crews_not_told: Vec::new(),
        };
        for (name, pressure) in &tiers.pressures {
            let path = format!("tiers.pressures[\"{name}\"]");
            step.check.text(&format!("{path}.title"), &pressure.title);
            let in_force = forces.names.contains(name.as_str());
            if in_force {
                forces.titles.push((name.clone(), pressure.title.clone()));
            }
            if !used.contains(name.as_str()) {
                step.check.warning(
                    &path,
                    name,
                    "至少用于一个难度等级",
                    "a pressure that a tier uses",
                );
            }
            for (index, effect) in pressure.effects.iter().enumerate() {
                let path = format!("{path}.effects[{index}]");
                check_effect(step, file, &path, effect);
                forces.conditional.turn_on(effect);
                if in_force {
                    forces.on.turn_on(effect);
                    forces.apply(step, &path, effect);
                }
            }
        }
        forces.return_early = forces.on.return_early || !forces.conditional.return_early;
        forces.absences.sort_unstable();
        forces
    }

    fn apply(&mut self, step: &mut Step, path: &str, effect: &Pressure) {
        match effect {
            Pressure::PlatformOff => self.platform_on = false,
            Pressure::ChannelSlow(channel, factor) => {
                self.channel_factor[usize::from(channel.code())] *= factor;
            }
            Pressure::RainPercent(percent) => self.rain *= percent / 100.0,
            Pressure::KeyPersonAway { desk, from_minutes, to_minutes } => {
                let from = step.moment(&format!("{path}.from_minutes"), *from_minutes);
                let to = step.moment(&format!("{path}.to_minutes"), *to_minutes);
                if let Some(desk) = step.names.desks.get(desk) {
                    self.absences.push((DeskId::from_index(desk), from, to));
                }
            }
            Pressure::TeamsAway(family) => mark(step.plan, family, &mut self.teams_away),
            Pressure::GoesAhead(family) => mark(step.plan, family, &mut self.goes_ahead),
            Pressure::RadioApart(family) => mark(step.plan, family, &mut self.radio_apart),
            Pressure::CrewsNotTold(fact) => self.crews_not_told.push(*fact),
            Pressure::SlowVillages(percent) => self.village_speed *= percent / 100.0,
            Pressure::PeoplePercent(percent) => self.people *= percent / 100.0,
            Pressure::Happening(_)
            | Pressure::Rumour(_)
            | Pressure::Burst(_)
            | Pressure::Visitors(_)
            | Pressure::ReturnEarly => {}
        }
    }

    /// Whether an inject that goes with this pressure is in force.
    pub(super) fn has(&self, pressure: &str) -> bool {
        self.names.contains(pressure)
    }

    /// Whether this can happen.
    pub(super) fn happening(&self, name: &str) -> bool {
        self.on.happenings.contains(name) || !self.conditional.happenings.contains(name)
    }

    /// Whether this rumour can go round.
    pub(super) fn rumour(&self, name: &str) -> bool {
        self.on.rumours.contains(name) || !self.conditional.rumours.contains(name)
    }

    /// How many people an incident involves for which the fact sheet has this many.
    pub(super) fn people(&self, people: u32) -> u32 {
        (f64::from(people) * self.people).round() as u32
    }

    /// Whether the burst of this number, from 1, falls.
    pub(super) fn burst(&self, number: usize) -> bool {
        self.on.bursts.contains(&number) || !self.conditional.bursts.contains(&number)
    }

    /// Whether the visitors of this area are there.
    pub(super) fn visitors(&self, area: &str) -> bool {
        self.on.visitors.contains(area) || !self.conditional.visitors.contains(area)
    }
}

/// Marks the teams of a name or of a first part of it.
fn mark(plan: &Plan, family: &str, marked: &mut [bool]) {
    for (marked, team) in marked.iter_mut().zip(&plan.teams) {
        *marked |= team.family == family || team.name == family;
    }
}

/// That an effect refers to what there is, with figures in range.
fn check_effect(step: &mut Step, file: &ScenarioFile, path: &str, effect: &Pressure) {
    let written = |what: Text, names: Vec<&'_ str>| Lookup::new(what, names);
    match effect {
        Pressure::PlatformOff | Pressure::ReturnEarly => {}
        Pressure::ChannelSlow(channel, factor) => {
            step.check.within(path, *factor, 1.0..=100.0, "");
            if step.plan.channels[usize::from(channel.code())].is_none() {
                let found = channel.text().en;
                step.check.error(path, found, "预案中的通信方式", "a channel that the plan has");
            }
        }
        Pressure::Happening(name) => {
            let names = file.happenings.iter().map(|item| item.name.as_str()).collect();
            let lookup = written(Text::new("情节", "a happening"), names);
            step.check.find(&lookup, path, name);
        }
        Pressure::Rumour(name) => {
            let names = file.rumours.iter().map(|item| item.name.as_str()).collect();
            let lookup = written(Text::new("谣言", "a rumour"), names);
            step.check.find(&lookup, path, name);
        }
        Pressure::PeoplePercent(percent) => step.check.within(path, *percent, 10.0..=1_000.0, "%"),
        Pressure::RainPercent(percent) => step.check.within(path, *percent, 10.0..=400.0, "%"),
        Pressure::Burst(number) => {
            let bursts = file.flood.as_ref().map_or(0, |flood| flood.bursts.len());
            step.check.within(path, usize::from(*number), 1..=bursts.max(1), "");
        }
        Pressure::Visitors(area) => {
            let names = file.visitors.iter().map(|item| item.area.as_str()).collect();
            let lookup = written(Text::new("有名册外人员的危险区", "an area with visitors"), names);
            step.check.find(&lookup, path, area);
        }
        Pressure::KeyPersonAway { desk, from_minutes, to_minutes } => {
            step.desk(&format!("{path}.desk"), desk);
            if from_minutes >= to_minutes {
                let path = format!("{path}.to_minutes");
                step.check.error(&path, to_minutes, "晚于 from_minutes", "later than from_minutes");
            }
        }
        Pressure::TeamsAway(family)
        | Pressure::GoesAhead(family)
        | Pressure::RadioApart(family) => {
            let names: BTreeMap<&str, ()> = step
                .plan
                .teams
                .iter()
                .flat_map(|team| [(team.family.as_str(), ()), (team.name.as_str(), ())])
                .collect();
            let lookup = written(Text::new("队伍", "a team"), names.into_keys().collect());
            step.check.find(&lookup, path, family);
        }
        Pressure::SlowVillages(percent) => step.check.within(path, *percent, 1.0..=100.0, "%"),
        Pressure::CrewsNotTold(fact) => {
            if !step.plan.crew_news.contains(fact) {
                let zh = "预案 crew_news 所列的信息";
                let en = "a fact that the plan's crew_news has";
                step.check.error(path, fact.text().en, zh, en);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::file::{Pressure, PressureFile};
    use super::super::tests::check;
    use crate::base::problem::Severity;
    use crate::vocabulary::fact::FactKind;

    #[test]
    fn pressures_on_safety_name_a_team_and_what_teams_are_told() {
        check(
            |(scenario, _)| {
                let title = scenario.title.clone();
                let effects = vec![
                    Pressure::GoesAhead("enginn".into()),
                    Pressure::CrewsNotTold(FactKind::RiverStage),
                    Pressure::CrewsNotTold(FactKind::WindDirection),
                    Pressure::RadioApart("engin".into()),
                ];
                scenario.tiers.pressures.insert("hasty".into(), PressureFile { title, effects });
                scenario.tiers.advanced.push("hasty".into());
            },
            &[
                (Severity::Error, "tiers.pressures[\"hasty\"].effects[0]", "the name of a team"),
                (Severity::Error, "tiers.pressures[\"hasty\"].effects[1]", "crew_news"),
                (Severity::Error, "tiers.pressures[\"hasty\"].effects[3]", "the name of a team"),
            ],
        );
    }

    #[test]
    fn pressures_refer_to_what_there_is() {
        check(
            |(scenario, _)| {
                scenario.tiers.beginner.push("no-such-pressure".into());
                let away = Pressure::TeamsAway("swift-watr".into());
                scenario.tiers.pressures.get_mut("boats-away").unwrap().effects = vec![away];
                scenario.tiers.advanced.retain(|name| name != "rumour");
                scenario.injects.retain(|inject| inject.with.as_deref() != Some("rumour"));
            },
            &[
                (Severity::Error, "tiers.beginner[1]", "the name of a pressure"),
                (
                    Severity::Error,
                    "tiers.pressures[\"boats-away\"].effects[0]",
                    "the name of a team",
                ),
                (Severity::Warning, "tiers.pressures[\"rumour\"]", "that a tier uses"),
            ],
        );
    }
}
