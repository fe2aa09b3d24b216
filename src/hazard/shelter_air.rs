//! Carbon monoxide in a closed room with a stove, and how much of it the blood takes up. Who sleeps
//! there and who finds them is not here.
//!
//! - Room, one well-mixed zone: `V dC/dt = E - a V (C - C0)` with emission `E`, air changes `a`,
//!   solved exactly; ppm of mg/m3 at 25 C are times `24.45 / 28.01` (ASHRAE Handbook Fundamentals;
//!   recalled).
//! - Blood (Coburn, Forster & Kane 1965, in the form and with the constants of Peterson & Stewart
//!   1970; recalled): `dX/dt = Vco / Vb + (P - X Po / (M (X1 - X))) / (B Vb)`, `B = 1 / DL + 713 /
//!   VA`, `X` the content of carbon monoxide in mL per mL of blood, `X1 = 0.2` its capacity, `P =
//!   713 ppm / 10^6` mmHg inhaled, `Po = 100` mmHg, `M = 218`, `Vb = 5,500` mL, `Vco = 0.007`
//!   mL/min; at rest `DL = 30` mL/min/mmHg, `VA = 6,000` mL/min. It is integrated by Runge and
//!   Kutta in steps of a quarter of a minute. In the steady state it is Haldane's law.
//!
//! Valid up to 20,000 ppm. Emissions of stoves, breathing at work and the classes' limits are
//! placeholders or recalled: see [`assumptions`].

use crate::base::math;

use super::assumption::Assumption;
use super::range::{Range, Refusals};

crate::vocabulary::words! {
    /// What burns in a room without a flue, or with a blocked one.
    Stove {
        /// A honeycomb coal stove.
        Coal "蜂窝煤炉" "honeycomb coal stove",
        /// A brazier of charcoal.
        Charcoal "炭火盆" "charcoal brazier",
        /// A petrol generator.
        Generator "汽油发电机" "petrol generator",
    }
}

crate::vocabulary::words! {
    /// How hard somebody breathes.
    Effort {
        /// Asleep or at rest.
        Rest "静息" "at rest",
        /// At light work.
        LightWork "轻体力活动" "light work",
    }
}

crate::vocabulary::words! {
    /// What carbon monoxide in the blood does.
    CarbonMonoxideClass {
        /// Below 10 %: nothing that is noticed.
        None "无明显症状" "nothing noticed",
        /// 10 to 20 %: headache.
        Mild "轻度(头痛)" "mild (headache)",
        /// 20 to 40 %: dizziness, vomiting, weakness; many cannot leave by themselves.
        Moderate "中度(眩晕、呕吐、乏力)" "moderate (dizziness, vomiting, weakness)",
        /// 40 to 60 %: unconsciousness.
        Severe "重度(昏迷)" "severe (unconsciousness)",
        /// From 60 %: death.
        Deadly "致死" "deadly",
    }
}

/// Milligrams per cubic metre of one ppm of carbon monoxide.
const MG_M3_PPM: f64 = 28.01 / 24.45;
/// Most that the model holds for, ppm.
pub const MOST_PPM: f64 = 20_000.0;
/// Percent of haemoglobin that carries carbon monoxide in somebody who breathes clean air.
const ORDINARY_PERCENT: f64 = 1.0;
/// Minutes over which the air of a room is taken to change evenly.
const AIR_STEP_MINUTES: f64 = 10.0;
const CAPACITY: f64 = 0.2;
const BLOOD_ML: f64 = 5_500.0;
const ENDOGENOUS_ML_MIN: f64 = 0.007;
const AFFINITY: f64 = 218.0;
const OXYGEN_MMHG: f64 = 100.0;
const DRY_AIR_MMHG: f64 = 713.0;

/// Carbon monoxide that a stove gives off without a flue, g/h: a placeholder.
pub const fn emission_g_h(stove: Stove) -> f64 {
    match stove {
        Stove::Coal => 8.0,
        Stove::Charcoal => 30.0,
        Stove::Generator => 700.0,
    }
}

/// A closed room, valid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    volume_m3: f64,
    changes_per_hour: f64,
}

