//! A storm over the county: where and when it rains how much. The rain at one place is in
//! [`series`], how a member of the ensemble differs from the storm as written in [`member`]. What
//! the water does afterwards is not here.
//!
//! In time a storm is steady rain over a window plus bursts, each a normal curve in time cut to the
//! window. The written numbers are what officers know: the total at the centre and the rain of the
//! wettest hour of each burst. Both are met exactly, by solving the linear equations
//! `sum_i v_i G_i(hour_j) + s |hour_j| = hour_mm_j` and
//! `sum_i v_i G_i(window) + s |window| = total`
//! for the burst volumes `v_i` and the steady rate `s`, where `G_i` is the share of a normal curve.
//! In space it is a normal curve along two axes with a floor. The storm does not move.
//!
//! Valid range: totals to 2,000 mm, hours to 250 mm, bursts of 5 to 720 min, axes 0.5 to 1,000 km,
//! three days before and after the start of play.

pub mod member;
pub mod series;

use super::assumption::Assumption;
use super::range::{Range, Refusal, Refusals};
use crate::base::key::Key;
use crate::base::math;
use crate::base::text::Text;
use member::{Perturbation, Spread};
use series::RainSeries;

/// Minutes in one step of a rain series.
pub const STEP_MINUTES: i32 = 10;
/// How far an ensemble member shifts a storm at most, in minutes.
pub const SHIFT_LIMIT_MINUTES: i32 = 60;

/// A burst of rain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burst {
    /// Middle of the burst in minutes from the start of play; negative before it.
    pub centre_minutes: f64,
    /// Rain in the hour around the middle at the storm's centre, steady rain included, mm.
    pub hour_mm: f64,
    /// Standard deviation of the burst in time, minutes.
    pub spread_minutes: f64,
}

/// Where it rains how much: 1 at the centre, falling to `floor` far away.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Footprint {
    /// Centre, metres east of the map's origin.
    pub x_m: f64,
    /// Centre, metres north of the map's origin.
    pub y_m: f64,
    /// Standard deviation along the long axis, metres.
    pub along_m: f64,
    /// Standard deviation across it, metres.
    pub across_m: f64,
    /// Bearing of the long axis, degrees clockwise from north.
    pub bearing_degrees: f64,
    /// Share of the centre's rain that falls far away, 0 to 1.
    pub floor: f64,
}

/// A storm as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Storm {
    /// Stable key of its written name.
    pub key: Key,
    /// Start of the rain, minutes from the start of play: a multiple of ten, at most zero.
    pub begin_minutes: i32,
    /// End of the rain, minutes from the start of play: a multiple of ten.
    pub end_minutes: i32,
    /// Rain from start to end at the centre, mm.
    pub total_mm: f64,
    /// Bursts, in any order.
    pub bursts: Vec<Burst>,
    /// Where it falls.
    pub footprint: Footprint,
}

/// A storm whose numbers agree with each other: what [`Storm::hyetograph`] solves for.
#[derive(Debug, Clone, PartialEq)]
pub struct Hyetograph {
    begin_minutes: f64,
    end_minutes: f64,
    steady_mm_minute: f64,
    /// Centre and spread in minutes, volume in mm; ordered by centre.
    bursts: Vec<(f64, f64, f64)>,
}

const TOTAL: Range = Range::new(0.0, 2_000.0, "mm", "");
/// Rain in an hour.
pub const HOUR: Range =
    Range::new(0.0, 250.0, "mm", "record hour of mainland China 201.9 mm, 2021");
const SPREAD: Range = Range::new(5.0, 720.0, "min", "");
const AXIS: Range = Range::new(500.0, 1_000_000.0, "m", "");
const SHARE: Range = Range::new(0.0, 1.0, "", "");
const WINDOW: Range = Range::new(-4_320.0, 4_320.0, "min", "");

impl Storm {
    /// The storm in time, with its burst volumes and steady rate solved for.
    ///
    /// # Errors
    /// Every number out of range, and totals that the bursts contradict.
    pub fn hyetograph(&self) -> Result<Hyetograph, Refusals> {
        let mut refusals = Refusals::default();
        self.check(&mut refusals);
        refusals.into_result()?;
        let mut bursts = self.bursts.clone();
        bursts.sort_by(|one, other| {
            one.centre_minutes
                .total_cmp(&other.centre_minutes)
                .then(one.spread_minutes.total_cmp(&other.spread_minutes))
        });
        let window = (f64::from(self.begin_minutes), f64::from(self.end_minutes));
        let solution = solve(self.equations(&bursts, window))
            .filter(|solution| solution.iter().all(|volume| *volume >= -1e-9))
            .ok_or_else(|| Refusals(vec![self.contradiction()]))?;
        Ok(Hyetograph {
            begin_minutes: window.0,
            end_minutes: window.1,
            steady_mm_minute: solution[bursts.len()].max(0.0),
            bursts: bursts
                .iter()
                .zip(&solution)
                .map(|(burst, mm)| (burst.centre_minutes, burst.spread_minutes, mm.max(0.0)))
                .collect(),
        })
    }

