//! Infections that pass from person to person in a drill, resolved; what measures leave of them,
//! and what is to be expected of them when play is over. What becomes of them in a run is not here.
//!
//! Two models, for two kinds of people: where they live together they are few, and an infection
//! runs out of them ([`threshold`](crate::hazard::epidemic::threshold), any reproduction number of
//! the SEIR model); at home they meet people of whom there are always others
//! ([`branching`](crate::hazard::epidemic::branching)), where a reproduction number of 1 or more is
//! refused. Lint warns of one of 1 or more among those who live together if all that the scenario
//! has against it leaves it there: then only their number ends it, whatever anybody decides.

use super::Drill;
use super::file::{OutbreakFile, Progress};
use super::happening::Prevention;
use crate::base::id::{HappeningId, IncidentId, IncidentKindId, ZoneId};
use crate::base::key::Key;
use crate::hazard::assumption::Assumption;
use crate::hazard::epidemic::branching::Branching;
use crate::hazard::epidemic::final_share;
use crate::hazard::epidemic::zones::Epidemic;
use crate::hazard::food_poisoning::Incubation;

/// Minutes between two looks at an outbreak. It passes on in continuous time; measures and who has
/// left are looked at.
pub const STEP_MINUTES: u32 = 10;

/// An outbreak.
#[derive(Debug, Clone, PartialEq)]
pub struct OutbreakSetting {
    /// Stable key of its name.
    pub key: Key,
    /// Figures as written; people are those of the tier.
    pub file: OutbreakFile,
    /// The happening with which it begins.
    pub happening: HappeningId,
    /// Those who live together, by house.
    pub epidemic: Epidemic,
    /// From infection until somebody is ill.
    pub incubation: Incubation,
    /// What is done against it.
    pub measures: Vec<Measure>,
    /// Who takes people home, if anybody does.
    pub home: Option<HomeSetting>,
}

/// Something that leaves a part of the contacts.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// The tasks by which it is done: each of these by itself.
    pub tasks: Vec<Prevention>,
    /// Share of contacts that it leaves.
    pub leaves: f64,
}

/// Who takes people home, and what they do there.
#[derive(Debug, Clone, PartialEq)]
pub struct HomeSetting {
    /// The incident with which those come who fetch them.
    pub incident: IncidentId,
    /// The task with which nobody is taken any more, as its place in the incident's kind.
    pub kept_by: Option<(usize, Progress)>,
    /// Zones in which they live, in the order of their keys.
    pub zones: Vec<ZoneId>,
    /// How it passes on there.
    pub branching: Branching,
    /// Kind of incident that people are who fall ill there.
    pub kind: IncidentKindId,
}

/// How far an outbreak has gone.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Extent {
    /// Share of contacts that measures leave where people live together.
    pub contact: f64,
    /// People who were taken home.
    pub taken_home: u32,
    /// People where they live together who carried the infection there.
    pub carried: u32,
    /// People infected there by others.
    pub passed: u32,
    /// People at home who carried it there.
    pub carried_home: u32,
    /// People infected there by others.
    pub passed_home: u32,
}

impl OutbreakSetting {
    /// The house in which somebody lives.
    pub fn house_of(&self, person: u32) -> u32 {
        let (houses, people) = (u64::from(self.file.houses), u64::from(self.file.people));
        u32::try_from(u64::from(person) * houses / people.max(1)).expect("no more than houses")
    }

    /// People whom a case infects where they live together, while nearly all of those who are still
    /// there can be infected.
    pub fn reproduction(&self, extent: &Extent) -> f64 {
        let there = self.file.people.saturating_sub(extent.taken_home);
        let share = f64::from(there) / f64::from(self.file.people.max(1));
        self.file.reproduction * extent.contact * share
    }

    /// People infected by others in the end, if everything stays as it is: where they live together
    /// the final size of the SEIR model with those infected so far as the first ([`final_share`]:
    /// who is no longer infectious counts as if he were, so that it is an upper bound), at home the
    /// mean of the chains that those began who carried it there.
    pub fn expected(&self, extent: &Extent) -> f64 {
        let there = f64::from(self.file.people.saturating_sub(extent.taken_home));
        let infected = f64::from(extent.carried + extent.passed).min(there);
        let together = if infected > 0.0 {
            let share = final_share(self.reproduction(extent), 1.0 - infected / there)
                .expect("validation asked the model");
            share * there - f64::from(extent.carried)
        } else {
            0.0
        };
        let home = self.home.as_ref().map_or(0.0, |home| {
            f64::from(extent.carried_home) * (home.branching.mean_chain() - 1.0)
        });
        let passed = f64::from(extent.passed);
        together.max(passed) + home.max(f64::from(extent.passed_home))
    }
}

impl Drill {
    /// The outbreak that begins with a happening, and its place.
    pub fn outbreak_of(&self, happening: HappeningId) -> Option<(u32, &OutbreakSetting)> {
        let mut outbreaks = self.scenario.outbreaks.iter().zip(0..);
        outbreaks.find(|(it, _)| it.happening == happening).map(|(it, number)| (number, it))
    }
}

