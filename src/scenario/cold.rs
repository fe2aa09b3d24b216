//! The cold of a drill, resolved: how cold it is when, how many cannot go back into their houses,
//! and what a stove does in a closed tent.

use super::file::ColdFile;
use crate::base::id::IncidentKindId;
use crate::base::time::{Duration, Time};
use crate::hazard::assumption::Assumption;
use crate::hazard::casualty::SeverityMix;
use crate::hazard::shelter_air::{CarbonMonoxideClass, Room, carbon_monoxide_class, emission_g_h};
use crate::hazard::{cold, shelter_air};

/// Minutes of a step in which the cold is summed up, and between two looks at who is overcome.
pub const STEP_MINUTES: u64 = 15;
/// How badly those are hurt whom the cold has overcome: a placeholder.
pub const OVERCOME: SeverityMix = SeverityMix::Shares { dead: 0.0, grave: 0.2, serious: 0.8 };

/// People out in the cold, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct ColdSetting {
    /// Figures as written.
    pub file: ColdFile,
    /// Kind of incident at which a township's people are cared for.
    pub care: IncidentKindId,
    /// The task of it that looks after the stoves, as its place in the kind.
    pub care_task: usize,
    /// Kind of incident of those whom the cold has overcome.
    pub hypothermia: IncidentKindId,
    /// Kind of incident of those found in closed tents.
    pub monoxide: IncidentKindId,
}

/// The value at `at` of a line through points in order; the ends' beyond them.
fn on_line(points: &[(f64, f64)], at: f64) -> f64 {
    let Some(first) = points.first() else { return 0.0 };
    let after = points.iter().position(|(place, _)| *place > at);
    match after {
        Some(0) => first.1,
        None => points[points.len() - 1].1,
        Some(after) => {
            let ((from, low), (to, high)) = (points[after - 1], points[after]);
            low + (high - low) * (at - from) / (to - from)
        }
    }
}

impl ColdSetting {
    /// The air at a moment, degrees C.
    pub fn air_c(&self, at: Time) -> f64 {
        on_line(&self.file.air_c, at.since(Time::START).minutes())
    }

    /// What somebody who is out of doors from one moment to another has been exposed to: see
    /// [`cold::exposure_per_hour`].
    pub fn exposure(&self, from: Time, until: Time) -> f64 {
        let step = Duration::from_minutes(STEP_MINUTES);
        let (mut at, mut sum) = (from, 0.0);
        while at < until {
            let end = (at + step).min(until);
            // A lint holds weather and wind within the index's range.
            let chill = cold::wind_chill_c(self.air_c(at), self.file.wind_m_s);
            let per_hour = chill.map_or(0.0, |chill| cold::exposure_per_hour(chill, false));
            sum += per_hour * end.since(at).minutes() / 60.0;
            at = end;
        }
        sum
    }

    /// Share of a settlement's people who are out of doors for good at an intensity.
    pub fn out_share(&self, intensity: f64) -> f64 {
        let points = &self.file.out_percent;
        let begins = points.first().is_some_and(|(first, _)| intensity >= *first);
        if begins { on_line(points, intensity) / 100.0 } else { 0.0 }
    }

    /// How badly those are hurt who are found in a closed tent; none where they are not.
    pub fn found(&self) -> Option<SeverityMix> {
        let tents = &self.file.tents;
        let room = Room::new(tents.volume_m3, tents.air_changes_per_hour).ok()?;
        let percent = room.blood_percent(emission_g_h(tents.stove), tents.found_minutes).ok()?;
        let (dead, grave, serious) = match carbon_monoxide_class(percent) {
            CarbonMonoxideClass::None | CarbonMonoxideClass::Mild => return None,
            CarbonMonoxideClass::Moderate => (0.0, 0.1, 0.6),
            CarbonMonoxideClass::Severe => (0.0, 0.7, 0.3),
            CarbonMonoxideClass::Deadly => (0.5, 0.5, 0.0),
        };
        Some(SeverityMix::Shares { dead, grave, serious })
    }
}

