//! A building on fire: how it grows, when a room flashes over, how much water puts it out and when
//! it sets its neighbours alight. Who brings the water, and who is inside, is not here.
//!
//! - Growth `Q = alpha t^2` in kW, `t` in s, in four classes (NFPA 72 and 92; SFPE Handbook) up to
//!   the most that the building can burn; checked against the published times to 1,055 kW.
//! - Flashover of a room `Q = 7.8 A_T + 378 A_v sqrt(H_v)` kW, `A_T` its surface without the
//!   opening in m2, `A_v` and `H_v` area and height of the opening in m2 and m (Thomas 1981;
//!   recalled).
//! - Water: all that a litre can take up is 2.6 MJ; of what is thrown 0.84 to 1.3 MJ is effective
//!   (recalled). A flow of `F` L/s takes up `e F`. While that is less than the fire, the fire grows
//!   at its own rate `dQ/dt = 2 sqrt(alpha Q)` lessened by the share `e F / Q`; from where it
//!   suffices the fire falls off with a time constant (a placeholder: no published form was found).
//!   A fire is out below 20 kW.
//! - Spread by radiation of a point source `q = chi Q / (4 pi r^2)` kW/m2 with `chi` 0.3 (SFPE
//!   Handbook; recalled), against 12.5 kW/m2 at which wood is lit by a pilot (recalled). Holds
//!   where `r` is at least the size of the fire.

use std::f64::consts::PI;

use crate::base::math;
use crate::base::text::Text;

use super::assumption::Assumption;
use super::range::{Range, Refusal, Refusals};

crate::vocabulary::words! {
    /// How fast a fire grows.
    Growth {
        /// Dense wood, 600 s to 1,055 kW.
        Slow "慢速" "slow",
        /// Furniture of solid wood, 300 s.
        Medium "中速" "medium",
        /// Stacked boxes, upholstery, 150 s.
        Fast "快速" "fast",
        /// Pools of fuel, thin plastics, 75 s.
        Ultrafast "超快速" "ultrafast",
    }
}

/// Rate of heat release at which classes of growth are compared, kW.
pub const REFERENCE_KW: f64 = 1_055.0;
/// Heat that a litre of water thrown takes up in practice: the middle of 0.84 to 1.3 MJ.
pub const EFFECTIVE_MJ_L: f64 = 1.07;
/// The same at the ends of what is published.
pub const EFFECTIVE_RANGE: Range =
    Range::new(0.84, 1.3, "MJ/L", "effective absorption of hose streams");
/// Heat flux at which wood is lit by a pilot, kW/m2.
pub const PILOTED_KW_M2: f64 = 12.5;
/// Share of heat that is radiated.
pub const RADIATED_SHARE: f64 = 0.3;
/// Time constant of a fire that enough water falls on, s: a placeholder.
pub const DECAY_SECONDS: f64 = 180.0;
/// A fire is out below this, kW.
const OUT_KW: f64 = 20.0;

/// Coefficient `alpha` of a class, kW/s2.
pub const fn growth_kw_s2(growth: Growth) -> f64 {
    match growth {
        Growth::Slow => 0.002_93,
        Growth::Medium => 0.011_72,
        Growth::Fast => 0.046_9,
        Growth::Ultrafast => 0.187_6,
    }
}

/// Seconds that a free fire takes to `heat_kw`.
pub fn seconds_to(growth: Growth, heat_kw: f64) -> f64 {
    math::sqrt(heat_kw.max(0.0) / growth_kw_s2(growth))
}

/// Rate of heat release in kW at which a room flashes over (Thomas 1981).
///
/// # Errors
/// Everything out of range: surface 1 to 10,000 m2, opening 0.01 to 500 m2 and 0.1 to 20 m high.
pub fn flashover_kw(surface_m2: f64, opening_m2: f64, opening_m: f64) -> Result<f64, Refusals> {
    const SOURCE: &str = "Thomas 1981";
    let mut refusals = Refusals::default();
    refusals.hold(&Range::new(1.0, 10_000.0, "m2", SOURCE), "surface", surface_m2);
    refusals.hold(&Range::new(0.01, 500.0, "m2", SOURCE), "opening", opening_m2);
    refusals.hold(&Range::new(0.1, 20.0, "m", SOURCE), "opening_height", opening_m);
    refusals.into_result()?;
    Ok(7.8 * surface_m2 + 378.0 * opening_m2 * math::sqrt(opening_m))
}

