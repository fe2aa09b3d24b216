//! Whether responders are safe where they work, by the predicates that are declared for each
//! danger, and how likely they are hurt. Where they are, and whether the danger is there now, is
//! not here.
//!
//! - Fire line: lookouts, communications, escape routes, safety zones (LCES, Gleason 1991;
//!   recalled), the present wind, daylight.
//! - Toxic cloud: approach from outside the downwind sector, protection, a known substance.
//! - Weakened building: assessed, and checked or left alone for a while since the last shock.
//! - Moving water, explosion, unsecured scene: one predicate each.
//!
//! How likely somebody is hurt is a placeholder throughout: a small probability where everything
//! declared holds, times a factor for each predicate that does not.

use crate::base::chance::Draws;
use crate::base::math;
use crate::vocabulary::safety::{DangerKind, SafetyCheck};

use super::assumption::Assumption;
use super::casualty::SeverityMix;

/// Half the width of the downwind sector, degrees: a placeholder.
pub const DOWNWIND_DEGREES: f64 = 45.0;
/// Difference between the wind that is believed and the true one from which the belief is wrong,
/// degrees: that from which a change of the wind is news.
pub const WIND_DEGREES: f64 = 30.0;
/// Minutes without a shock after which a building counts as checked again: a placeholder.
pub const SETTLE_MINUTES: f64 = 30.0;
/// Factor on the probability of being hurt for each predicate that does not hold: a placeholder.
pub const FACTOR: f64 = 5.0;
/// Greatest probability of being hurt, in a minute or at one moment: a placeholder.
const MOST: f64 = 0.5;
/// How badly responders are hurt: a placeholder.
pub const SEVERITY: SeverityMix = SeverityMix::Shares { dead: 0.05, grave: 0.2, serious: 0.4 };

/// What is true of a team's safety, and what it knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Situation {
    /// Predicates whose tasks are done.
    pub done: Vec<SafetyCheck>,
    /// Whether the team can be reached by radio.
    pub is_reachable: bool,
    /// Whether the way by which it would leave is open.
    pub has_way_out: bool,
    /// The wind that the team believes in and the true one, degrees; none where none matters.
    pub wind: Option<(f64, f64)>,
    /// Whether it is day.
    pub is_day: bool,
    /// Where the team came from, seen from the source, degrees; none where it came from nowhere
    /// else.
    pub approach_degrees: Option<f64>,
    /// Whether it has the equipment that the catalogue asks for.
    pub is_equipped: bool,
    /// Whether it has been told what the substance is.
    pub knows_substance: bool,
    /// Minutes since the last shock that was felt there, none where there was none since the
    /// building was assessed.
    pub minutes_since_shock: Option<f64>,
}

/// The predicates of a danger that do not hold, in the order of their declaration.
pub fn unmet(danger: DangerKind, situation: &Situation) -> Vec<SafetyCheck> {
    danger.checks().iter().copied().filter(|check| !situation.meets(*check)).collect()
}

impl Situation {
    fn meets(&self, check: SafetyCheck) -> bool {
        let done = self.done.contains(&check);
        match check {
            SafetyCheck::Lookout
            | SafetyCheck::SafetyZone
            | SafetyCheck::BuildingAssessed
            | SafetyCheck::GasIsolated
            | SafetyCheck::SceneSafe => done,
            SafetyCheck::EscapeRoute => done && self.has_way_out,
            SafetyCheck::SubstanceKnown => done || self.knows_substance,
            SafetyCheck::Communications => self.is_reachable,
            SafetyCheck::Daylight => self.is_day,
            SafetyCheck::Protection | SafetyCheck::WaterTrained => self.is_equipped,
            SafetyCheck::WindTold => {
                self.wind.is_none_or(|(told, now)| apart(told, now) < WIND_DEGREES)
            }
            SafetyCheck::UpwindApproach => {
                let Some((_, from)) = self.wind else { return true };
                let downwind = from + 180.0;
                self.approach_degrees.is_none_or(|came| apart(came, downwind) > DOWNWIND_DEGREES)
            }
            SafetyCheck::SettledAfterShock => {
                self.minutes_since_shock.is_none_or(|minutes| minutes >= SETTLE_MINUTES)
            }
        }
    }
}