    /// One row for each burst's wettest hour and one for the total; last column: right-hand side.
    fn equations(&self, bursts: &[Burst], window: (f64, f64)) -> Vec<Vec<f64>> {
        let row = |from: f64, to: f64, right: f64| {
            let (from, to) = (from.max(window.0), to.min(window.1));
            let shares = bursts
                .iter()
                .map(|burst| normal_share(burst.centre_minutes, burst.spread_minutes, from, to));
            shares.chain([(to - from).max(0.0), right]).collect::<Vec<f64>>()
        };
        let hours = bursts.iter().map(|burst| {
            row(burst.centre_minutes - 30.0, burst.centre_minutes + 30.0, burst.hour_mm)
        });
        hours.chain([row(window.0, window.1, self.total_mm)]).collect()
    }

    fn check(&self, refusals: &mut Refusals) {
        let (begin, end) = (self.begin_minutes, self.end_minutes);
        refusals.hold(&TOTAL, "storm.total_mm", self.total_mm);
        refusals.hold(&WINDOW, "storm.begin_minutes", f64::from(begin));
        refusals.hold(&WINDOW, "storm.end_minutes", f64::from(end));
        if begin > 0 || begin % STEP_MINUTES != 0 || end % STEP_MINUTES != 0 || end < begin + 60 {
            let expected = Text::new(
                "起止时刻为 10 分钟的整数倍,起始不晚于开始时刻,历时不少于 1 小时",
                "begin and end in whole tens of minutes, beginning no later than play, \
                 at least an hour apart",
            );
            refusals.push(Refusal::new("storm", format!("{begin}..{end}"), expected));
        }
        for (index, burst) in self.bursts.iter().enumerate() {
            let path = |field: &str| format!("storm.bursts[{index}].{field}");
            let inside = Range::new(f64::from(begin), f64::from(end), "min", "");
            refusals.hold(&inside, path("centre_minutes"), burst.centre_minutes);
            refusals.hold(&HOUR, path("hour_mm"), burst.hour_mm);
            refusals.hold(&SPREAD, path("spread_minutes"), burst.spread_minutes);
        }
        refusals.hold(&AXIS, "storm.footprint.along_m", self.footprint.along_m);
        refusals.hold(&AXIS, "storm.footprint.across_m", self.footprint.across_m);
        refusals.hold(&SHARE, "storm.footprint.floor", self.footprint.floor);
        for (field, value) in [
            ("x_m", self.footprint.x_m),
            ("y_m", self.footprint.y_m),
            ("bearing_degrees", self.footprint.bearing_degrees),
        ] {
            let finite = Range::new(-1e7, 1e7, "", "");
            refusals.hold(&finite, format!("storm.footprint.{field}"), value);
        }
    }

    fn contradiction(&self) -> Refusal {
        let hours: f64 = self.bursts.iter().map(|burst| burst.hour_mm).sum();
        let found = format!("{} mm, bursts' wettest hours {hours} mm", self.total_mm);
        let expected = Text::new(
            "过程总雨量不小于各次强降雨之和,且各次强降雨的最大小时雨量大于平稳降雨",
            "a total that holds all bursts, and wettest hours above the steady rain, \
             of bursts apart in time",
        );
        Refusal::new("storm.total_mm", found, expected)
    }
}

impl Footprint {
    /// Share of the centre's rain at a point, `floor` to 1.
    pub fn multiplier(&self, x_m: f64, y_m: f64) -> f64 {
        let bearing = self.bearing_degrees * (std::f64::consts::PI / 180.0);
        let (sine, cosine) = (math::sin(bearing), math::cos(bearing));
        let (east, north) = (x_m - self.x_m, y_m - self.y_m);
        let along = (east * sine + north * cosine) / self.along_m;
        let across = (east * cosine - north * sine) / self.across_m;
        let share = math::exp(-0.5 * (along * along + across * across));
        self.floor + (1.0 - self.floor) * share
    }