/// Litres of water per second that take up the heat of a fire.
///
/// # Errors
/// A refusal of an effective heat outside 0.84 to 1.3 MJ per litre, or of a fire below zero.
pub fn water_demand_l_s(heat_kw: f64, effective_mj_l: f64) -> Result<f64, Refusals> {
    let mut refusals = Refusals::default();
    refusals.hold(&HEAT, "heat", heat_kw);
    refusals.hold(&EFFECTIVE_RANGE, "effective", effective_mj_l);
    refusals.into_result()?;
    Ok(heat_kw / (1_000.0 * effective_mj_l))
}

const HEAT: Range = Range::new(0.0, 1e7, "kW", "");

/// Heat flux in kW/m2 at `distance_m` from a fire; the distance is held at 0.1 m.
pub fn heat_flux_kw_m2(heat_kw: f64, distance_m: f64) -> f64 {
    let distance = distance_m.max(0.1);
    RADIATED_SHARE * heat_kw.max(0.0) / (4.0 * PI * distance * distance)
}

/// How far a fire lights wood, m: where the flux is 12.5 kW/m2.
pub fn ignition_distance_m(heat_kw: f64) -> f64 {
    math::sqrt(RADIATED_SHARE * heat_kw.max(0.0) / (4.0 * PI * PILOTED_KW_M2))
}

/// A building's fire.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StructureFire {
    growth: Growth,
    most_kw: f64,
    effective_mj_l: f64,
}

/// Water from a time on; until the next change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WaterFlow {
    /// Seconds after ignition.
    pub from_seconds: f64,
    /// All water together, L/s.
    pub litres_s: f64,
}

/// A fire over time, whole steps from ignition.
#[derive(Debug, Clone, PartialEq)]
pub struct FireCurve {
    /// Seconds between steps.
    pub step_seconds: f64,
    /// Rate of heat release at each step, kW.
    pub heat_kw: Vec<f64>,
}

impl StructureFire {
    /// A fire that can reach `most_kw`, in which a litre takes up `effective_mj_l`.
    ///
    /// # Errors
    /// Everything out of range: 100 kW to 1,000 MW, 0.84 to 1.3 MJ per litre.
    pub fn new(growth: Growth, most_kw: f64, effective_mj_l: f64) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&Range::new(100.0, 1e6, "kW", ""), "most", most_kw);
        refusals.hold(&EFFECTIVE_RANGE, "effective", effective_mj_l);
        refusals.into_result()?;
        Ok(Self { growth, most_kw, effective_mj_l })
    }

    /// Heat release in kW of a fire that nobody fights.
    pub fn free_kw(&self, seconds: f64) -> f64 {
        let seconds = seconds.max(0.0);
        (growth_kw_s2(self.growth) * seconds * seconds).min(self.most_kw)
    }

    /// The fire under water, for so many steps of `step_seconds`.
    ///
    /// # Errors
    /// Everything out of range: steps of 0.1 to 60 s, at most 100,000 of them, flows in order of
    /// time and 0 to 10,000 L/s.
    pub fn fought(
        &self,
        flows: &[WaterFlow],
        step_seconds: f64,
        steps: usize,
    ) -> Result<FireCurve, Refusals> {
        check(flows, step_seconds, steps)?;
        let (alpha, mut heat, mut out) = (growth_kw_s2(self.growth), 0.0, false);
        let mut heat_kw = Vec::with_capacity(steps + 1);
        heat_kw.push(0.0);
        for step in 0..steps {
            let from = step as f64 * step_seconds;
            let mut at = from;
            // Parts of a step between changes of the flow.
            while !out && at < from + step_seconds {
                let next = flows.iter().map(|flow| flow.from_seconds).find(|start| *start > at);
                let until = next.unwrap_or(f64::INFINITY).min(from + step_seconds);
                let flow = flows.iter().rfind(|flow| flow.from_seconds <= at);
                let taken_kw = 1_000.0 * self.effective_mj_l * flow.map_or(0.0, |f| f.litres_s);
                heat = after(alpha, heat, taken_kw, until - at).min(self.most_kw);
                out = taken_kw > 0.0 && heat <= OUT_KW;
                at = until;
            }
            heat_kw.push(if out { 0.0 } else { heat });
        }
        Ok(FireCurve { step_seconds, heat_kw })
    }
}

