//! What shaking does to buildings and bridges, and a collapse to those inside. How a place shakes,
//! and who is inside, is not here.
//!
//! - `P(state or worse) = Phi(ln(demand / median) / beta)`, a lognormal fragility (HAZUS-MH MR4
//!   2003). Buildings: equivalent peak ground acceleration, beta 0.64, medians checked against the
//!   copy in USGS ShakeCast. Bridges: spectral acceleration at
//!   1 s, beta 0.6, medians checked.
//! - Share of completely damaged buildings that collapse, and severity of injury of those inside a
//!   collapse: HAZUS-MH tables 13.7 and 13.8 (recalled).
//! - A bridge is closed when its damage is extensive or worse.
//!
//! One public copy has HWB28 as 0.35, 0.45, 0.55, 0.80: wrong, it is HWB3's. Valid range:
//! demands of 0 to 10 g.

use crate::base::math;

use super::super::assumption::Assumption;
use super::super::range::{Range, Refusal};

/// Standard deviation of the logarithm of a building's capacity.
pub const BUILDING_BETA: f64 = 0.64;
/// Standard deviation of the logarithm of a bridge's capacity.
pub const BRIDGE_BETA: f64 = 0.6;
/// Accelerations that a fragility takes, g.
pub const DEMAND: Range = Range::new(0.0, 10.0, "g", "");

crate::vocabulary::words! {
    /// How a building is built.
    BuildingClass {
        /// HAZUS URML, before any code: unreinforced masonry of one or two storeys.
        MasonryLow "未加固砌体结构(低层,未设防)" "unreinforced masonry, low-rise, pre-code",
        /// HAZUS URMM, before any code: unreinforced masonry of three storeys or more.
        MasonryMid "未加固砌体结构(多层,未设防)" "unreinforced masonry, mid-rise, pre-code",
        /// HAZUS C1L, low code: a concrete frame of one to three storeys.
        FrameLow "钢筋混凝土框架(低层,低设防)" "concrete frame, low-rise, low code",
        /// HAZUS C3L, low code: a concrete frame with masonry infill of one to three storeys.
        InfilledFrameLow "填充墙框架(低层,低设防)" "infilled concrete frame, low-rise, low code",
        /// HAZUS C1M, moderate code: a concrete frame of four to seven storeys.
        FrameMid "钢筋混凝土框架(多层,中等设防)" "concrete frame, mid-rise, moderate code",
        /// HAZUS W1, before any code: light timber.
        Timber "轻型木结构(未设防)" "light timber, pre-code",
    }
}

crate::vocabulary::words! {
    /// How a bridge is built, as HAZUS numbers them.
    BridgeClass {
        /// HWB1: a major bridge of more than 150 m, conventional design.
        Major "特大桥(常规设计)" "major bridge, conventional design",
        /// HWB2: a major bridge of more than 150 m, seismic design.
        MajorSeismic "特大桥(抗震设计)" "major bridge, seismic design",
        /// HWB3: a single span, conventional design.
        SingleSpan "单跨桥" "single span",
        /// HWB5: several spans of concrete on bents of several columns, simply supported.
        MultiSpan "多跨简支混凝土桥(多柱墩)" "concrete, several columns, simply supported",
        /// HWB6: the same, designed for the earthquakes of California before 1975.
        MultiSpanEarlySeismic "多跨简支混凝土桥(早期设防)"
            "concrete, several columns, simply supported, early seismic design",
        /// HWB17: several spans of prestressed concrete, simply supported.
        Prestressed "多跨简支预应力混凝土桥" "prestressed concrete, simply supported",
        /// HWB28: all others.
        Other "其他桥梁" "other bridge",
    }
}

crate::vocabulary::words! {
    /// Damage to a building or bridge.
    DamageState {
        /// None.
        None "完好" "none",
        /// Slight.
        Slight "轻微破坏" "slight",
        /// Moderate.
        Moderate "中等破坏" "moderate",
        /// Extensive.
        Extensive "严重破坏" "extensive",
        /// Complete; a share of such buildings collapses.
        Complete "毁坏" "complete",
    }
}

crate::vocabulary::words! {
    /// Severity of an injury, as HAZUS numbers them.
    Severity {
        /// 1: basic aid, no bed.
        FirstAid "轻伤" "first aid",
        /// 2: a bed, not in danger of life.
        Hospital "需住院" "hospital",
        /// 3: in danger of life unless treated at once.
        Critical "危重" "critical",
        /// 4: killed at once or mortally hurt.
        Dead "死亡" "dead",
    }
}