impl Room {
    /// A room of this volume and these air changes, whose outside air is clean.
    ///
    /// # Errors
    /// Everything out of range: 2 to 10,000 m3, 0 to 60 air changes per hour.
    pub fn new(volume_m3: f64, air_changes_per_hour: f64) -> Result<Self, Refusals> {
        const SOURCE: &str = "ASHRAE Handbook Fundamentals";
        let mut refusals = Refusals::default();
        refusals.hold(&Range::new(2.0, 10_000.0, "m3", ""), "volume", volume_m3);
        refusals.hold(&Range::new(0.0, 60.0, "1/h", SOURCE), "air_changes", air_changes_per_hour);
        refusals.into_result()?;
        Ok(Self { volume_m3, changes_per_hour: air_changes_per_hour })
    }

    /// Carbon monoxide in ppm after `minutes` with a stove of `emission_g_h`, from `start_ppm`.
    ///
    /// # Errors
    /// Everything out of range: start 0 to 1,000,000 ppm, emission 0 to 10,000 g/h, 0 to 100,000
    /// minutes.
    pub fn ppm_after(
        &self,
        start_ppm: f64,
        emission_g_h: f64,
        minutes: f64,
    ) -> Result<f64, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&Range::new(0.0, 1e6, "ppm", ""), "start", start_ppm);
        refusals.hold(&Range::new(0.0, 10_000.0, "g/h", ""), "emission", emission_g_h);
        refusals.hold(&Range::new(0.0, 100_000.0, "min", ""), "minutes", minutes);
        refusals.into_result()?;
        let hours = minutes / 60.0;
        let rate_ppm_h = 1_000.0 * emission_g_h / self.volume_m3 / MG_M3_PPM;
        let changes = self.changes_per_hour * hours;
        // `(1 - e^-a) / a`, near zero by its series.
        let share = if changes > 1e-5 { (1.0 - math::exp(-changes)) / changes } else { 1.0 };
        Ok(start_ppm * math::exp(-changes) + rate_ppm_h * hours * share)
    }

    /// Percent of haemoglobin that carries carbon monoxide in somebody who has been at rest for
    /// `minutes` with a stove of `emission_g_h` in a room that was clean at first.
    ///
    /// # Errors
    /// What [`Room::ppm_after`] and [`carboxyhaemoglobin_percent`] refuse.
    pub fn blood_percent(&self, emission_g_h: f64, minutes: f64) -> Result<f64, Refusals> {
        let (mut percent, mut ppm, mut at) = (ORDINARY_PERCENT, 0.0, 0.0);
        loop {
            let step = AIR_STEP_MINUTES.min(minutes - at);
            let next = self.ppm_after(ppm, emission_g_h, step.max(0.0))?;
            if step <= 0.0 {
                return Ok(percent);
            }
            let (from, to) = (ppm.min(MOST_PPM), next.min(MOST_PPM));
            percent = carboxyhaemoglobin_percent(percent, from, to, step, Effort::Rest)?;
            (ppm, at) = (next, at + step);
        }
    }
}

/// Percent of haemoglobin that carries carbon monoxide after `minutes` in air that goes evenly from
/// `from_ppm` to `to_ppm`, for somebody who begins with `start_percent`.
///
/// # Errors
/// Everything out of range: 0 to 97 percent, 0 to 20,000 ppm, 0 to 10,000 minutes.
pub fn carboxyhaemoglobin_percent(
    start_percent: f64,
    from_ppm: f64,
    to_ppm: f64,
    minutes: f64,
    effort: Effort,
) -> Result<f64, Refusals> {
    const SOURCE: &str = "Coburn, Forster & Kane 1965";
    let mut refusals = Refusals::default();
    let air = Range::new(0.0, MOST_PPM, "ppm", SOURCE);
    refusals.hold(&Range::new(0.0, 97.0, "%", SOURCE), "start", start_percent);
    refusals.hold(&air, "from", from_ppm);
    refusals.hold(&air, "to", to_ppm);
    refusals.hold(&Range::new(0.0, 10_000.0, "min", SOURCE), "minutes", minutes);
    refusals.into_result()?;
    let (diffusivity, ventilation_ml_min) = lungs(effort);
    let resistance = (1.0 / diffusivity + DRY_AIR_MMHG / ventilation_ml_min) * BLOOD_ML;
    let slope = |at: f64, content: f64| {
        let inhaled = (from_ppm + (to_ppm - from_ppm) * at) * 1e-6 * DRY_AIR_MMHG;
        let bound = content.clamp(0.0, 0.98 * CAPACITY);
        let back = bound * OXYGEN_MMHG / (AFFINITY * (CAPACITY - bound));
        ENDOGENOUS_ML_MIN / BLOOD_ML + (inhaled - back) / resistance
    };
    let steps = (minutes * 4.0).ceil();
    let mut content = start_percent / 100.0 * CAPACITY;
    let step = if steps > 0.0 { minutes / steps } else { 0.0 };
    for number in 0..steps as usize {
        let (at, half) = (number as f64 / steps, 0.5 / steps);
        let first = slope(at, content);
        let second = slope(at + half, content + 0.5 * step * first);
        let third = slope(at + half, content + 0.5 * step * second);
        let fourth = slope(at + 2.0 * half, content + step * third);
        content += step / 6.0 * (first + 2.0 * second + 2.0 * third + fourth);
        content = content.clamp(0.0, 0.98 * CAPACITY);
    }
    Ok(100.0 * content / CAPACITY)
}