/// Heat release after `seconds` under water that takes up `taken_kw`, both constant meanwhile.
///
/// In the root `s` of heat growth is `ds/dt = sqrt(alpha) (1 - taken / s^2)` while the water does
/// not suffice, which is the free `s = sqrt(alpha) t` lessened; in short steps of its own.
fn after(alpha: f64, heat_kw: f64, taken_kw: f64, seconds: f64) -> f64 {
    if taken_kw <= 0.0 {
        let root = math::sqrt(heat_kw) + math::sqrt(alpha) * seconds;
        return root * root;
    }
    if heat_kw <= taken_kw {
        return heat_kw * math::exp(-seconds / DECAY_SECONDS);
    }
    // Implicit solution: `s + a/2 ln((s - a) / (s + a)) = s0 + the same of s0 + sqrt(alpha) t`,
    // with `a^2 = taken`, rising in `s` above `a`.
    let least = math::sqrt(taken_kw);
    let begin = math::sqrt(heat_kw);
    // The logarithm is shared out so that the constant of the beginning cancels.
    let time = |root: f64| {
        let gap = ((root - least) / (begin - least)) * ((begin + least) / (root + least));
        root - begin + 0.5 * least * math::ln(gap)
    };
    let goal = math::sqrt(alpha) * seconds;
    let (mut low, mut high) = (begin, begin + goal);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if time(middle) < goal {
            low = middle;
        } else {
            high = middle;
        }
    }
    low * low
}

fn check(flows: &[WaterFlow], step_seconds: f64, steps: usize) -> Result<(), Refusals> {
    let mut refusals = Refusals::default();
    refusals.hold(&Range::new(0.1, 60.0, "s", ""), "step", step_seconds);
    if steps > 100_000 {
        let expected = Text::new("至多 100000 步", "at most 100,000 steps");
        refusals.push(Refusal::new("steps", steps.to_string(), expected));
    }
    let mut time = Range::new(0.0, 1e7, "s", "");
    for (index, flow) in flows.iter().enumerate() {
        refusals.hold(&time, format!("flows[{index}].from_seconds"), flow.from_seconds);
        time.low = time.low.max(flow.from_seconds);
        let litres = Range::new(0.0, 10_000.0, "L/s", "");
        refusals.hold(&litres, format!("flows[{index}].litres_s"), flow.litres_s);
    }
    refusals.into_result()
}

impl FireCurve {
    /// The highest heat release, kW.
    pub fn peak_kw(&self) -> f64 {
        self.heat_kw.iter().copied().fold(0.0, f64::max)
    }

    /// When a neighbour at `distance_m` is first lit, seconds after ignition; none when never.
    pub fn lights_at_seconds(&self, distance_m: f64) -> Option<f64> {
        let lit = |heat: &f64| heat_flux_kw_m2(*heat, distance_m) >= PILOTED_KW_M2;
        self.heat_kw.iter().position(lit).map(|step| step as f64 * self.step_seconds)
    }