/// The lognormal fragility of a class of buildings or bridges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fragility {
    /// Median demand of slight, moderate, extensive and complete damage, g.
    medians_g: [f64; 4],
    beta: f64,
}

impl BuildingClass {
    /// Its fragility under peak ground acceleration.
    pub const fn fragility(self) -> Fragility {
        let medians_g = match self {
            Self::MasonryLow => [0.13, 0.17, 0.26, 0.37],
            Self::MasonryMid => [0.09, 0.13, 0.21, 0.38],
            Self::FrameLow => [0.12, 0.15, 0.27, 0.45],
            Self::InfilledFrameLow => [0.12, 0.17, 0.26, 0.44],
            Self::FrameMid => [0.13, 0.21, 0.49, 0.89],
            Self::Timber => [0.18, 0.29, 0.51, 0.77],
        };
        Fragility { medians_g, beta: BUILDING_BETA }
    }

    /// Share of completely damaged buildings that collapse.
    pub const fn collapse_share(self) -> f64 {
        match self {
            Self::MasonryLow | Self::MasonryMid | Self::InfilledFrameLow => 0.15,
            Self::FrameLow => 0.13,
            Self::FrameMid => 0.10,
            Self::Timber => 0.03,
        }
    }

    /// Shares of those inside a collapse by [`Severity`]; the rest are unhurt.
    pub const fn severity_shares(self) -> [f64; 4] {
        match self {
            Self::Timber => [0.40, 0.20, 0.03, 0.05],
            _ => [0.40, 0.20, 0.05, 0.10],
        }
    }

    /// Severity of one who is inside a collapse, of a uniform number in 0..1; none when unhurt.
    pub fn severity(self, uniform: f64) -> Option<Severity> {
        let mut left = uniform;
        let worst_first = self.severity_shares().into_iter().zip(Severity::ALL).rev();
        for (share, severity) in worst_first {
            if left < share {
                return Some(*severity);
            }
            left -= share;
        }
        None
    }

    /// Probability that a building collapses under a peak ground acceleration in g.
    ///
    /// # Errors
    /// A refusal of an acceleration out of [`DEMAND`].
    pub fn collapse_probability(self, acceleration_g: f64) -> Result<f64, Refusal> {
        let complete = self.fragility().exceedance(DamageState::Complete, acceleration_g)?;
        Ok(complete * self.collapse_share())
    }
}

impl BridgeClass {
    /// Its fragility under spectral acceleration at a period of 1 s.
    pub const fn fragility(self) -> Fragility {
        let medians_g = match self {
            Self::Major => [0.40, 0.50, 0.70, 0.90],
            Self::MajorSeismic => [0.60, 0.90, 1.10, 1.70],
            Self::SingleSpan | Self::Other => [0.80, 1.00, 1.20, 1.70],
            Self::MultiSpan | Self::Prestressed => [0.25, 0.35, 0.45, 0.70],
            Self::MultiSpanEarlySeismic => [0.30, 0.50, 0.60, 0.90],
        };
        Fragility { medians_g, beta: BRIDGE_BETA }
    }

    /// Probability that a bridge is closed under a spectral acceleration at 1 s in g.
    ///
    /// # Errors
    /// A refusal of an acceleration out of [`DEMAND`].
    pub fn closure_probability(self, spectral_g: f64) -> Result<f64, Refusal> {
        self.fragility().exceedance(DamageState::Extensive, spectral_g)
    }
}

impl DamageState {
    /// Whether a bridge in this state is closed.
    pub const fn closes_bridge(self) -> bool {
        matches!(self, Self::Extensive | Self::Complete)
    }
}

impl Fragility {
    /// Probability of this damage or worse under a demand in g.
    ///
    /// # Errors
    /// A refusal of a demand out of [`DEMAND`].
    pub fn exceedance(&self, state: DamageState, demand_g: f64) -> Result<f64, Refusal> {
        let demand = DEMAND.check("demand_g", demand_g)?;
        let Some(index) = usize::from(state.code()).checked_sub(1) else {
            return Ok(1.0);
        };
        if demand == 0.0 {
            return Ok(0.0);
        }
        Ok(math::normal_cumulative(math::ln(demand / self.medians_g[index]) / self.beta))
    }

    /// Probability of each [`DamageState`] under a demand in g.
    ///
    /// # Errors
    /// A refusal of a demand out of [`DEMAND`].
    pub fn probabilities(&self, demand_g: f64) -> Result<[f64; 5], Refusal> {
        let mut probabilities = [0.0; 5];
        let mut worse = 0.0;
        for state in DamageState::ALL.iter().rev() {
            let reached = self.exceedance(*state, demand_g)?;
            probabilities[usize::from(state.code())] = reached - worse;
            worse = reached;
        }
        Ok(probabilities)
    }

