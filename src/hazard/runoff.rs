//! Rain to runoff of one catchment: SCS curve number losses and the SCS dimensionless unit
//! hydrograph. Routing down the river is in `reach`.
//!
//! - Losses: `S = 25400 / CN - 254` mm, `Ia = 0.2 S`, `Q = (P - Ia)^2 / (P - Ia + S)` for `P > Ia`
//!   (USDA SCS, National Engineering Handbook 4, 1972; TR-55, 1986, eqs. 2-1 to 2-4), applied to
//!   cumulative rain, so that excess per step is a difference.
//! - Antecedent condition: `CN(I) = 4.2 CN / (10 - 0.058 CN)`, `CN(III) = 23 CN / (10 + 0.13 CN)`
//!   (Chow, Maidment & Mays 1988, eqs. 5.5.10 and 5.5.11).
//! - Time of concentration: Kirpich 1940, `tc = 0.0195 L^0.77 S^-0.385` min (L in m, S in m/m),
//!   with the main stream's length by Hack 1957, `L = 1.4 A^0.6` in miles and square miles.
//! - Unit hydrograph: Mockus 1957, NEH part 630 chapter 16 table 16-1; lag `0.6 tc`, time to peak
//!   `Tp = D / 2 + lag`. Weights are differences of the integrated curve, divided by its whole, so
//!   that volume is conserved.
//!
//! Valid range: average curve numbers 30 to 100.

use crate::base::math;
use crate::base::text::Text;

use super::assumption::Assumption;
use super::rain::series::RainSeries;
use super::range::{Range, Refusal};

crate::vocabulary::words! {
    /// How wet the ground is before the storm.
    Antecedent {
        /// Dry: condition I.
        Dry "前期干燥" "dry before the storm",
        /// Average: condition II.
        Average "前期湿润程度一般" "average before the storm",
        /// Wet: condition III.
        Wet "前期饱湿" "wet before the storm",
    }
}

/// Valid curve numbers for the average condition.
pub const CURVE_NUMBER: Range = Range::new(30.0, 100.0, "", "USDA TR-55 1986");

/// Flow ratio q/qp of the dimensionless unit hydrograph at each time ratio t/Tp.
const DIMENSIONLESS: [(f64, f64); 33] = [
    (0.0, 0.0),
    (0.1, 0.03),
    (0.2, 0.1),
    (0.3, 0.19),
    (0.4, 0.31),
    (0.5, 0.47),
    (0.6, 0.66),
    (0.7, 0.82),
    (0.8, 0.93),
    (0.9, 0.99),
    (1.0, 1.0),
    (1.1, 0.99),
    (1.2, 0.93),
    (1.3, 0.86),
    (1.4, 0.78),
    (1.5, 0.68),
    (1.6, 0.56),
    (1.7, 0.46),
    (1.8, 0.39),
    (1.9, 0.33),
    (2.0, 0.28),
    (2.2, 0.207),
    (2.4, 0.147),
    (2.6, 0.107),
    (2.8, 0.077),
    (3.0, 0.055),
    (3.2, 0.04),
    (3.4, 0.029),
    (3.6, 0.021),
    (3.8, 0.015),
    (4.0, 0.011),
    (4.5, 0.005),
    (5.0, 0.0),
];

/// The curve number under an antecedent condition, given that of the average condition.
///
/// # Errors
/// A refusal outside 30 to 100.
pub fn curve_number(average: f64, antecedent: Antecedent) -> Result<f64, Refusal> {
    let average = CURVE_NUMBER.check("curve_number", average)?;
    Ok(match antecedent {
        Antecedent::Dry => 4.2 * average / (10.0 - 0.058 * average),
        Antecedent::Average => average,
        Antecedent::Wet => 23.0 * average / (10.0 + 0.13 * average),
    })
}

/// Runoff depth in mm of a storm of `rain_mm` so far, for a curve number above 0 up to 100.
pub fn runoff_mm(rain_mm: f64, curve_number: f64) -> f64 {
    let retention = 25_400.0 / curve_number - 254.0;
    let beyond = rain_mm - 0.2 * retention;
    if beyond <= 0.0 { 0.0 } else { beyond * beyond / (beyond + retention) }
}

