//! What questions about journeys over a map share: who travels at which hour, kinds of facility,
//! and formats of what is written.

use std::path::Path;

use clap::Args;

use super::super::failure::Failure;
use crate::base::problem::{Problem, Problems, nearest};
use crate::base::text::{Language, Text};
use crate::county::access::Travel;
use crate::county::place::{County, FacilityKind};
use crate::files::{Error, map};
use crate::vocabulary::profile::Profile;

/// Who travels, and when.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Travellers {
    /// How they travel: road, high-clearance, off-road, foot, boat or air
    #[arg(long, default_value = "road", value_parser = profile, value_name = "PROFILE")]
    pub(super) profile: Profile,
    /// Hour of the day, 0 to 23: roads as slow as the map has them then (default: at their best)
    #[arg(long, value_parser = clap::value_parser!(u8).range(0..=23), value_name = "HOUR")]
    pub(super) hour: Option<u8>,
}

impl Travellers {
    /// Over this county, whose map stands in `folder`.
    pub(super) fn over<'a>(self, county: &'a County, folder: &Path) -> Result<Travel<'a>, Failure> {
        let travel = Travel::new(county, self.profile, self.hour.map(usize::from));
        travel.map_err(|problem| refused(folder, *problem))
    }

    /// Refuses aircraft where only roads lead.
    pub(super) fn on_the_ground(self) -> Result<Self, Failure> {
        if self.profile == Profile::Air {
            return Err(Failure::Usage(Text::new(
                "--profile air:航空器不走道路,此处只计算道路上的行程",
                "--profile air: aircraft need no roads, and these are journeys over roads",
            )));
        }
        Ok(self)
    }
}

/// The profile of that name, in either language.
fn profile(text: &str) -> Result<Profile, String> {
    let named = |profile: &&Profile| profile.word() == text || profile.text().zh == text;
    Profile::ALL.iter().find(named).copied().ok_or_else(|| {
        let names: Vec<String> = Profile::ALL.iter().map(|profile| profile.word()).collect();
        format!("one of {}", names.join(", "))
    })
}

/// The kind of facility of that name, in either language.
pub(super) fn kind_named(text: &str) -> Option<FacilityKind> {
    let named = |kind: &&FacilityKind| kind.word() == text || kind.text().zh == text;
    FacilityKind::ALL.iter().find(named).copied()
}

/// The same, or why it is none.
pub(super) fn kind(text: &str) -> Result<FacilityKind, String> {
    kind_named(text).ok_or_else(|| {
        let words: Vec<String> = FacilityKind::ALL.iter().map(|kind| kind.word()).collect();
        match nearest(text, words.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("one of {}", words.join(", ")),
        }
    })
}

/// A problem of the map in `folder`.
pub(super) fn refused(folder: &Path, problem: Problem) -> Failure {
    Failure::Files(Error::Invalid(map::in_folder(folder, Problems(vec![problem]))))
}

/// A problem of something that was typed.
pub(super) fn mistyped(problem: &Problem) -> Failure {
    let [zh, en] = [Language::Chinese, Language::English].map(|it| problem.sentence(it));
    Failure::Usage(Text::new(zh, en))
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    GeoJson,
}

/// The format that the name of a file says.
pub(super) fn format(path: &Path) -> Result<Format, Failure> {
    let extension = path.extension().map(|it| it.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("csv") => Ok(Format::Csv),
        Some("geojson" | "json") => Ok(Format::GeoJson),
        _ => Err(Failure::Usage(Text::new(
            format!("{}:文件名须以 .csv 或 .geojson 结尾", path.display()),
            format!("{}: the name of the file ends in .csv or .geojson", path.display()),
        ))),
    }
}
