//! What the things of a drill are called in one language: desks, teams, places, roads, incidents,
//! tasks, casualties. Names only; what happened to them is said in `sentence`.

use std::collections::BTreeMap;

use crate::base::id::{
    AreaId, CasualtyId, ClauseId, DeskId, FacilityId, HappeningId, IncidentId, NodeId, RoadId,
    TaskId, TeamId, ZoneId,
};
use crate::base::text::{Language, Text};
use crate::county::network::Structure;
use crate::event_log::EventLog;
use crate::event_log::event::{Event, Party};
use crate::scenario::Drill;
use crate::scenario::catalogue::{IncidentKind, TaskTemplate};
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::Subject;

use super::births::Births;
use super::text::{Catalogue, arguments};

/// The names of one drill and one log, in one language.
#[derive(Debug)]
pub struct Names<'a> {
    /// The drill that was played.
    pub drill: &'a Drill,
    /// Its log.
    pub log: &'a EventLog,
    /// Texts of the language.
    pub texts: Catalogue,
    /// Where the log first tells of what was born in it.
    pub births: Births,
    places: BTreeMap<NodeId, Text>,
    roads: BTreeMap<RoadId, Text>,
}

impl<'a> Names<'a> {
    /// The names of `drill` and `log` in `language`.
    pub fn new(drill: &'a Drill, log: &'a EventLog, language: Language) -> Self {
        let county = &drill.county;
        let mut places = BTreeMap::new();
        for facility in &county.facilities {
            places.entry(facility.node).or_insert_with(|| facility.title.clone());
        }
        for area in &county.areas {
            places.insert(area.node, area.title.clone());
        }
        for zone in &county.zones {
            places.insert(zone.node, zone.title.clone());
        }
        let roads = county.network.road_names.iter().cloned().collect();
        let births = Births::of(log);
        Self { drill, log, texts: Catalogue::new(language), births, places, roads }
    }

    /// The language of these names.
    pub const fn language(&self) -> Language {
        self.texts.language()
    }

    /// A text in this language; Chinese ones with full-width marks, however they were written.
    pub fn get(&self, text: &Text) -> String {
        match self.language() {
            Language::Chinese => full_width_marks(&text.zh),
            Language::English => text.en.clone(),
        }
    }

    /// A desk.
    pub fn desk(&self, desk: DeskId) -> String {
        self.get(&self.drill.plan.desks[desk.index()].title)
    }

    /// Several desks, as a list.
    pub fn desks(&self, desks: &[DeskId]) -> String {
        let names: Vec<String> = desks.iter().map(|desk| self.desk(*desk)).collect();
        self.texts.list(&names)
    }

    /// A team.
    pub fn team(&self, team: TeamId) -> String {
        self.get(&self.drill.plan.teams[team.index()].title)
    }

    /// A zone.
    pub fn zone(&self, zone: ZoneId) -> String {
        self.get(&self.drill.county.zones[zone.index()].title)
    }

    /// A facility.
    pub fn facility(&self, facility: FacilityId) -> String {
        self.get(&self.drill.county.facilities[facility.index()].title)
    }

    /// A hazard area.
    pub fn area(&self, area: AreaId) -> String {
        self.get(&self.drill.county.areas[area.index()].title)
    }

    /// Something that happens in the storyline.
    pub fn happening(&self, happening: HappeningId) -> String {
        self.get(&self.drill.scenario.happenings[happening.index()].title)
    }

    /// The number of a clause of the plan.
    pub fn clause(&self, clause: ClauseId) -> String {
        self.drill.plan.clauses[clause.index()].name.clone()
    }

    /// A road by its name, or by the place that it is near.
    pub fn road(&self, road: RoadId) -> String {
        if let Some(name) = self.roads.get(&road) {
            return self.get(name);
        }
        let county = &self.drill.county;
        let setting = &county.road_settings[road.index()];
        let road = &county.network.roads[road.index()];
        let (place, class) = (self.zone(setting.zone), self.get(&road.class.text()));
        if road.structure == Structure::None {
            self.texts.fill("road-near", &arguments! { place: place, class: class })
        } else {
            let structure = self.get(&road.structure.text());
            let arguments = arguments! { place: place, class: class, structure: structure };
            self.texts.fill("bridge-near", &arguments)
        }
    }

    /// A junction by what lies at it, or by the nearest place.
    pub fn node(&self, node: NodeId) -> String {
        if let Some(name) = self.places.get(&node) {
            return self.get(name);
        }
        let county = &self.drill.county;
        let here = &county.network.nodes[node.index()];
        let distance = |zone: &crate::county::place::Zone| {
            let there = &county.network.nodes[zone.node.index()];
            let (east, north) = (there.x_m - here.x_m, there.y_m - here.y_m);
            (east * east + north * north, zone.key)
        };
        let nearest = county.zones.iter().min_by(|left, right| {
            let (left, right) = (distance(left), distance(right));
            left.0.total_cmp(&right.0).then(left.1.cmp(&right.1))
        });
        let place = nearest.map_or_else(String::new, |zone| self.get(&zone.title));
        self.texts.fill("place-near", &arguments! { name: place })
    }

