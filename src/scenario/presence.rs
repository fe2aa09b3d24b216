//! How many people are where in a county at an hour of the drill, and who of them can lend a hand.

use super::Drill;
use super::file::DayFile;
use crate::base::id::{AreaId, ZoneId};
use crate::base::time::Time;
use crate::county::place::Zone;

impl Drill {
    /// People of a hazard area when play starts, those on no list included.
    pub fn people_of_area(&self, area: AreaId) -> u32 {
        self.county.areas[area.index()].people + self.scenario.visitors[area.index()]
    }

    /// People who are in a zone at a moment: at home by night, by day where they are on a working
    /// day, in or out of term, on a market day or on a holiday; on the way between in the morning
    /// and in the evening.
    pub fn people_present(&self, zone: ZoneId, at: Time) -> u32 {
        let zone = &self.county.zones[zone.index()];
        present(zone, self.scenario.start.minute_of_day(at), &self.scenario.day)
    }

    /// Of them, those who can lend a hand: neither old, nor children, nor unable to walk.
    pub fn able_present(&self, zone: ZoneId, at: Time) -> u32 {
        let there = self.people_present(zone, at);
        let zone = &self.county.zones[zone.index()];
        let others = zone.elderly + zone.children + zone.immobile;
        let able = zone.residents.saturating_sub(others);
        let share = f64::from(able) / f64::from(zone.residents.max(1));
        (f64::from(there) * share).round() as u32
    }
}

/// Minutes of the day in which people go out in the morning.
const MORNING: std::ops::Range<u32> = 420..480;
/// Minutes of the day in which they come home.
const EVENING: std::ops::Range<u32> = 1_020..1_140;

/// People who are in a settlement at a minute of the day.
pub(super) fn present(zone: &Zone, minute: u32, day: &DayFile) -> u32 {
    let night = f64::from(zone.presence.night);
    let part = |range: std::ops::Range<u32>| {
        let gone = f64::from(minute.clamp(range.start, range.end) - range.start);
        gone / f64::from(range.end - range.start)
    };
    let out = part(MORNING) - part(EVENING);
    (night + out * (by_day(zone, day) - night)).round() as u32
}

/// People who are in a settlement by day.
fn by_day(zone: &Zone, day: &DayFile) -> f64 {
    let presence = &zone.presence;
    if day.holiday {
        return f64::from(presence.holiday);
    }
    if day.market_day {
        return f64::from(presence.market_day);
    }
    let (night, workday) = (f64::from(presence.night), f64::from(presence.workday));
    // Out of term those who would be at school elsewhere stay where they live.
    let pupils = f64::from(zone.children) / f64::from(zone.residents.max(1));
    if day.school_term { workday } else { workday + pupils * (night - workday) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::NodeId;
    use crate::base::key::Key;
    use crate::base::text::Text;
    use crate::county::place::{Presence, ZoneKind};

    #[test]
    fn people_move_by_hour_between_home_work_school_and_market() {
        let zone = Zone {
            key: Key(1),
            name: "village".into(),
            title: Text::new("村", "village"),
            kind: ZoneKind::Village,
            parent: ZoneId(0),
            node: NodeId(0),
            residents: 1_000,
            households: 300,
            presence: Presence { night: 900, workday: 500, market_day: 1_300, holiday: 950 },
            elderly: 150,
            children: 200,
            immobile: 20,
        };
        let school_term = true;
        let day = DayFile { market_day: false, holiday: false, school_term };
        let at = |hour: f64, day: &DayFile| present(&zone, (60.0 * hour) as u32, day);
        let by_hour = [0.0, 6.9, 7.5, 8.0, 12.0, 17.0, 18.0, 19.0, 23.0].map(|hour| at(hour, &day));
        assert_eq!(by_hour, [900, 900, 700, 500, 500, 500, 700, 900, 900]);
        // A fifth of the village are pupils, who stay out of term.
        assert_eq!(at(12.0, &DayFile { school_term: false, ..day }), 580);
        assert_eq!(at(12.0, &DayFile { market_day: true, ..day }), 1_300);
        assert_eq!(at(12.0, &DayFile { market_day: true, holiday: true, ..day }), 950);
        assert_eq!(at(2.0, &DayFile { market_day: true, ..day }), 900);
    }
}