/// Degrees between two directions.
fn apart(one: f64, other: f64) -> f64 {
    let turn = (one - other).rem_euclid(360.0);
    turn.min(360.0 - turn)
}

/// Probability that one of a team is hurt, in a minute in the danger, or, of a danger that comes at
/// once, when it comes; `unmet` predicates do not hold.
pub fn harm(danger: DangerKind, unmet: usize) -> f64 {
    let power = i32::try_from(unmet).unwrap_or(i32::MAX);
    (base(danger) * math::pow(FACTOR, f64::from(power))).min(MOST)
}

/// The same with every predicate met: placeholders.
const fn base(danger: DangerKind) -> f64 {
    match danger {
        DangerKind::FireLine => 1e-5,
        DangerKind::ToxicCloud => 2e-5,
        DangerKind::MovingWater => 4e-5,
        DangerKind::UnsecuredScene => 1e-4,
        DangerKind::WeakenedBuilding => 2e-3,
        DangerKind::Explosion => 1e-2,
    }
}

/// How many of a crew are hurt, each with the same probability in each of so many steps: with the
/// same draws more where it is greater.
pub fn hurt(crew: u32, probability: f64, steps: f64, draws: &mut Draws) -> u32 {
    let within = 1.0 - math::pow(1.0 - probability.clamp(0.0, 1.0), steps.max(0.0));
    let people = (0..crew).filter(|_| draws.uniform() < within).count();
    u32::try_from(people).expect("no more than a crew")
}