/// Diffusivity of the lungs in mL/min/mmHg and ventilation in mL/min.
const fn lungs(effort: Effort) -> (f64, f64) {
    match effort {
        Effort::Rest => (30.0, 6_000.0),
        Effort::LightWork => (40.0, 18_000.0),
    }
}

/// The class of a share of haemoglobin in percent.
pub fn carbon_monoxide_class(percent: f64) -> CarbonMonoxideClass {
    match percent {
        percent if percent >= 60.0 => CarbonMonoxideClass::Deadly,
        percent if percent >= 40.0 => CarbonMonoxideClass::Severe,
        percent if percent >= 20.0 => CarbonMonoxideClass::Moderate,
        percent if percent >= 10.0 => CarbonMonoxideClass::Mild,
        _ => CarbonMonoxideClass::None,
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let number = Assumption::placeholder;
    vec![
        number(
            "shelter_air.coal",
            "蜂窝煤炉一氧化碳排放率",
            "carbon monoxide of a coal stove",
            emission_g_h(Stove::Coal),
            "g/h",
        ),
        number(
            "shelter_air.charcoal",
            "炭火盆一氧化碳排放率",
            "carbon monoxide of a brazier",
            emission_g_h(Stove::Charcoal),
            "g/h",
        ),
        number(
            "shelter_air.generator",
            "汽油发电机一氧化碳排放率",
            "carbon monoxide of a generator",
            emission_g_h(Stove::Generator),
            "g/h",
        ),
        number(
            "shelter_air.light_work",
            "轻体力活动肺泡通气量",
            "ventilation at light work",
            lungs(Effort::LightWork).1,
            "mL/min",
        ),
        number("shelter_air.affinity", "一氧化碳亲和力系数", "Haldane's constant", AFFINITY, "")
            .recalled("Peterson & Stewart 1970"),
        number("shelter_air.deadly", "致死碳氧血红蛋白比例", "share that is deadly", 60.0, "%")
            .recalled("Stewart 1975"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn blood(start: f64, ppm: f64, minutes: f64) -> f64 {
        carboxyhaemoglobin_percent(start, ppm, ppm, minutes, Effort::Rest).unwrap()
    }

    #[test]
    fn a_room_fills_to_its_balance_and_airs_out() {
        let room = Room::new(30.0, 0.5).unwrap();
        // 8 g/h into 15 m3/h of air: 533 mg/m3, 466 ppm.
        let steady = 8_000.0 / 15.0 * 24.45 / 28.01;
        let after = |minutes| room.ppm_after(0.0, 8.0, minutes).unwrap();
        assert!((after(60_000.0) / steady - 1.0).abs() < 1e-9);
        assert!((after(120.0) / steady - (1.0 - math::exp(-1.0))).abs() < 1e-9);
        let aired = Room::new(30.0, 10.0).unwrap().ppm_after(400.0, 0.0, 6.0).unwrap();
        assert!((aired - 400.0 * math::exp(-1.0)).abs() < 1e-9);
        let tight = Room::new(30.0, 0.0).unwrap().ppm_after(1.0, 8.0, 60.0).unwrap();
        assert!((tight - 1.0 - 8_000.0 / 30.0 * 24.45 / 28.01).abs() < 1e-9);
        assert_eq!(Room::new(0.0, f64::NAN).unwrap_err().0.len(), 2);
        assert_eq!(room.ppm_after(-1.0, f64::NAN, f64::INFINITY).unwrap_err().0.len(), 3);
    }

    #[test]
    fn a_closed_tent_with_a_coal_stove_overcomes_its_people_within_the_night() {
        let tent = |changes: f64, minutes: f64| {
            Room::new(24.0, changes).unwrap().blood_percent(8.0, minutes).unwrap()
        };
        assert_eq!(tent(0.3, 0.0), ORDINARY_PERCENT);
        assert!((tent(0.0, 30.0) - tent(0.0, 29.999)).abs() < 0.01);
        let classes = [60.0, 150.0, 240.0, 480.0].map(|it| carbon_monoxide_class(tent(0.3, it)));
        let expected = [
            CarbonMonoxideClass::None,
            CarbonMonoxideClass::Mild,
            CarbonMonoxideClass::Moderate,
            CarbonMonoxideClass::Severe,
        ];
        assert_eq!(classes, expected);
        assert_eq!(carbon_monoxide_class(tent(6.0, 480.0)), CarbonMonoxideClass::None);
        assert!(Room::new(24.0, 0.3).unwrap().blood_percent(-1.0, f64::NAN).is_err());
    }

    #[test]
    fn coburn_forster_kane_1965_ends_at_haldanes_law_and_halves_in_four_hours() {
        // `X / (X1 - X) = M (P + Vco B) / Po`.
        for ppm in [0.0, 100.0, 1_000.0, 10_000.0] {
            let pressure = 713e-6 * ppm + 0.007 * (1.0 / 30.0 + 713.0 / 6_000.0);
            let ratio = 218.0 * pressure / 100.0;
            let expected = 100.0 * ratio / (1.0 + ratio);
            assert!((blood(1.0, ppm, 10_000.0) - expected).abs() < 1e-3, "{ppm}");
        }
        let (mut low, mut high) = (0.0, 600.0);
        for _ in 0..40 {
            let middle = 0.5 * (low + high);
            if blood(10.0, 0.0, middle) > 5.0 { low = middle } else { high = middle }
        }
        assert!((220.0..320.0).contains(&low), "{low}");
    }

    #[test]
    fn stewart_1973_for_a_short_exposure_within_a_fifth() {
        // 3.317e-5 ppm^1.036 RMV t with 8.5 L/min breathed, 6 of them reaching the lungs.
        for (ppm, minutes) in [(500.0, 30.0), (1_000.0, 30.0), (3_000.0, 10.0)] {
            let stewart = 3.317e-5 * math::pow(ppm, 1.036) * 8.5 * minutes;
            let found = blood(0.8, ppm, minutes) - 0.8;
            assert!((found / stewart - 1.0).abs() < 0.2, "{ppm} {found} {stewart}");
        }
        let classes = [9.9, 10.0, 20.0, 40.0, 60.0].map(carbon_monoxide_class);
        assert_eq!(classes.as_slice(), CarbonMonoxideClass::ALL);
        let odd = f64::NAN;
        let refused = carboxyhaemoglobin_percent(odd, odd, 20_001.0, -1.0, Effort::Rest);
        assert_eq!(refused.unwrap_err().0.len(), 4);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_night_in_two_parts_is_the_night_and_more_gas_is_more_in_the_blood(
            start in 0.0..50.0f64, ppm in 0.0..5_000.0f64, first in 0.25..300.0f64,
            second in 0.25..300.0f64, more in 1.0..4.0f64,
        ) {
            let whole = blood(start, ppm, first + second);
            let parts = blood(blood(start, ppm, first), ppm, second);
            prop_assert!((whole - parts).abs() < 1e-4, "{} {}", whole, parts);
            prop_assert!(blood(start, ppm * more, first) >= blood(start, ppm, first) - 1e-9);
            let worked = carboxyhaemoglobin_percent(0.5, ppm, ppm, first, Effort::LightWork);
            // Both end at nearly the same balance.
            prop_assert!(ppm < 100.0 || worked.unwrap() >= blood(0.5, ppm, first) - 0.1);
            let room = Room::new(20.0, more).unwrap();
            let filled = room.ppm_after(start, 8.0, first + second).unwrap();
            let half = room.ppm_after(start, 8.0, first).unwrap();
            let again = room.ppm_after(half, 8.0, second).unwrap();
            prop_assert!((filled - again).abs() < 1e-9 * filled.max(1.0));
        }
    }
}