/// Rain that runs off in each step of `step_minutes` from the series' start, mm, `steps` of them.
pub fn excess_mm(
    rain: &RainSeries,
    curve_number: f64,
    step_minutes: u32,
    steps: usize,
) -> Vec<f64> {
    let first = f64::from(rain.first_minutes());
    let mut before = 0.0;
    (1..=steps)
        .map(|step| {
            let minutes = first + step as f64 * f64::from(step_minutes);
            let until = runoff_mm(rain.until_mm(minutes), curve_number);
            let excess = until - before;
            before = until;
            excess
        })
        .collect()
}

/// Length in metres of the main stream of a catchment (Hack 1957).
pub fn main_stream_m(catchment_km2: f64) -> f64 {
    1.4 * 1_609.344 * math::pow(catchment_km2 / 2.589_988, 0.6)
}

/// Time of concentration in minutes (Kirpich 1940), of a stream of this length and slope.
pub fn concentration_minutes(length_m: f64, slope: f64) -> f64 {
    0.0195 * math::pow(length_m, 0.77) * math::pow(slope, -0.385)
}

/// Peak in m3/s per cm of runoff of the SCS unit hydrograph: `2.08 A / Tp` (A in km2, Tp in h;
/// Chow, Maidment & Mays 1988, eq. 7.7.7).
pub fn unit_peak_m3_s_cm(catchment_km2: f64, time_to_peak_hours: f64) -> f64 {
    2.08 * catchment_km2 / time_to_peak_hours
}

/// A unit hydrograph: which share of a step's excess flows out in that step and each one after.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitHydrograph {
    /// Shares, which sum to one.
    pub weights: Vec<f64>,
    /// Step in seconds.
    step_seconds: f64,
}

impl UnitHydrograph {
    /// The SCS dimensionless unit hydrograph for steps of `step_minutes` and a catchment whose
    /// time of concentration is given.
    pub fn scs(step_minutes: u32, concentration_minutes: f64) -> Self {
        let step = f64::from(step_minutes);
        let peak_minutes = 0.5 * step + 0.6 * concentration_minutes;
        let whole = integrated(5.0);
        let steps = (5.0 * peak_minutes / step).ceil() as usize;
        let share = |index: usize| integrated(index as f64 * step / peak_minutes) / whole;
        let weights = (0..steps).map(|index| share(index + 1) - share(index)).collect();
        Self { weights, step_seconds: 60.0 * step }
    }

    /// Direct runoff in m3/s: the mean over each step, as many steps as there is excess.
    pub fn flow_m3_s(&self, excess_mm: &[f64], catchment_km2: f64) -> Vec<f64> {
        let mut flow = vec![0.0; excess_mm.len()];
        let scale = 1_000.0 * catchment_km2 / self.step_seconds;
        for (index, depth) in excess_mm.iter().enumerate() {
            if *depth > 0.0 {
                let volume = depth * scale;
                for (out, weight) in flow[index..].iter_mut().zip(&self.weights) {
                    *out += volume * weight;
                }
            }
        }
        flow
    }
}