    /// The state that a demand in g brings about, of a uniform number in 0..1: a building with the
    /// same number fares no better under a greater demand.
    ///
    /// # Errors
    /// A refusal of a demand out of [`DEMAND`].
    pub fn state(&self, demand_g: f64, uniform: f64) -> Result<DamageState, Refusal> {
        for state in DamageState::ALL.iter().rev() {
            if uniform < self.exceedance(*state, demand_g)? {
                return Ok(*state);
            }
        }
        Ok(DamageState::None)
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let masonry = BuildingClass::MasonryLow;
    let recalled = |key, zh, en, value| {
        Assumption::placeholder(key, zh, en, value, "").recalled("HAZUS-MH MR4 2003, chapter 13")
    };
    let [first_aid, hospital, critical, dead] = masonry.severity_shares();
    vec![
        recalled(
            "earthquake.collapse_masonry",
            "砌体房屋毁坏时的倒塌比例",
            "share of completely damaged masonry buildings that collapse",
            masonry.collapse_share(),
        ),
        recalled(
            "earthquake.collapse_frame",
            "低层框架房屋毁坏时的倒塌比例",
            "share of completely damaged low frames that collapse",
            BuildingClass::FrameLow.collapse_share(),
        ),
        recalled(
            "earthquake.collapse_timber",
            "木结构房屋毁坏时的倒塌比例",
            "share of completely damaged timber buildings that collapse",
            BuildingClass::Timber.collapse_share(),
        ),
        recalled(
            "earthquake.collapse_first_aid",
            "倒塌房屋内人员轻伤比例",
            "share of those inside a collapse who need first aid",
            first_aid,
        ),
        recalled(
            "earthquake.collapse_hospital",
            "倒塌房屋内人员需住院比例",
            "share of those inside a collapse who need a hospital",
            hospital,
        ),
        recalled(
            "earthquake.collapse_critical",
            "倒塌房屋内人员危重比例",
            "share of those inside a collapse who are critical",
            critical,
        ),
        recalled(
            "earthquake.collapse_dead",
            "倒塌房屋内人员死亡比例",
            "share of those inside a collapse who die",
            dead,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use proptest::prelude::*;

    #[test]
    fn published_points_of_hazus() {
        let masonry = BuildingClass::MasonryLow.fragility();
        // Phi(ln(0.3 / 0.37) / 0.64).
        let complete = masonry.exceedance(DamageState::Complete, 0.3).unwrap();
        assert!((complete - 0.3716).abs() < 5e-5, "{complete}");
        assert_eq!(BridgeClass::MultiSpan.closure_probability(0.45).unwrap(), 0.5);
        // Phi(-2) and Phi(1), deep and shallow, from tables of the normal distribution.
        assert!((math::normal_cumulative(-2.0) / 0.022_750_131_948_179_2 - 1.0).abs() < 1e-12);
        assert!((math::normal_cumulative(1.0) / 0.841_344_746_068_543 - 1.0).abs() < 1e-12);
    }

    /// A fragility whose median demands these are: half of all reach each state there, and one
    /// standard deviation above it 84 %.
    fn has_medians(fragility: &Fragility, medians_g: [f64; 4], beta: f64) {
        for (state, median) in DamageState::ALL[1..].iter().zip(medians_g) {
            let reached = |demand| fragility.exceedance(*state, demand).unwrap();
            assert_eq!(reached(median), 0.5, "{state:?} {median}");
            let above = reached(median * math::exp(beta));
            assert!((above - 0.841_344_746_068_543).abs() < 1e-12, "{state:?} {median}");
        }
        assert_eq!(fragility.exceedance(DamageState::None, 0.1).unwrap(), 1.0);
    }

    #[test]
    fn medians_of_hazus_buildings_and_bridges() {
        for (class, medians_g) in [
            (BuildingClass::MasonryLow, [0.13, 0.17, 0.26, 0.37]),
            (BuildingClass::MasonryMid, [0.09, 0.13, 0.21, 0.38]),
            (BuildingClass::FrameLow, [0.12, 0.15, 0.27, 0.45]),
            (BuildingClass::InfilledFrameLow, [0.12, 0.17, 0.26, 0.44]),
            (BuildingClass::FrameMid, [0.13, 0.21, 0.49, 0.89]),
        ] {
            has_medians(&class.fragility(), medians_g, 0.64);
        }
        for (class, medians_g) in [
            (BridgeClass::Major, [0.40, 0.50, 0.70, 0.90]),
            (BridgeClass::MajorSeismic, [0.60, 0.90, 1.10, 1.70]),
            (BridgeClass::SingleSpan, [0.80, 1.0, 1.2, 1.7]),
            (BridgeClass::MultiSpan, [0.25, 0.35, 0.45, 0.70]),
            (BridgeClass::MultiSpanEarlySeismic, [0.30, 0.50, 0.60, 0.90]),
            (BridgeClass::Prestressed, [0.25, 0.35, 0.45, 0.70]),
            (BridgeClass::Other, [0.80, 1.0, 1.2, 1.7]),
        ] {
            has_medians(&class.fragility(), medians_g, 0.6);
            let closed = class.closure_probability(medians_g[2]).unwrap();
            assert_eq!(closed, 0.5, "extensive damage closes {class:?}");
        }
    }

    #[test]
    fn collapses_and_injuries_of_hazus() {
        for (class, share) in [
            (BuildingClass::MasonryLow, 0.15),
            (BuildingClass::MasonryMid, 0.15),
            (BuildingClass::FrameLow, 0.13),
            (BuildingClass::InfilledFrameLow, 0.15),
            (BuildingClass::Timber, 0.03),
        ] {
            assert_eq!(class.collapse_share(), share, "{class:?}");
            // Of all completely damaged where shaking leaves nothing else.
            let collapsed = class.collapse_probability(10.0).unwrap();
            assert!((collapsed / share - 1.0).abs() < 1e-4, "{class:?}");
        }
        // 0.371574 of them completely damaged at 0.3 g.
        let collapsed = BuildingClass::MasonryLow.collapse_probability(0.3).unwrap();
        assert!((collapsed - 0.15 * 0.371_573_664_1).abs() < 1e-9);
        for class in [BuildingClass::MasonryLow, BuildingClass::MasonryMid] {
            assert_eq!(class.severity_shares(), [0.40, 0.20, 0.05, 0.10]);
        }
    }

    #[test]
    fn demands_out_of_range_are_refused_and_stillness_harms_nothing() {
        let fragility = BuildingClass::Timber.fragility();
        for demand in [-0.01, 10.01, f64::NAN, f64::INFINITY] {
            assert!(fragility.probabilities(demand).is_err());
            assert!(fragility.state(demand, 0.5).is_err());
        }
        assert_eq!(fragility.probabilities(0.0).unwrap(), [1.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(fragility.state(0.0, 0.0).unwrap(), DamageState::None);
    }

    #[test]
    fn drawn_states_and_severities_have_their_shares_within_four_standard_errors() {
        let count = 20_000;
        let mut draws = Seed(11).draws(Purpose::Test, Key(1));
        let class = BuildingClass::MasonryMid;
        let (mut states, mut severities) = ([0u32; 5], [0u32; 5]);
        for _ in 0..count {
            let state = class.fragility().state(0.25, draws.uniform()).unwrap();
            states[usize::from(state.code())] += 1;
            let severity = class.severity(draws.uniform());
            severities[severity.map_or(4, |severity| usize::from(severity.code()))] += 1;
        }
        let near = |seen: u32, share: f64| {
            let error = math::sqrt(share * (1.0 - share) / f64::from(count));
            (f64::from(seen) / f64::from(count) - share).abs() < 4.0 * error
        };
        let expected = class.fragility().probabilities(0.25).unwrap();
        assert!(states.iter().zip(expected).all(|(seen, share)| near(*seen, share)), "{states:?}");
        let expected = [0.40, 0.20, 0.05, 0.10, 0.25];
        assert!(severities.iter().zip(expected).all(|(seen, share)| near(*seen, share)));
    }

    proptest! {
        #[test]
        fn states_share_one_whole_and_stronger_shaking_is_never_milder(
            building in 0..6u8, bridge in 0..7u8, demand in 0.0..5.0f64, more in 0.0..5.0f64,
            uniform in 0.0..1.0f64,
        ) {
            let building = BuildingClass::from_code(building).unwrap();
            let bridge = BridgeClass::from_code(bridge).unwrap();
            for fragility in [building.fragility(), bridge.fragility()] {
                let shares = fragility.probabilities(demand).unwrap();
                prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                prop_assert!(shares.iter().all(|share| *share >= 0.0));
                let state = |demand| fragility.state(demand, uniform).unwrap();
                prop_assert!(state(demand + more) >= state(demand));
            }
            let collapse = building.collapse_probability(demand).unwrap();
            prop_assert!(collapse <= building.collapse_share());
            let closed = bridge.fragility().state(demand, uniform).unwrap().closes_bridge();
            prop_assert_eq!(closed, uniform < bridge.closure_probability(demand).unwrap());
        }
    }
}