/// What a drill with this outbreak assumes of it.
pub fn assumptions(setting: &OutbreakSetting) -> Vec<Assumption> {
    let line = Assumption::placeholder;
    let file = &setting.file;
    let mut all = vec![
        line(
            "outbreak.reproduction",
            "集中居住人员中的基本再生数",
            "basic reproduction number where people live together",
            file.reproduction,
            "",
        ),
        line(
            "outbreak.incubation_median",
            "人传人感染潜伏期中位数（发病即有传染性）",
            "median incubation of those infected by others, infectious once ill",
            file.incubation.0,
            "h",
        ),
        line(
            "outbreak.incubation_dispersion",
            "人传人感染潜伏期离散系数",
            "dispersion of that incubation",
            file.incubation.1,
            "",
        ),
        line(
            "outbreak.infectious",
            "平均传染期（指数分布）",
            "mean infectious period, exponential",
            file.infectious_days,
            "d",
        ),
        line(
            "outbreak.elsewhere",
            "在其他宿舍楼停留时间占比",
            "share of time spent in other houses",
            file.elsewhere_percent,
            "%",
        ),
    ];
    let leaves: f64 = setting.measures.iter().map(|measure| measure.leaves).product();
    if !setting.measures.is_empty() {
        all.push(line(
            "outbreak.measures",
            "全部措施落实后剩余接触比例",
            "contacts that all measures together leave",
            100.0 * leaves,
            "%",
        ));
    }
    if let Some(home) = &file.home {
        all.push(line(
            "outbreak.home_reproduction",
            "家庭和村居中的再生数",
            "reproduction number at home",
            home.reproduction,
            "",
        ));
        all.push(line(
            "outbreak.taken_home",
            "家长每分钟接走人数",
            "people taken home in a minute",
            home.per_minute,
            "1/min",
        ));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Text;
    use crate::hazard::epidemic::Disease;
    use crate::hazard::epidemic::zones::Zone;
    use crate::plan::file::{Source, Standing};
    use crate::scenario::file::HomeFile;

    fn setting() -> OutbreakSetting {
        let text = || Text::new("试", "test");
        let home = HomeFile {
            fetched_from: "gate".into(),
            kept_by: None,
            per_minute: 1.0,
            at_most: 100,
            zones: vec!["village".into()],
            reproduction: 0.6,
            incident: "illness".into(),
        };
        let file = OutbreakFile {
            name: "outbreak".into(),
            title: text(),
            happening: "cases".into(),
            people: 1_000,
            houses: 3,
            elsewhere_percent: 10.0,
            reproduction: 4.0,
            incubation: (33.0, 1.5),
            infectious_days: 2.5,
            measures: Vec::new(),
            home: Some(home),
            source: Source { standing: Standing::Placeholder, text: text() },
        };
        let zone = Zone { population: 1_000, infectious: 0 };
        let disease = Disease::new(4.0, 1.0, 2.5).unwrap();
        OutbreakSetting {
            key: Key(1),
            file,
            happening: HappeningId(0),
            epidemic: Epidemic::new(disease, vec![zone], &[]).unwrap(),
            incubation: Incubation::new(33.0, 1.5).unwrap(),
            measures: Vec::new(),
            home: Some(HomeSetting {
                incident: IncidentId(0),
                kept_by: None,
                zones: vec![ZoneId(0)],
                branching: Branching::new(0.6, 2.5).unwrap(),
                kind: IncidentKindId(0),
            }),
        }
    }

    #[test]
    fn people_live_in_houses_of_one_size() {
        let setting = setting();
        let mut counts = [0; 3];
        (0..1_000).for_each(|person| counts[setting.house_of(person) as usize] += 1);
        assert_eq!(counts, [334, 333, 333]);
    }

    #[test]
    fn what_is_expected_is_the_final_size_and_the_mean_of_chains() {
        let setting = setting();
        let begun = Extent { contact: 1.0, carried: 10, ..Extent::default() };
        // z = 1 - 0.99 exp(-4 z) has the root 0.980 388; ten of them had it otherwise.
        assert!((setting.expected(&begun) - 970.4).abs() < 0.2, "{}", setting.expected(&begun));
        // Below 1 ten cases have 1 / (1 - 0.6) each, a little less where people run out.
        let held = Extent { contact: 0.15, ..begun };
        let few = setting.expected(&held);
        assert!((setting.reproduction(&held) - 0.6).abs() < 1e-12);
        assert!((13.5..15.0).contains(&few), "{few}");
        let at_home = Extent { carried_home: 4, ..Extent::default() };
        assert!((setting.expected(&at_home) - 6.0).abs() < 1e-9);
        // Never fewer than there are.
        let passed = Extent { passed: 300, passed_home: 50, contact: 0.0, ..begun };
        assert!((setting.expected(&passed) - 350.0).abs() < 1e-9);
        // Contacts with those who are gone are not made good.
        let gone = Extent { taken_home: 500, ..begun };
        assert!((setting.reproduction(&gone) - 2.0).abs() < 1e-12);
        assert!(setting.expected(&gone) < 500.0);
        assert_eq!(setting.expected(&Extent::default()), 0.0);
    }
}