/// Integral of the dimensionless unit hydrograph from 0 to `ratio` of t/Tp.
fn integrated(ratio: f64) -> f64 {
    let mut area = 0.0;
    for pair in DIMENSIONLESS.windows(2) {
        let ((from, low), (to, high)) = (pair[0], pair[1]);
        if ratio <= from {
            break;
        }
        let part = ((ratio - from) / (to - from)).min(1.0);
        let end = low + part * (high - low);
        area += 0.5 * (low + end) * part * (to - from);
    }
    area
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let assumption = |key, zh, en, value, unit| Assumption {
        text: Text::new(zh, en),
        ..Assumption::placeholder(key, zh, en, value, unit)
    };
    vec![
        assumption(
            "runoff.initial_abstraction",
            "初损与最大滞留量之比",
            "initial abstraction over potential retention",
            0.2,
            "",
        )
        .checked("USDA TR-55 1986, eq. 2-2"),
        assumption(
            "runoff.kirpich_coefficient",
            "柯比奇汇流时间公式系数",
            "coefficient of the time of concentration",
            0.0195,
            "min, m",
        )
        .recalled("Kirpich 1940"),
        assumption(
            "runoff.hack_exponent",
            "主河长与流域面积关系的指数",
            "exponent of main-stream length on catchment area",
            0.6,
            "",
        )
        .recalled("Hack 1957"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn runoff_depths_of_tr_55_1986_table_2_1_and_example_2_1() {
        let inches =
            |rain: f64, number: f64| (runoff_mm(rain * 25.4, number) / 25.4 * 100.0).round();
        assert_eq!(inches(4.0, 80.0), 204.0);
        assert_eq!(inches(6.0, 75.0), 328.0);
        assert_eq!(inches(2.0, 90.0), 109.0);
        // Example 2-1: 6.0 inches on curve number 74 give 3.19 read from the graph; eq. 2-3: 3.185.
        assert!((inches(6.0, 74.0) - 319.0).abs() <= 1.0);
        assert_eq!(runoff_mm(0.2 * 254.0, 50.0), 0.0);
    }

    #[test]
    fn curve_number_100_loses_nothing_and_wet_ground_sheds_more() {
        assert!((runoff_mm(57.0, 100.0) - 57.0).abs() < 1e-9);
        let number = |condition| curve_number(75.0, condition).unwrap();
        assert!((number(Antecedent::Dry) - 55.752).abs() < 1e-3);
        assert!((number(Antecedent::Wet) - 87.342).abs() < 1e-3);
        assert!((curve_number(100.0, Antecedent::Wet).unwrap() - 100.0).abs() < 1e-9);
        assert!(curve_number(20.0, Antecedent::Wet).is_err());
    }

    #[test]
    fn chow_maidment_mays_1988_example_7_7_1_ten_minute_unit_hydrograph() {
        // 3.0 km2, time of concentration 1.25 h: Tp = 0.833 h, peak 7.49 m3/s per cm.
        assert!((unit_peak_m3_s_cm(3.0, 0.833) - 7.49).abs() < 0.005);
        let unit = UnitHydrograph::scs(10, 75.0);
        let mut excess = vec![0.0; 40];
        excess[0] = 10.0;
        let peak = unit.flow_m3_s(&excess, 3.0).into_iter().fold(0.0, f64::max);
        // The step of 0.2 Tp before the peak holds 0.93, 0.99 and 1 of it: on average 0.9775.
        assert!((peak / 7.49 - 0.9775).abs() < 0.001, "{peak}");
    }

    #[test]
    fn the_mass_curve_of_neh_630_table_16_1() {
        for (ratio, mass) in [(0.5, 0.065), (1.0, 0.375), (1.5, 0.705), (2.0, 0.871), (3.0, 0.977)]
        {
            let computed = integrated(ratio) / integrated(5.0);
            assert!((computed - mass).abs() < 0.006, "t/Tp {ratio}: {computed}, table {mass}");
        }
    }

    #[test]
    fn kirpich_in_metres_agrees_with_its_form_in_feet() {
        for (length_m, slope) in [(500.0, 0.05), (8_000.0, 0.01), (20_000.0, 0.002)] {
            let feet = 0.0078 * math::pow(length_m / 0.3048, 0.77) * math::pow(slope, -0.385);
            let metres = concentration_minutes(length_m, slope);
            assert!((metres / feet - 1.0).abs() < 0.01);
        }
    }

    proptest! {
        #[test]
        fn all_excess_flows_out_and_no_more_than_fell(
            step_mm in proptest::collection::vec(0.0..20.0f64, 1..60),
            number in 30.0..100.0f64,
            concentration in 1.0..600.0f64,
        ) {
            let rain = RainSeries::new(-120, &step_mm);
            let unit = UnitHydrograph::scs(5, concentration);
            let steps = 2 * step_mm.len() + unit.weights.len();
            let excess = excess_mm(&rain, number, 5, steps);
            prop_assert!(excess.iter().all(|mm| *mm >= -1e-12));
            let depth: f64 = excess.iter().sum();
            prop_assert!(depth <= rain.total_mm() + 1e-9);
            prop_assert!((depth - runoff_mm(rain.total_mm(), number)).abs() < 1e-9);
            let flow = unit.flow_m3_s(&excess, 12.5);
            let volume: f64 = flow.iter().map(|flow| flow * 300.0).sum();
            prop_assert!((volume - depth * 12_500.0).abs() <= 1e-9 * volume.max(1.0));
        }
    }
}