    /// When it is out for good, seconds after ignition; none when it still burns at the end.
    pub fn out_at_seconds(&self) -> Option<f64> {
        let burning = self.heat_kw.iter().rposition(|heat| *heat > 0.0)?;
        let out = burning + 1;
        (out < self.heat_kw.len()).then_some(out as f64 * self.step_seconds)
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let number = Assumption::placeholder;
    vec![
        number(
            "structure_fire.effective",
            "每升水有效吸热量",
            "heat that a litre takes up in practice",
            EFFECTIVE_MJ_L,
            "MJ/L",
        )
        .recalled("middle of 0.84 to 1.3 MJ/L of hose streams"),
        number(
            "structure_fire.decay",
            "水量足够后火势衰减时间常数",
            "time constant of a fire with enough water",
            DECAY_SECONDS,
            "s",
        ),
        number(
            "structure_fire.ignition",
            "木材引燃临界辐射热流",
            "heat flux that lights wood",
            PILOTED_KW_M2,
            "kW/m2",
        )
        .recalled("SFPE Handbook"),
        number(
            "structure_fire.radiated",
            "火焰辐射热占比",
            "share of heat that is radiated",
            RADIATED_SHARE,
            "",
        )
        .recalled("SFPE Handbook"),
        number(
            "structure_fire.out",
            "视为熄灭的热释放速率",
            "heat of a fire that is out",
            OUT_KW,
            "kW",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fire(growth: Growth) -> StructureFire {
        StructureFire::new(growth, 20_000.0, EFFECTIVE_MJ_L).unwrap()
    }

    fn flow(from_seconds: f64, litres_s: f64) -> WaterFlow {
        WaterFlow { from_seconds, litres_s }
    }

    #[test]
    fn the_four_classes_of_nfpa_reach_1055_kw_in_their_times() {
        for (growth, seconds) in Growth::ALL.iter().zip([600.0, 300.0, 150.0, 75.0]) {
            assert!((seconds_to(*growth, REFERENCE_KW) - seconds).abs() < 0.1);
            assert!((fire(*growth).free_kw(seconds) / REFERENCE_KW - 1.0).abs() < 1e-3);
            let free = fire(*growth).fought(&[], 1.0, 60).unwrap();
            for (second, heat) in free.heat_kw.iter().enumerate() {
                assert!((heat - fire(*growth).free_kw(second as f64)).abs() < 1e-9);
            }
        }
        // alpha t^2 at 200 s, each class.
        let heats = Growth::ALL.iter().map(|growth| fire(*growth).free_kw(200.0));
        for (heat, expected) in heats.zip([117.2, 468.8, 1_876.0, 7_504.0]) {
            assert!((heat / expected - 1.0).abs() < 1e-12, "{heat}");
        }
    }

    #[test]
    fn flashover_of_thomas_1981_water_and_radiation() {
        // A room of 60 m2 with a door of 0.9 by 2.1 m.
        let found = flashover_kw(60.0, 1.89, 2.1).unwrap();
        assert!((found / 1_503.292_937_5 - 1.0).abs() < 1e-9);
        let found = flashover_kw(100.0, 2.0, 2.0).unwrap();
        assert!((found / 1_849.145_453_2 - 1.0).abs() < 1e-9);
        // What hose streams take up lies within 0.84 to 1.3 of the 2.6 MJ that a litre could.
        for (effective, litres) in [(0.84, 10.0 / 0.84), (1.3, 10.0 / 1.3)] {
            assert!((water_demand_l_s(10_000.0, effective).unwrap() - litres).abs() < 1e-9);
        }
        assert_eq!(flashover_kw(f64::NAN, 0.0, 100.0).unwrap_err().0.len(), 3);
        assert!((water_demand_l_s(10_000.0, 1.0).unwrap() - 10.0).abs() < 1e-12);
        assert_eq!(water_demand_l_s(-1.0, 2.6).unwrap_err().0.len(), 2);
        let distance = ignition_distance_m(10_000.0);
        assert!((distance - math::sqrt(3_000.0 / (50.0 * PI))).abs() < 1e-12);
        assert!((heat_flux_kw_m2(10_000.0, distance) - 12.5).abs() < 1e-9);
        assert!(heat_flux_kw_m2(f64::NAN, f64::NAN) >= 0.0 && ignition_distance_m(-1.0) == 0.0);
    }

    #[test]
    fn enough_water_puts_a_fire_out_and_too_little_only_slows_it() {
        let fast = fire(Growth::Fast);
        // 4,690 kW after 316 s: 5 L/s take up 5,350 kW.
        let enough = fast.fought(&[flow(316.0, 5.0)], 1.0, 3_600).unwrap();
        assert!((enough.peak_kw() / fast.free_kw(316.0) - 1.0).abs() < 1e-9);
        let out = enough.out_at_seconds().unwrap();
        let expected = 316.0 + DECAY_SECONDS * math::ln(fast.free_kw(316.0) / OUT_KW);
        assert!((out - expected).abs() <= 1.0, "{out} {expected}");
        let little = fast.fought(&[flow(316.0, 3.0)], 1.0, 3_600).unwrap();
        assert!(little.out_at_seconds().is_none() && little.peak_kw() == 20_000.0);
        let reached = |curve: &FireCurve| curve.heat_kw.iter().position(|kw| *kw >= 10_000.0);
        let free = fast.fought(&[], 1.0, 3_600).unwrap();
        assert!(reached(&little) > reached(&free));
        // Enough in the end: 20 L/s take up more than all.
        let late = fast.fought(&[flow(316.0, 3.0), flow(900.0, 20.0)], 1.0, 3_600).unwrap();
        assert!(late.out_at_seconds().is_some());
        // 20 MW light wood at 6.18 m.
        assert!(little.lights_at_seconds(6.0).is_some() && little.lights_at_seconds(6.3).is_none());
        assert!(enough.lights_at_seconds(6.0).is_none());
    }

    #[test]
    fn odd_numbers_are_refused() {
        assert_eq!(StructureFire::new(Growth::Slow, f64::NAN, 2.6).unwrap_err().0.len(), 2);
        let flows = [flow(10.0, -1.0), flow(5.0, f64::INFINITY)];
        let refused = fire(Growth::Slow).fought(&flows, 0.0, 1_000_000).unwrap_err();
        assert_eq!(refused.0.len(), 5, "{refused}");
        assert_eq!(fire(Growth::Slow).free_kw(f64::NAN), 0.0);
        let none = fire(Growth::Slow).fought(&[], 1.0, 0).unwrap();
        assert_eq!((none.peak_kw(), none.out_at_seconds()), (0.0, None));
    }

    proptest! {
        #[test]
        fn water_that_comes_earlier_or_is_more_never_leaves_a_larger_fire(
            class in 0..4usize, litres in 0.0..25.0f64, at in 1.0..900.0f64, later in 0.0..300.0f64,
            more in 1.0..2.0f64, distance in 1.0..10.0f64,
        ) {
            let fire = fire(Growth::ALL[class]);
            let curve = |at, litres| fire.fought(&[flow(at, litres)], 5.0, 400).unwrap();
            let base = curve(at, litres);
            for other in [curve(at + later, litres), fire.fought(&[], 5.0, 400).unwrap()] {
                for (one, other) in base.heat_kw.iter().zip(&other.heat_kw) {
                    prop_assert!(*one <= other + 1e-6, "{} {}", one, other);
                }
                let lit = |curve: &FireCurve| curve.lights_at_seconds(distance).unwrap_or(1e9);
                prop_assert!(lit(&base) >= lit(&other));
            }
            for (one, other) in curve(at, litres * more).heat_kw.iter().zip(&base.heat_kw) {
                prop_assert!(*one <= other + 1e-6, "{} {}", one, other);
            }
        }

        #[test]
        fn growth_under_too_little_water_solves_its_equation(
            heat in 600.0..5_000.0f64, share in 0.05..0.95f64, seconds in 1.0..60.0f64,
        ) {
            let (alpha, taken) = (0.046_9, heat * share);
            let (mut root, parts) = (math::sqrt(heat), 4_000);
            let step = seconds / f64::from(parts);
            let slope = |root: f64| math::sqrt(alpha) * (1.0 - taken / (root * root));
            for _ in 0..parts {
                root += step * slope(root + 0.5 * step * slope(root));
            }
            let found = after(alpha, heat, taken, seconds);
            prop_assert!((found / (root * root) - 1.0).abs() < 1e-6, "{} {}", found, root * root);
        }
    }
}
