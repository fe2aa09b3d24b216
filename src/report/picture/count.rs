//! Numbers of people at a place: signs that grow with the number, in a row, with a line to the
//! place where they had to stand aside. They differ in shape and grey: black and white is enough.

use std::fmt::Write as _;

use super::names::{Name, Taken, width_px};
use super::paper::Paper;
use crate::base::math;
use crate::base::text::Text;

/// How people are who are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// In danger, not hurt.
    Danger,
    /// Hurt, and nobody who can treat has come.
    Waiting,
    /// Hurt, on the site, with a crew.
    Treated,
    /// In a hospital.
    InHospital,
    /// Dead.
    Dead,
}

impl Sign {
    /// Every one of them.
    pub const ALL: [Self; 5] =
        [Self::Danger, Self::Waiting, Self::Treated, Self::InHospital, Self::Dead];

    /// What it says in a legend.
    pub fn text(self) -> Text {
        match self {
            Self::Danger => Text::new("遇险人员", "in danger"),
            Self::Waiting => Text::new("受伤,尚无人救治", "hurt, not yet treated"),
            Self::Treated => Text::new("受伤,现场救治中", "hurt, treated on the site"),
            Self::InHospital => Text::new("伤员在院", "in hospital"),
            Self::Dead => Text::new("死亡", "dead"),
        }
    }

    /// The sign around a point, with its number in it.
    fn draw(self, (x, y): (f64, f64), radius: f64, label: &str) -> String {
        let (fill, line, width, ink) = match self {
            Self::Danger => ("#666", "#fff", 1.5, "#fff"),
            Self::Waiting => ("#111", "#fff", 1.5, "#fff"),
            Self::Treated => ("#fff", "#111", 2.0, "#111"),
            Self::InHospital => ("#fff", "#00785a", 3.0, "#111"),
            Self::Dead => ("#111", "#fff", 1.5, "#fff"),
        };
        let style = format!("fill=\"{fill}\" stroke=\"{line}\" stroke-width=\"{width}\"");
        let shape = match self {
            Self::Dead => format!(
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" {style}/>",
                x - 0.88 * radius,
                y - 0.88 * radius,
                1.76 * radius,
                1.76 * radius
            ),
            Self::Treated => format!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" {style} \
                 stroke-dasharray=\"4 2.5\"/>"
            ),
            _ => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" {style}/>"),
        };
        format!(
            "{shape}<text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"{LABEL_PX}\" font-weight=\"700\" \
             text-anchor=\"middle\" fill=\"{ink}\">{label}</text>",
            y + 0.36 * LABEL_PX
        )
    }
}

/// Size of the numbers, and radius of the sign of the greatest number, pixels.
const LABEL_PX: f64 = 12.0;
const MOST_PX: f64 = 22.0;

/// Radius of a sign: its area goes with the number, as far as the number itself has room in it.
fn radius_px(people: u32, most: u32) -> f64 {
    let share = f64::from(people) / f64::from(most.max(1));
    let room = 0.5 * width_px(&people.to_string(), LABEL_PX) + 4.0;
    (MOST_PX * math::sqrt(share)).max(room).max(8.5)
}

/// The sign of a legend, around the middle of its row's start.
pub(in crate::report) fn swatch(sign: Sign) -> String {
    sign.draw((9.0, -4.0), 8.0, "")
}

/// Signs of one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    /// Place, metres east and north of the map's origin.
    pub at: (f64, f64),
    /// How many people are how.
    pub counts: Vec<(Sign, u32)>,
    /// The number with the greatest sign.
    pub most: u32,
    /// Name of the place, where the map has none for it.
    pub name: Option<String>,
}

impl Counts {
    /// Lays them where there is room: on the place, or the nearer the better. None where the place
    /// is not on the sheet.
    fn lay(&self, paper: &Paper, taken: &mut Taken) -> Option<Laid> {
        let place = paper.at(self.at.0, self.at.1);
        if !paper.holds(place, 0.0) {
            return None;
        }
        let radii: Vec<f64> =
            self.counts.iter().map(|(_, people)| radius_px(*people, self.most)).collect();
        let width: f64 = radii.iter().map(|radius| 2.0 * radius + 1.0).sum();
        let height = 2.0 * radii.iter().copied().fold(0.0, f64::max);
        let at = free_place(paper, taken, place, (width, height));
        taken.rectangle(at, (width, height));
        let mut leader = String::new();
        if at != place {
            leader = format!(
                "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"#111\" stroke-width=\"1.2\"/>\
                 <circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"2.4\" fill=\"#111\"/>",
                place.0, place.1, at.0, at.1, place.0, place.1
            );
        }
        let mut signs = String::new();
        let mut left = at.0 - 0.5 * width;
        for ((sign, people), radius) in self.counts.iter().zip(&radii) {
            let middle = (left + radius + 0.5, at.1);
            let _ = write!(signs, "{}", sign.draw(middle, *radius, &people.to_string()));
            left += 2.0 * radius + 1.0;
        }
        let name = self.name.clone().map(|text| Name {
            text,
            at,
            size_px: 12.5,
            gap_px: 0.5 * width + 3.0,
            colour: "#111",
            bold: true,
            centred: false,
        });
        Some(Laid { leader, signs, name })
    }
}

/// Signs that have their place.
struct Laid {
    leader: String,
    signs: String,
    name: Option<Name>,
}

/// Draws the signs of all places, over all lines to places. Gives the names that they want.
pub(in crate::report) fn draw<'a>(
    all: impl Iterator<Item = &'a Counts>,
    paper: &mut Paper,
    taken: &mut Taken,
) -> Vec<Name> {
    let laid: Vec<Laid> = all.filter_map(|counts| counts.lay(paper, taken)).collect();
    laid.iter().for_each(|one| paper.put(&one.leader));
    laid.iter().for_each(|one| paper.put(&one.signs));
    laid.into_iter().filter_map(|one| one.name).collect()
}

/// The nearest of some places around one where a box so large has room; the place itself where none
/// has.
pub(in crate::report) fn free_place(
    paper: &Paper,
    taken: &Taken,
    place: (f64, f64),
    (width, height): (f64, f64),
) -> (f64, f64) {
    let (across, down) = (0.5 * width + 9.0, 0.5 * height + 9.0);
    let beside = [
        (0.0, 0.0),
        (0.0, -down),
        (0.0, down),
        (across, 0.0),
        (-across, 0.0),
        (across, -down),
        (-across, -down),
        (across, down),
        (-across, down),
        (0.0, -2.2 * down),
        (0.0, 2.2 * down),
        (2.0 * across, 0.0),
        (-2.0 * across, 0.0),
    ];
    let inside = |(x, y): (f64, f64)| {
        x - 0.5 * width > 2.0
            && y - 0.5 * height > 2.0
            && x + 0.5 * width < paper.width_px - 2.0
            && y + 0.5 * height < paper.height_px - 2.0
    };
    let at = beside.iter().map(|(east, south)| (place.0 + east, place.1 + south));
    let mut free = at.filter(|at| inside(*at) && taken.is_free_box(*at, (width, height)));
    free.next().unwrap_or(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_go_with_numbers_and_every_number_has_room() {
        assert_eq!(radius_px(1_000, 1_000), MOST_PX);
        assert!((radius_px(250, 1_000) - 0.5 * MOST_PX).abs() < 6.0);
        assert!(radius_px(1, 1_000) >= 8.5);
        assert!(radius_px(1_234, 100_000) > 0.5 * width_px("1234", LABEL_PX));
    }
}
