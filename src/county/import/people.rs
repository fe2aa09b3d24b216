//! How many people live where, of which kind, and who is there at which hour: as the source says,
//! else estimated by rules that are said. Figures of no place in particular are placeholders.

use super::feature::Rank;
use crate::county::place::{Presence, ZoneKind};

/// Square metres of dwelling that one person has: China, census of 2020 (41.76 m2).
pub(super) const DWELLING_M2: f64 = 41.76;
/// Storeys of a building that does not say.
pub(super) const STOREYS: f64 = 2.0;
/// Residents of a household: China, census of 2020.
const HOUSEHOLD: f64 = 2.62;
/// Shares of residents of 65 and older and below 15: China, census of 2020.
const ELDERLY: f64 = 0.135;
const CHILDREN: f64 = 0.1795;
/// Share of residents who cannot walk out by themselves: placeholder.
const IMMOBILE: f64 = 0.02;
/// Fewest residents of a settlement that does not say.
const RESIDENTS_MIN: f64 = 10.0;

/// Residents of a settlement of which nothing is known but its rank: placeholders within the
/// ranges that OpenStreetMap gives for the values of `place`.
pub(super) const fn usual_residents(rank: Rank) -> f64 {
    match rank {
        Rank::City => 100_000.0,
        Rank::Town => 10_000.0,
        Rank::Quarter => 3_000.0,
        Rank::Village => 600.0,
        Rank::Hamlet => 80.0,
    }
}

/// What is known of the people of a settlement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) rank: Rank,
    /// What its tags say.
    pub(super) population: Option<f64>,
    /// People whom a grid of population has nearest to it.
    pub(super) counted: Option<f64>,
    /// People for whom there is room in the dwellings around it.
    pub(super) housed: f64,
    /// The city or town that it is a part of, by place in the list.
    pub(super) part_of: Option<usize>,
}

/// How residents of a settlement were come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Basis {
    /// Its tags say so.
    Told,
    /// A grid of population.
    Counted,
    /// Its dwellings.
    Dwellings,
    /// Its rank.
    Usual,
    /// What a whole leaves to its parts.
    Rest,
}

/// Residents of each settlement. `total` is what the whole county has, where that is told.
///
/// A quarter's people are taken from those of its town, of which a fifth stay in its middle, unless
/// the town's are counted, which are its own alone. What a total leaves is shared among the
/// settlements of which neither tags nor a count say anything, by their dwellings or ranks.
pub(super) fn residents(known: &[Known], total: Option<f64>) -> Vec<(f64, Basis)> {
    let guess = |known: &Known| match known.population {
        Some(told) => (told, Basis::Told),
        None if known.counted.is_some() => (known.counted.unwrap_or_default(), Basis::Counted),
        None if known.housed > usual_residents(known.rank) / 2.0 => {
            (known.housed, Basis::Dwellings)
        }
        None => (usual_residents(known.rank), Basis::Usual),
    };
    let mut found: Vec<(f64, Basis)> = known.iter().map(guess).collect();
    if let Some(total) = total {
        let is_told = |index: &usize| matches!(found[*index].1, Basis::Told | Basis::Counted);
        let is_part = |index: &usize| known[*index].part_of.is_some();
        let all = 0..known.len();
        let told: f64 = all.clone().filter(is_told).map(|index| found[index].0).sum();
        let open: Vec<usize> = all.filter(|index| !is_told(index) && !is_part(index)).collect();
        let guessed: f64 = open.iter().map(|index| found[*index].0).sum();
        if total > told && guessed > 0.0 {
            for index in open {
                found[index] = (found[index].0 * (total - told) / guessed, Basis::Rest);
            }
        }
    }
    for whole in 0..known.len() {
        let is_counted = |index: usize| found[index].1 == Basis::Counted;
        let is_part = |part: &usize| known[*part].part_of == Some(whole) && !is_counted(whole);
        let parts: Vec<usize> = (0..known.len()).filter(is_part).collect();
        let sum: f64 = parts.iter().map(|part| found[*part].0).sum();
        let room = 0.8 * found[whole].0;
        if sum > room {
            for part in &parts {
                found[*part] = (found[*part].0 * room / sum, Basis::Rest);
            }
        }
        found[whole].0 -= sum.min(room);
    }
    let least = |basis| match basis {
        Basis::Told | Basis::Counted => 1.0,
        Basis::Dwellings | Basis::Usual | Basis::Rest => RESIDENTS_MIN,
    };
    found.into_iter().map(|(people, basis)| (people.max(least(basis)).round(), basis)).collect()
}

