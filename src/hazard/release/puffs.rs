//! A train of puffs in a wind that turns: the concentration at the ground at any place and time of
//! gas let out over some time. Its effect on people is [`toxic`](super::toxic).
//!
//! Gas let out at time `s` has moved at time `t` by the wind's path from `s` to `t` and has spread
//! by the [`sigmas`] of the length of that path, with `sx = sy`: the puff of
//! [`dispersion`](super::dispersion). Wind is piecewise constant in time and the same everywhere,
//! so that what was let out between two turns lies on a straight line. The train is cut where the
//! wind turned and where the distance travelled grows by 1.5 %; each piece carries the sigmas of
//! its middle and its puffs are summed exactly along the line:
//! `C = m / L [erf(b / sqrt2 s) - erf(a / sqrt2 s)] / 2 exp(-d^2 / 2 s^2) / (sqrt(2 pi) s) V`
//! for a receptor `d` beside the line and `a`, `b` from its ends along it (the integrated puff of
//! Ludwig, Gasiorek & Ruff 1977; recalled), `V` the two vertical terms. Mass is conserved exactly.
//!
//! In a steady wind, long after the beginning, it agrees with the plume on the centreline from
//! 100 m to 10 km within 1 %, and within 3 % in classes A and B over built-up country. Beyond 10 km
//! of travel the sigmas extrapolate: [`Snapshot::beyond_range_kg`] says how much gas that is.

use crate::base::math;

use super::super::assumption::Assumption;
use super::super::range::{Range, Refusal, Refusals};
use super::dispersion::{FARTHEST_M, HEIGHT, Sigmas, Terrain, WIND, sigmas, vertical};
use super::stability::Stability;
use crate::base::text::Text;

/// The wind from a moment on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WindSpell {
    /// When it begins, seconds of play.
    pub from_seconds: f64,
    /// Speed at 10 m, m/s.
    pub speed_m_s: f64,
    /// Where it comes from, degrees clockwise from north.
    pub from_degrees: f64,
}

/// Where, when and how much gas is let out, at a steady rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Source {
    /// Metres east of the map's origin.
    pub x_m: f64,
    /// Metres north of the map's origin.
    pub y_m: f64,
    /// Metres above the ground.
    pub height_m: f64,
    /// When it begins, seconds of play.
    pub begin_seconds: f64,
    /// How long it lasts, seconds; zero lets everything out at once.
    pub duration_seconds: f64,
    /// Mass let out in all, kg.
    pub mass_kg: f64,
}

/// A release in a wind, valid.
#[derive(Debug, Clone, PartialEq)]
pub struct Cloud {
    source: Source,
    spells: Vec<Spell>,
    terrain: Terrain,
    stability: Stability,
}

/// The cloud at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    pieces: Vec<Piece>,
}

/// A wind spell with the path that the wind has run before it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spell {
    from_seconds: f64,
    speed_m_s: f64,
    /// Where it blows to.
    unit: (f64, f64),
    /// Displacement and length of path from the first spell's beginning to this one's.
    displacement: (f64, f64),
    path_m: f64,
}

/// What was let out while neither the wind turned nor the distance travelled changed much.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Piece {
    middle: (f64, f64),
    unit: (f64, f64),
    half_m: f64,
    mass_kg: f64,
    sigmas: Sigmas,
    /// The two vertical terms at the ground, per metre.
    vertical_per_m: f64,
    travelled_m: f64,
}

/// By how much the distance travelled grows from cut to cut.
const GROWTH: f64 = 1.015;
/// Farther beside a piece than so many sigmas there is nothing: 1e-14 of the middle.
const REACH_SIGMAS: f64 = 8.0;