    /// Who says, sees or does something.
    pub fn party(&self, party: Party) -> String {
        match party {
            Party::Desk(desk) => self.desk(desk),
            Party::Team(team) => self.team(team),
            Party::Sensor(facility) => {
                self.texts.fill("party-sensor", &arguments! { name: self.facility(facility) })
            }
            Party::People(zone) => {
                self.texts.fill("party-people", &arguments! { name: self.zone(zone) })
            }
            Party::Control => self.texts.say("party-control"),
        }
    }

    /// What a fact is about.
    pub fn subject(&self, subject: Subject) -> String {
        match subject {
            Subject::County => self.get(&self.drill.county.title),
            Subject::Zone(id) => self.zone(id),
            Subject::Facility(id) => self.facility(id),
            Subject::Road(id) => self.road(id),
            Subject::Area(id) => self.area(id),
            Subject::Incident(id) => self.incident(id),
            Subject::Team(id) => self.team(id),
            Subject::Desk(id) => self.desk(id),
            Subject::Event(event) => self.get(&event.text()),
        }
    }

    /// The kind and the zone of an incident; none where the log never told of it.
    pub fn incident_kind(&self, incident: IncidentId) -> Option<(&'a IncidentKind, ZoneId)> {
        match &self.log.record(self.births.seq(incident)?).event {
            Event::IncidentOccurred { kind, zone, .. } => {
                Some((&self.drill.catalogue[kind.index()], *zone))
            }
            _ => None,
        }
    }

    /// An incident by its kind and place.
    pub fn incident(&self, incident: IncidentId) -> String {
        let Some((kind, zone)) = self.incident_kind(incident) else {
            return self.texts.say("incident-unknown");
        };
        let arguments = arguments! { place: self.zone(zone), kind: self.get(&kind.title) };
        self.texts.fill("incident-at", &arguments)
    }

    /// The incident and the capability of a task.
    pub fn task_details(&self, task: TaskId) -> Option<(IncidentId, Capability)> {
        match &self.log.record(self.births.seq(task)?).event {
            Event::TaskArose { incident, capability, .. } => Some((*incident, *capability)),
            _ => None,
        }
    }

    /// What is to be done in a task, without its incident: the catalogue's title, or the capability
    /// where the catalogue has several tasks of it.
    pub fn task_alone(&self, task: TaskId) -> String {
        let Some((incident, capability)) = self.task_details(task) else {
            return self.texts.say("incident-unknown");
        };
        let kind = self.incident_kind(incident).map(|(kind, _)| kind);
        let templates: Vec<&TaskTemplate> = kind
            .into_iter()
            .flat_map(|kind| &kind.tasks)
            .filter(|template| template.capability == capability)
            .collect();
        match templates[..] {
            [template] => self.get(&template.title),
            _ => self.get(&capability.text()),
        }
    }

    /// A task with its incident.
    pub fn task(&self, task: TaskId) -> String {
        let Some((incident, _)) = self.task_details(task) else {
            return self.texts.say("incident-unknown");
        };
        let arguments =
            arguments! { task: self.task_alone(task), incident: self.incident(incident) };
        self.texts.fill("task-at", &arguments)
    }

    /// A casualty by its incident and its number there.
    pub fn casualty(&self, casualty: CasualtyId) -> String {
        let incident =
            self.births.seq(casualty).and_then(|seq| match &self.log.record(seq).event {
                Event::CasualtyOccurred { incident, .. } => Some(*incident),
                _ => None,
            });
        let incident = incident
            .map_or_else(|| self.texts.say("incident-unknown"), |incident| self.incident(incident));
        let number = self.births.number_of(casualty);
        self.texts.fill("casualty-of", &arguments! { incident: incident, number: number })
    }

    /// The clock at `time`, `06:41`.
    pub fn clock(&self, time: crate::base::time::Time) -> String {
        self.drill.scenario.start.clock(time)
    }
}

/// Chinese text whose half-width marks beside Chinese letters are made full-width, as print wants;
/// marks between digits and Latin letters stay.
fn full_width_marks(text: &str) -> String {
    let chinese =
        |letter: char| matches!(letter, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
    let letters: Vec<char> = text.chars().collect();
    let beside = |index: usize| {
        let before = index.checked_sub(1).map(|index| letters[index]);
        let after = letters.get(index + 1).copied();
        before.is_some_and(|it| chinese(it) || it == '%')
            || after.is_some_and(|it| chinese(it) || it == ' ')
    };
    let mut opened = Vec::new();
    let mut marked = String::with_capacity(text.len());
    for (index, letter) in letters.iter().enumerate() {
        marked.push(match letter {
            ',' if beside(index) => '，',
            ';' if beside(index) => '；',
            ':' if beside(index) => '：',
            '?' if beside(index) => '？',
            '!' if beside(index) => '！',
            '(' => {
                opened.push(beside(index));
                if beside(index) { '（' } else { '(' }
            }
            ')' if opened.pop() == Some(true) => '）',
            other => *other,
        });
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_beside_chinese_letters_are_full_width() {
        assert_eq!(full_width_marks("完成,无不足"), "完成，无不足");
        assert_eq!(full_width_marks("目标90%,实测50%:未达到"), "目标90%，实测50%：未达到");
        assert_eq!(full_width_marks("四级(蓝色)"), "四级（蓝色）");
        assert_eq!(full_width_marks("06:41 muster (x)"), "06:41 muster (x)");
    }
}