    /// The same footprint with its centre displaced.
    #[must_use]
    pub fn displaced(self, perturbation: &Perturbation) -> Self {
        let (x_m, y_m) = (self.x_m + perturbation.east_m, self.y_m + perturbation.north_m);
        Self { x_m, y_m, ..self }
    }
}

impl Hyetograph {
    /// Rain at the centre, with the member's factor and shift, from an hour before the storm's
    /// written start to an hour after its end. Volume is conserved under any shift.
    pub fn series(&self, perturbation: &Perturbation) -> RainSeries {
        let shift = perturbation.shift_minutes;
        let first_minutes = self.begin_minutes as i32 - SHIFT_LIMIT_MINUTES;
        let last_minutes = self.end_minutes as i32 + SHIFT_LIMIT_MINUTES;
        let steps = (last_minutes - first_minutes) / STEP_MINUTES;
        let cumulative_mm = (0..=steps)
            .map(|step| {
                let minutes = f64::from(first_minutes + step * STEP_MINUTES) - shift;
                perturbation.rain_factor * self.until_mm(minutes)
            })
            .collect();
        RainSeries { first_minutes, cumulative_mm }
    }

    /// Rain from the start to `minutes`, mm.
    fn until_mm(&self, minutes: f64) -> f64 {
        let to = minutes.clamp(self.begin_minutes, self.end_minutes);
        let steady = self.steady_mm_minute * (to - self.begin_minutes);
        let bursts = self.bursts.iter().map(|(centre, spread, volume)| {
            volume * normal_share(*centre, *spread, self.begin_minutes, to)
        });
        steady + bursts.sum::<f64>()
    }
}

/// Share of a normal curve between two points; none when they are the wrong way round.
fn normal_share(centre: f64, spread: f64, from: f64, to: f64) -> f64 {
    let scaled = |point: f64| (point - centre) / (spread * std::f64::consts::SQRT_2);
    (0.5 * (math::erf(scaled(to)) - math::erf(scaled(from)))).max(0.0)
}