/// Make-up of the residents of a zone.
pub(super) struct MakeUp {
    pub(super) households: u32,
    pub(super) presence: Presence,
    pub(super) elderly: u32,
    pub(super) children: u32,
    pub(super) immobile: u32,
}

/// Make-up of so many residents; who is where when is a placeholder by kind of zone.
pub(super) fn make_up(residents: u32, kind: ZoneKind) -> MakeUp {
    let share = |share: f64| (f64::from(residents) * share).round() as u32;
    let [night, workday, market_day, holiday] = match kind {
        ZoneKind::Subdistrict => [1.0, 1.08, 1.10, 0.95],
        ZoneKind::Township => [1.0, 1.0, 1.25, 1.0],
        ZoneKind::Village => [1.0, 0.8, 0.7, 1.05],
    };
    MakeUp {
        households: share(1.0 / HOUSEHOLD).max(1),
        presence: Presence {
            night: share(night),
            workday: share(workday),
            market_day: share(market_day),
            holiday: share(holiday),
        },
        elderly: share(ELDERLY),
        children: share(CHILDREN),
        immobile: share(IMMOBILE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(rank: Rank, population: Option<f64>) -> Known {
        Known { rank, population, counted: None, housed: 0.0, part_of: None }
    }

    #[test]
    fn who_is_counted_is_no_part_of_another_count_and_of_no_total() {
        let counted = |rank, counted| Known { counted: Some(counted), ..known(rank, None) };
        let part = |known| Known { part_of: Some(0), ..known };
        let list = [
            counted(Rank::Town, 1_000.0),
            part(counted(Rank::Quarter, 300.0)),
            part(known(Rank::Quarter, Some(900.0))),
            counted(Rank::Hamlet, 0.0),
        ];
        let people = residents(&list, Some(5_000.0));
        let of = |people, basis| (people, basis);
        let expected = [
            of(1_000.0, Basis::Counted),
            of(300.0, Basis::Counted),
            of(900.0, Basis::Told),
            of(1.0, Basis::Counted),
        ];
        assert_eq!(people, expected);
    }

    #[test]
    fn what_a_total_leaves_is_shared_among_those_who_do_not_say() {
        let list = [
            known(Rank::Town, Some(24_678.0)),
            known(Rank::Town, None),
            known(Rank::Town, None),
            known(Rank::Village, None),
        ];
        let found = residents(&list, Some(83_888.0));
        assert_eq!(found[0], (24_678.0, Basis::Told));
        let sum: f64 = found.iter().map(|each| each.0).sum();
        assert!((sum - 83_888.0).abs() <= 2.0, "rounded each: {sum}");
        assert_eq!(found[1].0, found[2].0);
        assert!(found[3].0 < found[2].0 / 10.0);
    }

    #[test]
    fn people_of_quarters_are_people_of_their_town() {
        let quarter = Known { part_of: Some(0), ..known(Rank::Quarter, None) };
        let list = [known(Rank::City, Some(10_000.0)), quarter, quarter, quarter, quarter];
        let found = residents(&list, None);
        assert_eq!(found[0], (2_000.0, Basis::Told));
        assert_eq!(found[1], (2_000.0, Basis::Rest));
    }

    #[test]
    fn dwellings_count_where_there_are_enough_of_them() {
        let housed = |housed| Known { housed, ..known(Rank::Village, None) };
        let found = residents(&[housed(900.0), housed(90.0)], None);
        assert_eq!(found, [(900.0, Basis::Dwellings), (600.0, Basis::Usual)]);
    }
}