impl Cloud {
    /// A cloud; the first spell also holds before its beginning.
    ///
    /// # Errors
    /// Everything out of range: wind 0.5 to 50 m/s, spells in order of time, height 0 to 300 m,
    /// duration up to two days, mass up to 10,000 t.
    pub fn new(
        source: Source,
        winds: &[WindSpell],
        terrain: Terrain,
        stability: Stability,
    ) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        let time = Range::new(-1e7, 1e7, "s", "");
        let place = Range::new(-1e7, 1e7, "m", "");
        refusals.hold(&place, "source.x_m", source.x_m);
        refusals.hold(&place, "source.y_m", source.y_m);
        refusals.hold(&HEIGHT, "source.height_m", source.height_m);
        refusals.hold(&time, "source.begin_seconds", source.begin_seconds);
        let duration = Range::new(0.0, 172_800.0, "s", "");
        refusals.hold(&duration, "source.duration_seconds", source.duration_seconds);
        refusals.hold(&Range::new(0.0, 1e7, "kg", ""), "source.mass_kg", source.mass_kg);
        if winds.is_empty() || winds.len() > 1_000 {
            let expected = Text::new("1 至 1000 段风", "1 to 1,000 spells of wind");
            refusals.push(Refusal::new("winds", winds.len().to_string(), expected));
        }
        let mut before = time.low;
        for (index, wind) in winds.iter().enumerate() {
            let path = |field| format!("winds[{index}].{field}");
            let after = Range { low: before, ..time };
            refusals.hold(&after, path("from_seconds"), wind.from_seconds);
            refusals.hold(&WIND, path("speed_m_s"), wind.speed_m_s);
            refusals.hold(
                &Range::new(0.0, 360.0, "°", ""),
                path("from_degrees"),
                wind.from_degrees,
            );
            before = before.max(wind.from_seconds);
        }
        refusals.into_result()?;
        Ok(Self { source, spells: spells(winds), terrain, stability })
    }

    /// When the last of it comes out, seconds.
    pub fn ends_seconds(&self) -> f64 {
        self.source.begin_seconds + self.source.duration_seconds
    }

    /// The cloud at a moment; empty before it begins.
    pub fn at(&self, seconds: f64) -> Snapshot {
        let source = &self.source;
        let begin = source.begin_seconds;
        let mut pieces = Vec::new();
        if seconds >= begin {
            let now = seconds.min(1e9);
            let end = (begin + source.duration_seconds).min(now);
            if source.duration_seconds > 0.0 {
                let rate_kg_s = source.mass_kg / source.duration_seconds;
                for (index, spell) in self.spells.iter().enumerate() {
                    let from = if index == 0 { begin } else { spell.from_seconds.max(begin) };
                    let next = self.spells.get(index + 1);
                    let until = next.map_or(end, |next| next.from_seconds.min(end));
                    if until > from {
                        self.cut(now, from, until, rate_kg_s, &mut pieces);
                    }
                }
            } else {
                pieces.push(self.piece(now, begin, begin, source.mass_kg));
            }
        }
        Snapshot { pieces }
    }

    /// Concentration at the ground in kg/m3, metres east and north of the map's origin.
    pub fn concentration_kg_m3(&self, x_m: f64, y_m: f64, seconds: f64) -> f64 {
        self.at(seconds).concentration_kg_m3(x_m, y_m)
    }

    /// Cuts what was let out from one moment to another, in one wind, into pieces.
    fn cut(&self, now: f64, from: f64, until: f64, rate_kg_s: f64, pieces: &mut Vec<Piece>) {
        let speed_m_s = self.spell(from).speed_m_s;
        let nearest_m = self.wind_run(now).1 - self.wind_run(until).1;
        let mut last = until;
        // From the youngest gas, near the source, to the oldest.
        let mut travelled_m = nearest_m.max(0.0);
        while last > from {
            let step_m = (travelled_m * (GROWTH - 1.0)).max(1.0);
            let first = (last - step_m / speed_m_s).max(from);
            // Times so large that a step is lost in rounding end the train in one piece.
            let first = if first < last { first } else { from };
            pieces.push(self.piece(now, first, last, rate_kg_s * (last - first)));
            travelled_m += step_m;
            last = first;
        }
    }

    /// What was let out between two moments of one wind, seen now.
    fn piece(&self, now: f64, from: f64, until: f64, mass_kg: f64) -> Piece {
        let middle = 0.5 * (from + until);
        let ((now_x, now_y), now_path) = self.wind_run(now);
        let ((x, y), path) = self.wind_run(middle);
        let spell = self.spell(middle);
        let travelled_m = now_path - path;
        let sigmas = sigmas(self.terrain, self.stability, travelled_m);
        Piece {
            middle: (self.source.x_m + now_x - x, self.source.y_m + now_y - y),
            unit: spell.unit,
            half_m: 0.5 * (until - from) * spell.speed_m_s,
            mass_kg,
            sigmas,
            vertical_per_m: vertical(sigmas.up_m, self.source.height_m, 0.0),
            travelled_m,
        }
    }

    /// The spell of a moment.
    fn spell(&self, seconds: f64) -> &Spell {
        let later = self.spells.partition_point(|spell| spell.from_seconds <= seconds);
        &self.spells[later.saturating_sub(1)]
    }

    /// Displacement of the air and length of its path since the first spell began.
    fn wind_run(&self, seconds: f64) -> ((f64, f64), f64) {
        let spell = self.spell(seconds);
        let run_m = (seconds - spell.from_seconds) * spell.speed_m_s;
        let (x, y) = spell.displacement;
        ((x + run_m * spell.unit.0, y + run_m * spell.unit.1), spell.path_m + run_m)
    }
}