/// What this assumes beyond the models and beside the scenario's own figures.
pub fn assumptions(setting: &ColdSetting) -> Vec<Assumption> {
    let line = Assumption::placeholder;
    let SeverityMix::Shares { grave, .. } = OVERCOME else { return Vec::new() };
    let file = &setting.file;
    let mut all = cold::assumptions();
    all.extend(shelter_air::assumptions());
    all.extend([
        line(
            "outdoors.grave",
            "失温者中危重的比例",
            "share of those overcome by cold who are gravely hurt",
            100.0 * grave,
            "%",
        ),
        line(
            "outdoors.bare",
            "露宿者中缺少御寒衣被和火源的比例",
            "share of those out who have neither clothes, bedding nor fire",
            file.bare_percent,
            "%",
        ),
        line(
            "outdoors.closed",
            "未经提醒而封闭的帐篷比例",
            "share of tents that are closed where nobody has warned",
            file.tents.closed_percent,
            "%",
        ),
        line(
            "outdoors.closed_care",
            "安置人员到场后仍封闭的比例",
            "of them, share left closed once they are cared for",
            file.care.leaves_percent,
            "%",
        ),
        line(
            "outdoors.closed_told",
            "发布提醒后仍封闭的比例",
            "of them, share left closed once the danger was published",
            file.tents.told_leaves_percent,
            "%",
        ),
        line(
            "outdoors.found",
            "封闭帐篷内人员被发现的时间",
            "time until those in a closed tent are found",
            file.tents.found_minutes,
            "min",
        ),
        line(
            "outdoors.hand_out",
            "物资由乡镇分发到村的时间",
            "time from a township's shelter to its villages",
            file.hand_out_minutes,
            "min",
        ),
    ]);
    all
}

#[cfg(test)]
mod tests {
    use super::super::file::{CareFile, TentsFile};
    use super::*;
    use crate::base::text::Text;
    use crate::hazard::shelter_air::Stove;
    use crate::plan::file::{Source, Standing};

    #[test]
    fn a_line_through_points_has_no_ends() {
        let line = [(10.0, 1.0), (20.0, 3.0)];
        let found = [0.0, 10.0, 15.0, 20.0, 99.0].map(|at| on_line(&line, at));
        assert_eq!(found, [1.0, 1.0, 2.0, 3.0, 3.0]);
        assert_eq!(on_line(&[], 1.0), 0.0);
    }

    fn setting(air_c: f64, found_minutes: f64) -> ColdSetting {
        let source = Source { standing: Standing::Placeholder, text: Text::new("测试", "test") };
        let file = ColdFile {
            air_c: vec![(0.0, air_c)],
            wind_m_s: 0.0,
            out_percent: vec![(7.0, 10.0), (8.0, 50.0)],
            bare_percent: 5.0,
            counted_minutes: 10.0,
            runner_minutes: 30.0,
            hand_out_minutes: 10.0,
            care: CareFile {
                incident: String::new(),
                task: String::new(),
                least_people: 10,
                leaves_percent: 10.0,
            },
            hypothermia: String::new(),
            tents: TentsFile {
                people: 4,
                volume_m3: 24.0,
                air_changes_per_hour: 0.3,
                stove: Stove::Coal,
                closed_percent: 3.0,
                told_leaves_percent: 50.0,
                found_minutes,
                incident: String::new(),
            },
            source,
        };
        let kind = IncidentKindId(0);
        ColdSetting { file, care: kind, care_task: 0, hypothermia: kind, monoxide: kind }
    }

    #[test]
    fn exposure_adds_up_over_the_night_and_shares_follow_the_intensity() {
        let calm = setting(-10.0, 240.0);
        let at = Time::from_minutes;
        // Twelve hours halve with ten degrees: six to mild hypothermia in a calm.
        assert!((calm.exposure(at(0), at(360)) - 1.0).abs() < 1e-9);
        let parts = calm.exposure(at(0), at(100)) + calm.exposure(at(100), at(360));
        assert!((parts - 1.0).abs() < 1e-9);
        assert_eq!(calm.exposure(at(60), at(60)), 0.0);
        let shares = [6.9, 7.0, 7.5, 9.0].map(|intensity| calm.out_share(intensity));
        assert_eq!(shares, [0.0, 0.1, 0.3, 0.5]);
    }

    #[test]
    fn whoever_is_found_later_in_a_closed_tent_is_hurt_worse() {
        let grave = |minutes: f64| match setting(-10.0, minutes).found() {
            Some(SeverityMix::Shares { dead, grave, .. }) => dead + grave,
            _ => 0.0,
        };
        assert_eq!(setting(-10.0, 60.0).found(), None);
        assert!(grave(240.0) > 0.0 && grave(240.0) < grave(480.0), "{}", grave(480.0));
    }
}
