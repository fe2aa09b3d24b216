//! Criteria of `run --check`: limits on outcomes, score, ratings and gaps of one run, read from
//! RON. Statistics over many runs are not judged here.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;
use crate::base::written;
use crate::files::Error;
use crate::files::load::{self, Written};
use crate::scenario::Drill;
use crate::score::Scorecard;
use crate::score::rating::Rating;
use crate::score::scorecard::GapType;

/// Outcomes that criteria can name: the numbers of the scorecard's outcomes.
const OUTCOMES: &[&str] = &[
    "primary_value",
    "areas_reached",
    "people_endangered",
    "warned_before_impact",
    "warned_after_impact",
    "moved_before_impact",
    "caught",
    "refused",
    "returned",
    "sheltered",
    "rescued",
    "deaths",
    "person_minutes_in_water",
    "person_minutes_cut_off",
    "person_minutes_exposed",
    "person_minutes_in_danger",
    "person_minutes_untreated",
    "zone_hours_cut_off",
    "person_hours_cut_off",
    "on_no_list",
    "on_no_list_endangered",
    "on_no_list_known_before_impact",
];

/// Criteria as they are written; what is left out is not judged.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CriteriaFile {
    /// Outcomes that must not be more: name as in the scorecard, number.
    outcomes_at_most: BTreeMap<String, f64>,
    /// Outcomes that must not be less.
    outcomes_at_least: BTreeMap<String, f64>,
    /// The total, 0 to 100, that must be reached; a run without a total does not.
    score_at_least: Option<f64>,
    /// Findings of a type at most: `NOTIFY_LATE`.
    gaps_at_most: BTreeMap<String, u32>,
    /// Objectives, by written name, that must be rated so or better.
    ratings_at_least: BTreeMap<String, Rating>,
}

/// Criteria that were read, before names of objectives were looked up.
#[derive(Debug)]
pub(super) struct Criteria {
    written: Written<CriteriaFile>,
}

impl Criteria {
    /// Reads criteria.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Invalid`] with every problem.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let written: Written<CriteriaFile> = load::ron(path)?;
        let file = &written.value;
        let mut problems = Problems::default();
        let outcome = Text::new("结果指标", "an outcome");
        for (field, names) in [
            ("outcomes_at_most", &file.outcomes_at_most),
            ("outcomes_at_least", &file.outcomes_at_least),
        ] {
            for name in names.keys().filter(|name| !OUTCOMES.contains(&name.as_str())) {
                let place = Place::path(&*written.file, format!("{field}[\"{name}\"]"));
                let valid = OUTCOMES.iter().copied();
                problems.push(Problem::unknown_name(place, name, &outcome, valid));
            }
        }
        let gaps: Vec<&str> = GapType::EVALUATED.iter().map(|gap| gap.name()).collect();
        for name in file.gaps_at_most.keys().filter(|name| !gaps.contains(&name.as_str())) {
            let place = Place::path(&*written.file, format!("gaps_at_most[\"{name}\"]"));
            let what = Text::new("已评估的缺口类型", "a type of gap that is evaluated");
            problems.push(Problem::unknown_name(place, name, &what, gaps.iter().copied()));
        }
        let score = file.score_at_least.unwrap_or(0.0);
        if !(0.0..=100.0).contains(&score) {
            let place = Place::path(&*written.file, "score_at_least");
            let expected = Text::new("0 至 100 之间的数", "a number from 0 to 100");
            problems.push(Problem::error(place, score.to_string(), expected));
        }
        let criteria = Self { written };
        match problems.has_errors() {
            true => Err(Error::Invalid(criteria.placed(problems))),
            false => Ok(criteria),
        }
    }

    fn placed(&self, mut problems: Problems) -> Problems {
        written::place_all(&mut problems, &BTreeMap::from([self.written.text()]));
        problems
    }

    /// The criteria, if the drill has their objectives.
    ///
    /// # Errors
    /// Every objective that it does not have.
    pub(super) fn resolve(self, drill: &Drill) -> Result<CriteriaFile, Problems> {
        let objectives: Vec<&str> =
            drill.scenario.objectives.iter().map(|objective| objective.name.as_str()).collect();
        let what = Text::new("本情景的演练目标", "an objective of the scenario");
        let mut problems = Problems::default();
        for name in self.written.value.ratings_at_least.keys() {
            if !objectives.contains(&name.as_str()) {
                let path = format!("ratings_at_least[\"{name}\"]");
                let place = Place::path(&*self.written.file, path);
                let valid = objectives.iter().copied();
                problems.push(Problem::unknown_name(place, name, &what, valid));
            }
        }
        if problems.has_errors() { Err(self.placed(problems)) } else { Ok(self.written.value) }
    }
}

impl CriteriaFile {
    /// What a run does not meet, each with what was found.
    pub(super) fn unmet(&self, card: &Scorecard) -> Vec<Text> {
        let outcomes = serde_json::to_value(&card.outcomes).expect("outcomes are plain data");
        let outcome = |name: &str| outcomes.get(name).and_then(Value::as_f64).unwrap_or_default();
        let mut unmet = Vec::new();
        for (name, limit) in &self.outcomes_at_most {
            if outcome(name) > *limit {
                unmet.push(more(name, outcome(name), *limit));
            }
        }
        for (name, limit) in &self.outcomes_at_least {
            if outcome(name) < *limit {
                unmet.push(less(name, &outcome(name).to_string(), &limit.to_string()));
            }
        }
        if let Some(limit) = self.score_at_least
            && card.total.total.is_none_or(|total| total < limit)
        {
            let found = card.total.total.map_or("-".to_owned(), |total| format!("{total:.1}"));
            unmet.push(less("score", &found, &limit.to_string()));
        }
        for (name, limit) in &self.gaps_at_most {
            let count = card.gap_counts.iter().find(|count| count.gap.name() == name);
            let found = count.map_or(0, |count| count.findings);
            if found > *limit {
                unmet.push(more(name, f64::from(found), f64::from(*limit)));
            }
        }
        for (name, limit) in &self.ratings_at_least {
            let result = card.objectives.iter().find(|result| result.objective.name == *name);
            if let Some(result) = result
                && result.rating > *limit
            {
                unmet.push(less(name, &word(result.rating), &word(*limit)));
            }
        }
        unmet
    }
}

/// A rating as it is written: `P`.
fn word(rating: Rating) -> String {
    serde_json::to_value(rating)
        .ok()
        .and_then(|it| Some(it.as_str()?.to_owned()))
        .unwrap_or_default()
}

fn more(name: &str, found: f64, limit: f64) -> Text {
    Text::new(
        format!("{name}:{found},要求不超过 {limit}"),
        format!("{name}: {found}, at most {limit} wanted"),
    )
}

fn less(name: &str, found: &str, limit: &str) -> Text {
    Text::new(
        format!("{name}:{found},要求不低于 {limit}"),
        format!("{name}: {found}, at least {limit} wanted"),
    )
}