fn spells(winds: &[WindSpell]) -> Vec<Spell> {
    let mut spells: Vec<Spell> = Vec::with_capacity(winds.len());
    for wind in winds {
        let radians = wind.from_degrees.to_radians();
        let (displacement, path_m) = spells.last().map_or(((0.0, 0.0), 0.0), |last| {
            let run_m = (wind.from_seconds - last.from_seconds) * last.speed_m_s;
            let (x, y) = last.displacement;
            ((x + run_m * last.unit.0, y + run_m * last.unit.1), last.path_m + run_m)
        });
        spells.push(Spell {
            from_seconds: wind.from_seconds,
            speed_m_s: wind.speed_m_s,
            unit: (-math::sin(radians), -math::cos(radians)),
            displacement,
            path_m,
        });
    }
    spells
}

impl Snapshot {
    /// Concentration at the ground in kg/m3, metres east and north of the map's origin.
    pub fn concentration_kg_m3(&self, x_m: f64, y_m: f64) -> f64 {
        if !(x_m.is_finite() && y_m.is_finite()) {
            return 0.0;
        }
        self.pieces.iter().map(|piece| piece.concentration(x_m, y_m)).sum()
    }

    /// Mass let out by now, kg.
    pub fn mass_kg(&self) -> f64 {
        self.pieces.iter().map(|piece| piece.mass_kg).sum()
    }

    /// Mass that has travelled farther than the 10 km to which the sigmas were fitted, kg.
    pub fn beyond_range_kg(&self) -> f64 {
        let beyond = self.pieces.iter().filter(|piece| piece.travelled_m > FARTHEST_M);
        beyond.map(|piece| piece.mass_kg).sum()
    }
}