/// What this assumes.
pub fn assumptions() -> Vec<Assumption> {
    let line = Assumption::placeholder;
    let per_minute = |key, zh, en, danger| line(key, zh, en, 1e5 * base(danger), "");
    let at_once = |key, zh, en, danger| line(key, zh, en, 100.0 * base(danger), "%");
    vec![
        per_minute(
            "responder.fire_line",
            "火线上每10万人·分钟受伤人数(安全要素齐备时)",
            "hurt in 100,000 person-minutes on a fire line, every predicate met",
            DangerKind::FireLine,
        ),
        per_minute(
            "responder.toxic_cloud",
            "有毒气云中每10万人·分钟受伤人数(安全要素齐备时)",
            "the same in a toxic cloud",
            DangerKind::ToxicCloud,
        ),
        per_minute(
            "responder.moving_water",
            "激流中每10万人·分钟受伤人数(安全要素齐备时)",
            "the same in moving water",
            DangerKind::MovingWater,
        ),
        per_minute(
            "responder.unsecured_scene",
            "未控制现场每10万人·分钟受伤人数(安全要素齐备时)",
            "the same at an unsecured scene",
            DangerKind::UnsecuredScene,
        ),
        at_once(
            "responder.weakened_building",
            "余震时受损建筑内每名队员受伤概率(安全要素齐备时)",
            "probability that one inside a weakened building is hurt by a shock, the same",
            DangerKind::WeakenedBuilding,
        ),
        at_once(
            "responder.explosion",
            "爆炸时附近每名队员受伤概率(安全要素齐备时)",
            "probability that one nearby is hurt by an explosion, the same",
            DangerKind::Explosion,
        ),
        line(
            "responder.factor",
            "每缺一项安全要素受伤概率的倍数",
            "factor on these for each predicate that does not hold",
            FACTOR,
            "",
        ),
        line(
            "responder.downwind",
            "下风向扇区半角",
            "half the width of the downwind sector",
            DOWNWIND_DEGREES,
            "°",
        ),
        line(
            "responder.settle",
            "余震后视为已复核的间隔",
            "time without a shock after which a building counts as checked",
            SETTLE_MINUTES,
            "min",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use proptest::prelude::*;

    /// Everything holds.
    fn safe() -> Situation {
        Situation {
            done: SafetyCheck::ALL.to_vec(),
            is_reachable: true,
            has_way_out: true,
            wind: Some((225.0, 225.0)),
            is_day: true,
            approach_degrees: Some(225.0),
            is_equipped: true,
            knows_substance: false,
            minutes_since_shock: None,
        }
    }

    #[test]
    fn nothing_is_unmet_where_everything_holds() {
        assert!(DangerKind::ALL.iter().all(|danger| unmet(*danger, &safe()).is_empty()));
    }

    #[test]
    fn each_predicate_fails_by_itself() {
        let without = |check: SafetyCheck| {
            let mut situation = safe();
            situation.done.retain(|done| *done != check);
            match check {
                SafetyCheck::Communications => situation.is_reachable = false,
                SafetyCheck::WindTold => situation.wind = Some((225.0, 290.0)),
                SafetyCheck::Daylight => situation.is_day = false,
                SafetyCheck::UpwindApproach => situation.approach_degrees = Some(45.0),
                SafetyCheck::Protection | SafetyCheck::WaterTrained => {
                    situation.is_equipped = false;
                }
                SafetyCheck::SettledAfterShock => situation.minutes_since_shock = Some(29.0),
                _ => {}
            }
            situation
        };
        for danger in DangerKind::ALL {
            for check in danger.checks() {
                assert_eq!(unmet(*danger, &without(*check)), [*check]);
            }
        }
        // An escape route that was settled is none when the road is closed.
        let closed = Situation { has_way_out: false, ..safe() };
        assert_eq!(unmet(DangerKind::FireLine, &closed), [SafetyCheck::EscapeRoute]);
    }

    #[test]
    fn directions_go_round() {
        assert_eq!(
            (apart(350.0, 20.0), apart(20.0, 350.0), apart(0.0, 180.0)),
            (30.0, 30.0, 180.0)
        );
        let told = |told, now| Situation { wind: Some((told, now)), ..safe() };
        let check = |situation: &Situation| situation.meets(SafetyCheck::WindTold);
        assert!(check(&told(355.0, 24.0)) && !check(&told(355.0, 25.0)));
        // Wind from the north carries to the south.
        let from = |approach_degrees| Situation {
            wind: Some((0.0, 0.0)),
            approach_degrees: Some(approach_degrees),
            ..safe()
        };
        let upwind = |degrees| from(degrees).meets(SafetyCheck::UpwindApproach);
        assert!(upwind(0.0) && upwind(90.0) && upwind(134.0));
        assert!(!upwind(136.0) && !upwind(180.0) && !upwind(224.0) && upwind(226.0));
    }

    #[test]
    fn what_was_told_or_is_long_past_will_do() {
        let mut told = Situation { knows_substance: true, ..safe() };
        told.done.clear();
        assert!(told.meets(SafetyCheck::SubstanceKnown));
        let settled = Situation { minutes_since_shock: Some(SETTLE_MINUTES), ..safe() };
        assert!(settled.meets(SafetyCheck::SettledAfterShock));
    }

    proptest! {
        #[test]
        fn harm_is_a_probability_and_grows_with_what_is_unmet(
            danger in 0..6_usize, unmet in 0..8_usize, crew in 0..200_u32, key in 0..1_000_u64,
        ) {
            let danger = DangerKind::ALL[danger];
            let (less, more) = (harm(danger, unmet), harm(danger, unmet + 1));
            prop_assert!(less > 0.0 && less <= more && more <= MOST);
            let draws = || Seed(3).draws(Purpose::Test, Key(key));
            let few = hurt(crew, less, 5.0, &mut draws());
            let many = hurt(crew, more, 5.0, &mut draws());
            prop_assert!(few <= many && many <= crew);
            prop_assert!(hurt(crew, less, 1.0, &mut draws()) <= few);
            prop_assert_eq!(hurt(crew, 0.0, 5.0, &mut draws()), 0);
        }
    }

    #[test]
    fn the_number_hurt_has_its_mean_within_four_standard_errors() {
        let (crew, runs, probability) = (20, 10_000, 0.03);
        let within = 1.0 - math::pow(1.0 - probability, 5.0);
        let all: u32 = (0..runs)
            .map(|key| hurt(crew, probability, 5.0, &mut Seed(5).draws(Purpose::Test, Key(key))))
            .sum();
        let trials = f64::from(crew) * runs as f64;
        let error = math::sqrt(trials * within * (1.0 - within));
        assert!((f64::from(all) - trials * within).abs() < 4.0 * error, "{all}");
    }
}