/// Solves linear equations by elimination with partial pivoting; the last column is the right-hand
/// side. `None` when they are singular.
fn solve(mut rows: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let count = rows.len();
    for column in 0..count {
        let pivot = (column..count)
            .max_by(|one, other| rows[*one][column].abs().total_cmp(&rows[*other][column].abs()))?;
        rows.swap(column, pivot);
        if rows[column][column].abs() < 1e-9 {
            return None;
        }
        let pivot_row = rows[column].clone();
        for row in &mut rows[column + 1..] {
            let factor = row[column] / pivot_row[column];
            for (entry, above) in row.iter_mut().zip(&pivot_row) {
                *entry -= factor * above;
            }
        }
    }
    let mut solution = vec![0.0; count];
    for row in (0..count).rev() {
        let known: f64 = (row + 1..count).map(|entry| rows[row][entry] * solution[entry]).sum();
        solution[row] = (rows[row][count] - known) / rows[row][row];
    }
    Some(solution)
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let spread = Spread::default();
    vec![
        Assumption::placeholder(
            "rain.member_sigma",
            "集合成员面雨量对数标准差",
            "standard deviation of the logarithm of a member's rain",
            spread.rain_sigma,
            "",
        ),
        Assumption::placeholder(
            "rain.member_shift",
            "集合成员降雨时间偏移标准差",
            "standard deviation of a member's shift in time",
            spread.shift_minutes,
            "min",
        ),
        Assumption::placeholder(
            "rain.member_displacement",
            "集合成员暴雨中心位移标准差",
            "standard deviation of a member's displacement of the storm's centre",
            spread.displacement_m,
            "m",
        ),
        Assumption::placeholder(
            "rain.member_local_sigma",
            "集合成员各处局地雨量对数标准差",
            "standard deviation of the logarithm of a place's own rain in a member",
            spread.local_sigma,
            "",
        ),
    ]
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::base::chance::Seed;
    use crate::base::time::{Duration, Time};
    use proptest::prelude::*;

    /// The flagship's storm: 310 mm in 24 h, 78 mm from 05:00 to 06:00, a second peak at 09:30.
    pub(crate) fn flagship() -> Storm {
        let burst = |centre_minutes, hour_mm, spread_minutes| Burst {
            centre_minutes,
            hour_mm,
            spread_minutes,
        };
        Storm {
            key: Key::written("storm", "flagship"),
            begin_minutes: -720,
            end_minutes: 720,
            total_mm: 310.0,
            bursts: vec![burst(330.0, 78.0, 40.0), burst(570.0, 45.0, 30.0)],
            footprint: Footprint {
                x_m: 20_000.0,
                y_m: 30_000.0,
                along_m: 15_000.0,
                across_m: 8_000.0,
                bearing_degrees: 45.0,
                floor: 0.2,
            },
        }
    }

    #[test]
    fn the_written_total_and_wettest_hours_are_met() {
        let series = flagship().hyetograph().unwrap().series(&Perturbation::NONE);
        assert!((series.total_mm() - 310.0).abs() < 1e-9);
        assert!((series.sum_mm(Time::from_minutes(360), 60) - 78.0).abs() < 1e-9);
        assert!((series.sum_mm(Time::from_minutes(600), 60) - 45.0).abs() < 1e-9);
        let day = series.sum_mm(Time::from_minutes(720), 1_440);
        assert!((day - 310.0).abs() < 1e-9);
    }

    #[test]
    fn the_order_of_bursts_changes_nothing() {
        let mut storm = flagship();
        let forward = storm.hyetograph();
        storm.bursts.reverse();
        assert_eq!(forward, storm.hyetograph());
    }

    #[test]
    fn contradictions_and_bad_numbers_are_refused_all_at_once() {
        let mut storm = flagship();
        storm.total_mm = 90.0;
        assert_eq!(storm.hyetograph().unwrap_err().0[0].path, "storm.total_mm");
        storm.total_mm = f64::NAN;
        storm.begin_minutes = 5;
        storm.bursts[1].spread_minutes = 0.0;
        storm.footprint.floor = 1.5;
        assert_eq!(storm.hyetograph().unwrap_err().0.len(), 4);
        let mut twins = flagship();
        twins.bursts[1] = twins.bursts[0];
        assert!(twins.hyetograph().is_err());
    }

    #[test]
    fn thresholds_of_move_now_are_crossed_in_the_flagship() {
        let series = flagship().hyetograph().unwrap().series(&Perturbation::NONE);
        let found = series.crossings(60, &[35.0, 50.0], Duration::from_minutes(720));
        assert_eq!(found[0].class, 1);
        assert_eq!(found[1].class, 2);
        for crossing in &found[..2] {
            let limit = if crossing.class == 1 { 35.0 } else { 50.0 };
            assert!((series.sum_mm(crossing.at, 60) - limit).abs() < 1e-3);
        }
    }

    #[test]
    fn a_footprint_is_one_at_its_centre_and_falls_along_its_axes() {
        let print = flagship().footprint;
        assert!((print.multiplier(20_000.0, 30_000.0) - 1.0).abs() < 1e-12);
        let half = 15_000.0 / std::f64::consts::SQRT_2;
        let one_sigma = 0.2 + 0.8 * math::exp(-0.5);
        assert!((print.multiplier(20_000.0 + half, 30_000.0 + half) - one_sigma).abs() < 1e-9);
        assert!((print.multiplier(9e6, 0.0) - 0.2).abs() < 1e-12);
    }

    #[test]
    fn members_have_the_stated_moments_and_places_are_their_own() {
        let spread = Spread::default();
        let members = 10_000;
        let storm = Key::written("storm", "moments");
        let (mut logarithm, mut square) = (0.0, 0.0);
        for member in 0..members {
            let one = Perturbation::of_member(Seed(3), storm, member, &spread);
            let value = math::ln(one.rain_factor) / spread.rain_sigma;
            logarithm += value;
            square += value * value;
            assert!(one.shift_minutes.abs() <= 60.0);
        }
        let count = f64::from(members);
        assert!((logarithm / count).abs() < 4.0 / math::sqrt(count));
        assert!((square / count - 1.0).abs() < 4.0 * math::sqrt(2.0 / count));
        let one = Perturbation::of_member(Seed(3), storm, 0, &spread);
        assert_ne!(one.local_factor(Key(1)), one.local_factor(Key(2)));
        assert_eq!(one.local_factor(Key(1)), one.local_factor(Key(1)));
    }

    proptest! {
        #[test]
        fn volume_is_conserved_under_any_shift_and_scales_with_the_factor(
            shift_minutes in -60.0..60.0f64,
            rain_factor in 0.5..2.0f64,
        ) {
            let perturbation = Perturbation { shift_minutes, rain_factor, ..Perturbation::NONE };
            let series = flagship().hyetograph().unwrap().series(&perturbation);
            prop_assert!((series.total_mm() - 310.0 * rain_factor).abs() < 1e-8);
            prop_assert!(series.steps_mm().all(|mm| mm >= 0.0));
            prop_assert!((series.steps_mm().sum::<f64>() - series.total_mm()).abs() < 1e-8);
        }
    }
}