impl Piece {
    fn concentration(&self, x_m: f64, y_m: f64) -> f64 {
        let (x, y) = (x_m - self.middle.0, y_m - self.middle.1);
        let beside = x * self.unit.1 - y * self.unit.0;
        let along = x * self.unit.0 + y * self.unit.1;
        let sigma = self.sigmas.across_m;
        let reach = REACH_SIGMAS * sigma;
        if beside.abs() > reach || along.abs() > reach + self.half_m {
            return 0.0;
        }
        let bell = |distance: f64| {
            let part = distance / sigma;
            math::exp(-0.5 * part * part) / (math::sqrt(2.0 * std::f64::consts::PI) * sigma)
        };
        let lengthwise = if self.half_m > 1e-3 * sigma {
            let scale = std::f64::consts::FRAC_1_SQRT_2 / sigma;
            let end = |distance: f64| math::erf(distance * scale);
            (end(along + self.half_m) - end(along - self.half_m)) / (4.0 * self.half_m)
        } else {
            bell(along)
        };
        self.mass_kg * lengthwise * bell(beside) * self.vertical_per_m
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    vec![
        Assumption::placeholder(
            "release.cut",
            "烟团列分段的行程增长比例",
            "growth of travel between cuts of a train of puffs",
            GROWTH - 1.0,
            "",
        )
        .checked("against the Gaussian plume"),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::dispersion::{Plume, puff_kg_m3};
    use super::*;
    use proptest::prelude::*;

    fn source(duration_seconds: f64, mass_kg: f64) -> Source {
        Source { x_m: 0.0, y_m: 0.0, height_m: 0.0, begin_seconds: 0.0, duration_seconds, mass_kg }
    }

    fn wind(from_seconds: f64, speed_m_s: f64, from_degrees: f64) -> WindSpell {
        WindSpell { from_seconds, speed_m_s, from_degrees }
    }

    #[test]
    fn a_steady_wind_gives_the_plume_within_the_stated_tolerance() {
        for (stability, terrain) in Stability::ALL
            .iter()
            .flat_map(|class| Terrain::ALL.iter().map(|terrain| (*class, *terrain)))
        {
            // From the west at 3 m/s for two hours, 1 kg/s.
            let winds = [wind(0.0, 3.0, 270.0)];
            let cloud = Cloud::new(source(7_200.0, 7_200.0), &winds, terrain, stability);
            let snapshot = cloud.unwrap().at(7_200.0);
            let plume = Plume::new(1.0, 3.0, 0.0, terrain, stability).unwrap();
            let mut worst = 0.0_f64;
            for step in 0..60 {
                let x = 100.0 * math::pow(100.0, f64::from(step) / 59.0);
                let found = snapshot.concentration_kg_m3(x, 0.0);
                worst = worst.max((found / plume.concentration_kg_m3(x, 0.0, 0.0) - 1.0).abs());
            }
            let mixing = terrain == Terrain::Urban && stability <= Stability::B;
            let tolerance = if mixing { 0.03 } else { 0.01 };
            assert!(worst < tolerance, "{terrain:?} {stability:?} {worst}");
        }
    }

    #[test]
    fn everything_at_once_is_one_puff_and_cuts_do_not_matter() {
        let winds = [wind(0.0, 4.0, 180.0)];
        let cloud = |duration| {
            Cloud::new(source(duration, 50.0), &winds, Terrain::Urban, Stability::D).unwrap()
        };
        let sigmas = sigmas(Terrain::Urban, Stability::D, 1_200.0);
        let found = cloud(0.0).concentration_kg_m3(30.0, 1_150.0, 300.0);
        let expected = puff_kg_m3(50.0, &sigmas, 0.0, math::hypot(30.0, 50.0), 0.0);
        assert!((found / expected - 1.0).abs() < 1e-12);
        let short = cloud(0.01).concentration_kg_m3(30.0, 1_150.0, 300.0);
        assert!((short / found - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_wind_that_turns_at_five_past_three_moves_the_cloud() {
        // From the west until 900 s, then from the south.
        let winds = [wind(0.0, 3.0, 270.0), wind(900.0, 3.0, 180.0)];
        let cloud = Cloud::new(source(3_600.0, 3_600.0), &winds, Terrain::Rural, Stability::D);
        let cloud = cloud.unwrap();
        let (east, north) = ((1_000.0, 0.0), (0.0, 1_000.0));
        let at = |(x, y), seconds| cloud.concentration_kg_m3(x, y, seconds);
        assert!(at(east, 890.0) > 1e-5 && at(north, 890.0) < 1e-12);
        assert!(at(east, 1_400.0) < 1e-12 && at(north, 1_400.0) > 1e-5);
        // What was over the east then moved north with the new wind.
        assert!(at((2_000.0, 900.0), 1_200.0) > 1e-6);
        // Nothing changes before the turn.
        let calm = Cloud::new(source(3_600.0, 3_600.0), &winds[..1], Terrain::Rural, Stability::D);
        assert_eq!(calm.unwrap().at(899.0), cloud.at(899.0));
    }

    #[test]
    fn odd_numbers_are_refused_or_give_nothing() {
        let odd = Source { mass_kg: f64::NAN, height_m: -1.0, ..source(-1.0, 0.0) };
        let winds = [wind(10.0, 0.1, 400.0), wind(0.0, 3.0, f64::NAN)];
        let refusals = Cloud::new(odd, &winds, Terrain::Rural, Stability::D).unwrap_err();
        assert_eq!(refusals.0.len(), 7, "{refusals}");
        assert!(Cloud::new(source(1.0, 1.0), &[], Terrain::Rural, Stability::D).is_err());
        let winds = [wind(0.0, 3.0, 90.0)];
        let cloud = Cloud::new(source(60.0, 1.0), &winds, Terrain::Rural, Stability::D).unwrap();
        for seconds in [f64::NAN, f64::NEG_INFINITY, -1.0] {
            assert_eq!(cloud.at(seconds).mass_kg(), 0.0);
        }
        for odd in [f64::NAN, f64::INFINITY] {
            assert_eq!(cloud.concentration_kg_m3(odd, 0.0, 60.0), 0.0);
            assert!(cloud.concentration_kg_m3(0.0, 0.0, odd) >= 0.0);
        }
        let far = cloud.at(3_365.0);
        let beyond = far.beyond_range_kg();
        assert!(
            beyond > 0.0 && beyond < far.mass_kg() && cloud.at(1_000.0).beyond_range_kg() == 0.0
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn mass_is_conserved_through_every_turn(
            speeds in prop::collection::vec((0.5..10.0f64, 0.0..360.0f64, 1.0..600.0f64), 1..6),
            duration in 0.0..1_800.0f64, now in 0.0..3_600.0f64,
        ) {
            let mut from = -200.0;
            let winds: Vec<WindSpell> = speeds.iter().map(|(speed, degrees, lasts)| {
                from += lasts;
                wind(from, *speed, *degrees)
            }).collect();
            let cloud = Cloud::new(source(duration, 10.0), &winds, Terrain::Rural, Stability::C);
            let snapshot = cloud.unwrap().at(now);
            let share = if duration > 0.0 { (now / duration).min(1.0) } else { 1.0 };
            prop_assert!((snapshot.mass_kg() - 10.0 * share).abs() < 1e-9);
        }

        #[test]
        fn the_concentration_holds_the_mass(
            degrees in 0.0..360.0f64, turn in 0.0..360.0f64, duration in 60.0..600.0f64,
        ) {
            // All gas summed over a plane and the height of its own vertical spread.
            let winds = [wind(0.0, 3.0, degrees), wind(500.0, 2.0, turn)];
            let cloud = Cloud::new(source(duration, 7.0), &winds, Terrain::Rural, Stability::D);
            let snapshot = cloud.unwrap().at(900.0);
            let mut found = 0.0;
            for row in -110..110 {
                for column in -110..110 {
                    let (x, y) = (f64::from(column) * 25.0, f64::from(row) * 25.0);
                    let height = |piece: &Piece| piece.concentration(x, y) / piece.vertical_per_m;
                    found += 625.0 * snapshot.pieces.iter().map(height).sum::<f64>();
                }
            }
            prop_assert!((found / 7.0 - 1.0).abs() < 1e-3, "{}", found);
        }
    }
}
