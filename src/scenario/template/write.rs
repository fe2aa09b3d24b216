//! One document of a template and what it becomes for a county: its places chosen by `elsewhere`,
//! its own names, a head that says what is to be checked.

use std::fmt::Write;
use std::ops::Range;

use super::{Storyline, compass};
use crate::base::check::Checker;
use crate::base::problem::{Place, Problem, Problems};
use crate::base::written::{self, Gone};
use crate::county::choice::{self, ChosenPlace, PlaceChoice};
use crate::county::place::County;
use crate::plan::file::PlanFile;
use crate::plan::special::SpecialPlanFile;
use crate::scenario::file::ScenarioFile;

/// What kind of document it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    General,
    Special(&'static str),
    Scenario,
}

/// A document of a template.
pub(super) struct Document {
    kind: Kind,
    source: &'static str,
    choices: Vec<PlaceChoice>,
    chosen: Vec<ChosenPlace>,
}

/// A shipped document's places.
fn places<T: serde::de::DeserializeOwned>(
    source: &str,
    places: impl Fn(T) -> Vec<PlaceChoice>,
) -> Vec<PlaceChoice> {
    match written::parse(super::PLAN, source) {
        Ok(document) => places(document),
        Err(problems) => panic!("a shipped template: {problems}"),
    }
}

impl Document {
    pub(super) fn general(source: &'static str) -> Self {
        let choices = places(source, |file: PlanFile| file.places);
        Self { kind: Kind::General, source, choices, chosen: Vec::new() }
    }

    pub(super) fn special(name: &'static str, source: &'static str) -> Self {
        let choices = places(source, |file: SpecialPlanFile| file.places);
        Self { kind: Kind::Special(name), source, choices, chosen: Vec::new() }
    }

    pub(super) fn scenario(source: &'static str) -> Self {
        let choices = places(source, |file: ScenarioFile| file.places);
        Self { kind: Kind::Scenario, source, choices, chosen: Vec::new() }
    }

    /// Its name in the drill's folder.
    pub(super) fn path(&self) -> String {
        match self.kind {
            Kind::General => format!("plans/{}.ron", super::PLAN),
            Kind::Special(name) => format!("plans/{name}.ron"),
            Kind::Scenario => "scenario.ron".to_owned(),
        }
    }

    /// The document for a county, with what speaks of absent places still in it; `name` is the
    /// drill's.
    pub(super) fn text(
        &self,
        county: &County,
        (storyline, name): (&Storyline, &str),
        specials: &[&str],
        gone: &Gone,
    ) -> String {
        let mut changes: Vec<(Range<usize>, String)> = Vec::new();
        let mut change = |path: &str, text: String| {
            if let Some(span) = written::span(self.source, path) {
                changes.push((span, text));
            }
        };
        change("places", self.places(gone));
        if self.kind == Kind::Scenario {
            let specials: Vec<String> = specials.iter().map(|it| format!("{it:?}")).collect();
            change("name", format!("{name:?}"));
            change("map", format!("{:?}", county.name));
            change("plan", format!("{:?}", super::PLAN));
            change("special_plans", format!("[{}]", specials.join(", ")));
        }
        let mut turned = compass::Written::default();
        if self.kind == Kind::Scenario {
            turned = compass::turned(storyline.compass, self.source, &self.chosen, county);
            changes.append(&mut turned.changes);
        }
        let body = self.source.find("\n(\n").map_or(0, |at| at + 1);
        let mut text = head(county, storyline.name);
        changes.sort_by_key(|(span, _)| span.start);
        let mut at = body;
        for (span, new) in changes {
            text += &self.source[at..span.start];
            text += &new;
            at = span.end;
        }
        turned.with_sides(text + &self.source[at..])
    }

    /// The list of places as `elsewhere` has them, each with what it came to.
    fn places(&self, gone: &Gone) -> String {
        let mut list = String::from("[\n");
        for (index, choice) in self.choices.iter().enumerate() {
            let place = self.chosen.iter().find(|place| place.name == choice.name);
            let Some(place) = place else { continue };
            let field = if choice.elsewhere.is_some() { "elsewhere" } else { "choose" };
            let span = written::span(self.source, &format!("places[{index}].{field}"));
            let selector = &self.source[span.expect("the document was read")];
            let title = &place.title;
            let written = &place.written;
            // Writing to a text cannot fail.
            let _ = writeln!(list, "        // {}  {} ({written})", title.zh, title.en);
            let _ = write!(list, "        (name: \"{}\", choose: {selector}", choice.name);
            let apart = choice.apart_from.iter().filter(|name| !gone.places.contains(*name));
            let apart: Vec<String> = apart.map(|name| format!("{name:?}")).collect();
            if !apart.is_empty() {
                let _ = write!(list, ", apart_from: [{}]", apart.join(", "));
            }
            list += "),\n";
        }
        list + "    ]"
    }
}

/// What stands at the head of every document.
fn head(county: &County, storyline: &str) -> String {
    let (zh, en) = (&county.title.zh, &county.title.en);
    format!(
        "// {zh}：由 muster new 按情节 {storyline} 生成，供修改。地点见 places，换地图时重新选取。\n\
         // 须核对：文中的人数、户数、雨量、流量、里程、时刻和方位沿用原情节，不是本县数据；\n\
         // 机构、编配、限时和标准沿用原预案。地图中暂设的机构和站点见地图的 estimates。\n\
         // {en}: written by `muster new` from the storyline {storyline}, to be edited. `places`\n\
         // are chosen anew on another map. To be checked: people, households, rain, flows,\n\
         // distances, times and directions in the texts are the storyline's own, not this\n\
         // county's; organisations, crews, limits and standards are the shipped plan's. Posts\n\
         // and stations that were proposed stand under `estimates` of the map.\n"
    )
}

/// Chooses the places of documents that share them; optional ones that the map lacks join what is
/// gone, others are problems of the map.
pub(super) fn choose(
    documents: &mut [Document],
    county: &County,
    map: &str,
    (gone, problems): (&mut Gone, &mut Problems),
) -> Vec<ChosenPlace> {
    let all: Vec<PlaceChoice> = documents
        .iter()
        .flat_map(|document| &document.choices)
        .map(|choice| PlaceChoice {
            choose: choice.elsewhere.clone().unwrap_or_else(|| choice.choose.clone()),
            elsewhere: None,
            ..choice.clone()
        })
        .collect();
    let mut check = Checker::new(map);
    let chosen = choice::choose(&mut check, "places", &all, county);
    let mut found = check.into_problems().0;
    let is_chosen = |choice: &PlaceChoice| chosen.iter().any(|place| place.name == choice.name);
    for (index, choice) in all.iter().enumerate().filter(|(_, choice)| !is_chosen(choice)) {
        let path = format!("places[{index}].");
        let own = found.iter().position(|problem| problem.place.path.starts_with(&path));
        let own = own.map(|index| found.remove(index));
        if choice.optional {
            gone.places.insert(choice.name.clone());
        } else if let Some(own) = own {
            let problem = Problem { place: Place::path(map, ""), ..own };
            // Documents may want the same place.
            if !problems.0.contains(&problem) {
                problems.push(problem);
            }
        }
    }
    for document in documents {
        let own = |place: &&ChosenPlace| document.choices.iter().any(|it| it.name == place.name);
        document.chosen = chosen.iter().filter(own).cloned().collect();
    }
    chosen
}
