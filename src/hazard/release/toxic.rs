//! What a toxic gas does to people: substances as plain data, guideline levels, toxic load, and
//! the shares who die or need treatment. Where the gas is and who breathes it are not here.
//!
//! - `mg/m3 = ppm M / 24.45` at 25 C and 1 atm, `M` the molar mass in g/mol.
//! - Acute exposure guideline levels (AEGL, US EPA and National Research Council; recalled) at 10,
//!   30, 60, 240 and 480 minutes; in between `ln C` is linear in `ln t`, the form `C^n t = k` of
//!   ten Berge et al. 1986. Outside 10 to 480 minutes there is no level. ERPG: AIHA, one hour;
//!   recalled.
//! - Toxic load `L = integral of C^n dt` with `C` in mg/m3 and `t` in minutes; probit
//!   `Pr = a + b ln L`; share dying `Phi(Pr - 5)` (Finney 1971; coefficients of TNO's Purple Book,
//!   CPR 18E 1999, recalled).
//! - Who needs treatment is a placeholder: none below AEGL-2 for the time of exposure, everybody
//!   from AEGL-3, in between linear in the logarithm of the concentration of equal load. They are
//!   seriously hurt from AEGL-3, the level of danger to life, and lightly below it.
//! - Guidebook distances: ERG 2020, **recalled and not verified**: read the book before use.
//!
//! Valid range: [`Substance::check`]; guidelines for 10 to 480 minutes. Loads below zero, or none,
//! are no load.

use crate::base::math;

use super::super::assumption::Assumption;
use super::super::range::{Range, Refusal, Refusals};

crate::vocabulary::words! {
    /// A gas whose data are built in.
    Gas {
        /// Chlorine, UN 1017.
        Chlorine "氯气" "chlorine",
        /// Anhydrous ammonia, UN 1005.
        Ammonia "液氨" "anhydrous ammonia",
    }
}

crate::vocabulary::words! {
    /// A level of an acute exposure guideline.
    GuidelineLevel {
        /// Discomfort that passes.
        One "AEGL-1(不适)" "AEGL-1 (discomfort)",
        /// Lasting harm or an impaired ability to escape.
        Two "AEGL-2(不可逆伤害)" "AEGL-2 (lasting harm)",
        /// Danger to life.
        Three "AEGL-3(危及生命)" "AEGL-3 (danger to life)",
    }
}

/// Durations of the guideline levels, minutes.
pub const GUIDELINE_MINUTES: [f64; 5] = [10.0, 30.0, 60.0, 240.0, 480.0];
/// Litres of a mole of gas at 25 C and 1 atm.
const MOLAR_LITRES: f64 = 24.45;

/// A probit of death over toxic load in (mg/m3)^n minutes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probit {
    /// Constant.
    pub a: f64,
    /// Slope.
    pub b: f64,
    /// Exponent `n` of concentration.
    pub n: f64,
}

/// Distances of a guidebook: the table for small spills and the isolation of a large one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GuidebookDistances {
    /// First isolation of a small spill, m.
    pub small_isolation_m: f64,
    /// Protective action downwind of a small spill by day, km.
    pub small_day_km: f64,
    /// The same by night, km.
    pub small_night_km: f64,
    /// First isolation of a rail tank car, m.
    pub large_isolation_m: f64,
}

/// What a substance is and does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Substance {
    /// Molar mass, g/mol.
    pub molar_mass_g: f64,
    /// Guideline levels 1 to 3 in ppm at [`GUIDELINE_MINUTES`].
    pub aegl_ppm: [[f64; 5]; 3],
    /// ERPG-1 to 3, ppm over one hour.
    pub erpg_ppm: [f64; 3],
    /// Probit of death.
    pub probit: Probit,
    /// Whether a cold or cloud-like release is denser than air, so that a passive cloud misleads.
    pub dense: bool,
    /// Distances of a guidebook, where known.
    pub guidebook: Option<GuidebookDistances>,
}

/// Shares of those exposed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Harm {
    /// Share who die without treatment.
    pub dying: f64,
    /// Share who live and need treatment.
    pub needing_treatment: f64,
    /// Of those, the share of all who are seriously hurt.
    pub seriously: f64,
}

/// The data of a gas, recalled from the publications in the module's description.
pub const fn substance(gas: Gas) -> Substance {
    match gas {
        Gas::Chlorine => Substance {
            molar_mass_g: 70.906,
            aegl_ppm: [[0.5; 5], [2.8, 2.8, 2.0, 1.0, 0.71], [50.0, 28.0, 20.0, 10.0, 7.1]],
            erpg_ppm: [1.0, 3.0, 20.0],
            probit: Probit { a: -6.35, b: 0.5, n: 2.75 },
            dense: true,
            guidebook: Some(GuidebookDistances {
                small_isolation_m: 60.0,
                small_day_km: 0.3,
                small_night_km: 1.1,
                large_isolation_m: 1_000.0,
            }),
        },
        Gas::Ammonia => Substance {
            molar_mass_g: 17.031,
            aegl_ppm: [
                [30.0; 5],
                [220.0, 220.0, 160.0, 110.0, 110.0],
                [2_700.0, 1_600.0, 1_100.0, 550.0, 390.0],
            ],
            erpg_ppm: [25.0, 150.0, 1_500.0],
            probit: Probit { a: -15.6, b: 1.0, n: 2.0 },
            dense: true,
            guidebook: Some(GuidebookDistances {
                small_isolation_m: 30.0,
                small_day_km: 0.1,
                small_night_km: 0.2,
                large_isolation_m: 300.0,
            }),
        },
    }
}

impl Substance {
    /// Checks data that somebody wrote.
    ///
    /// # Errors
    /// Everything out of range: molar mass 1 to 500 g/mol, levels positive, rising with the level
    /// and not with time, exponent 0.5 to 5, slope above 0.
    pub fn check(&self) -> Result<(), Refusals> {
        let mut refusals = Refusals::default();
        let level = Range::new(1e-9, 1e6, "ppm", "");
        refusals.hold(&Range::new(1.0, 500.0, "g/mol", ""), "molar_mass_g", self.molar_mass_g);
        for (row, levels) in self.aegl_ppm.iter().enumerate() {
            for (column, value) in levels.iter().enumerate() {
                let below = if row > 0 { self.aegl_ppm[row - 1][column] } else { level.low };
                let before = if column > 0 { levels[column - 1] } else { level.high };
                let range = Range { low: below, high: before, ..level };
                refusals.hold(&range, format!("aegl_ppm[{row}][{column}]"), *value);
            }
        }
        for (row, value) in self.erpg_ppm.iter().enumerate() {
            let below = if row > 0 { self.erpg_ppm[row - 1] } else { level.low };
            refusals.hold(&Range { low: below, ..level }, format!("erpg_ppm[{row}]"), *value);
        }
        refusals.hold(&Range::new(-200.0, 200.0, "", ""), "probit.a", self.probit.a);
        refusals.hold(&Range::new(1e-6, 100.0, "", ""), "probit.b", self.probit.b);
        refusals.hold(
            &Range::new(0.5, 5.0, "", "ten Berge et al. 1986"),
            "probit.n",
            self.probit.n,
        );
        refusals.into_result()
    }

    /// Milligrams per cubic metre of so many parts per million, at 25 C and 1 atm.
    pub fn mg_m3(&self, ppm: f64) -> f64 {
        ppm * self.molar_mass_g / MOLAR_LITRES
    }

    /// Parts per million of so many milligrams per cubic metre, at 25 C and 1 atm.
    pub fn ppm(&self, mg_m3: f64) -> f64 {
        mg_m3 * MOLAR_LITRES / self.molar_mass_g
    }

    /// The guideline level in ppm for an exposure of `minutes`.
    ///
    /// # Errors
    /// A refusal of a time outside 10 to 480 minutes.
    pub fn guideline_ppm(&self, level: GuidelineLevel, minutes: f64) -> Result<f64, Refusal> {
        let [first, .., last] = GUIDELINE_MINUTES;
        let minutes = Range::new(first, last, "min", "AEGL, US EPA").check("minutes", minutes)?;
        let levels = &self.aegl_ppm[usize::from(level.code())];
        let part = GUIDELINE_MINUTES.iter().rposition(|from| *from <= minutes).unwrap_or(0).min(3);
        let (from, to) = (GUIDELINE_MINUTES[part], GUIDELINE_MINUTES[part + 1]);
        let share = math::ln(minutes / from) / math::ln(to / from);
        Ok(levels[part] * math::pow(levels[part + 1] / levels[part], share))
    }

    /// Toxic load in (mg/m3)^n minutes of concentrations `step_minutes` apart, `C^n` linear in
    /// between. What is negative or no number counts as none.
    pub fn toxic_load(&self, concentrations_mg_m3: &[f64], step_minutes: f64) -> f64 {
        let rate = |value: f64| math::pow(value.max(0.0), self.probit.n);
        let pairs = concentrations_mg_m3.windows(2);
        step_minutes.max(0.0) * pairs.map(|pair| 0.5 * (rate(pair[0]) + rate(pair[1]))).sum::<f64>()
    }

    /// The probit `a + b ln L`; minus infinity without a load.
    pub fn probit_of(&self, load: f64) -> f64 {
        self.probit.a + self.probit.b * math::ln(load.max(0.0))
    }

    /// Share dying of a toxic load.
    pub fn share_dying(&self, load: f64) -> f64 {
        math::normal_cumulative(self.probit_of(load) - 5.0)
    }

    /// Shares dying and needing treatment of a load taken in over `minutes`. Times outside 10 to
    /// 480 minutes are compared with the guideline of the nearer end.
    pub fn harm(&self, load: f64, minutes: f64) -> Harm {
        let [first, .., last] = GUIDELINE_MINUTES;
        let minutes = minutes.max(first).min(last);
        let dying = self.share_dying(load);
        let equal_ppm = self.ppm(math::pow(load.max(0.0) / minutes, 1.0 / self.probit.n));
        let guideline = |level| self.guideline_ppm(level, minutes).expect("the time is in range");
        let (low, high) = (guideline(GuidelineLevel::Two), guideline(GuidelineLevel::Three));
        let harmed = if equal_ppm <= low {
            0.0
        } else if equal_ppm >= high {
            1.0
        } else {
            math::ln(equal_ppm / low) / math::ln(high / low)
        };
        let needing_treatment = (harmed - dying).max(0.0);
        let seriously = if equal_ppm >= high { needing_treatment } else { 0.0 };
        Harm { dying, needing_treatment, seriously }
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    const PROBIT: &str = "TNO 1999, CPR 18E (Purple Book)";
    const GUIDEBOOK: &str = "ERG 2020, recalled and not verified";
    let (chlorine, ammonia) = (substance(Gas::Chlorine), substance(Gas::Ammonia));
    let distances = |gas: &Substance| gas.guidebook.map_or(0.0, |book| book.large_isolation_m);
    let number = Assumption::placeholder;
    let level = |gas: &Substance| gas.aegl_ppm[2][2];
    vec![
        number(
            "release.chlorine_probit",
            "氯气致死概率函数常数",
            "constant of chlorine's probit",
            chlorine.probit.a,
            "",
        )
        .recalled(PROBIT),
        number(
            "release.ammonia_probit",
            "氨致死概率函数常数",
            "constant of ammonia's probit",
            ammonia.probit.a,
            "",
        )
        .recalled(PROBIT),
        number(
            "release.chlorine_aegl3",
            "氯气 1 小时 AEGL-3",
            "chlorine's AEGL-3 at one hour",
            level(&chlorine),
            "ppm",
        )
        .recalled("AEGL, US EPA"),
        number(
            "release.ammonia_aegl3",
            "氨 1 小时 AEGL-3",
            "ammonia's AEGL-3 at one hour",
            level(&ammonia),
            "ppm",
        )
        .recalled("AEGL, US EPA"),
        number(
            "release.chlorine_isolation",
            "氯气罐车初始隔离距离(未核对)",
            "isolation of a chlorine tank car (not verified)",
            distances(&chlorine),
            "m",
        )
        .recalled(GUIDEBOOK),
        number(
            "release.ammonia_isolation",
            "液氨罐车初始隔离距离(未核对)",
            "isolation of an ammonia tank car (not verified)",
            distances(&ammonia),
            "m",
        )
        .recalled(GUIDEBOOK),
        number(
            "release.treatment",
            "达到 AEGL-3 时需要救治的比例",
            "share needing treatment at AEGL-3",
            1.0,
            "",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chlorine_probit_of_the_purple_book_at_400_ppm_for_30_minutes() {
        let chlorine = substance(Gas::Chlorine);
        let load = chlorine.toxic_load(&[chlorine.mg_m3(400.0); 31], 1.0);
        assert!((chlorine.probit_of(load) - 5.052_86).abs() < 1e-6);
        assert!((chlorine.share_dying(load) - 0.521).abs() < 5e-4);
        // Computed apart: ppm, minutes, probit, share.
        for (ppm, minutes, probit, share) in [
            (400.0, 30, 5.052_859_1, 0.521_077_913),
            (200.0, 30, 4.099_781_73, 0.184_002_051),
            (100.0, 60, 3.493_277_94, 0.065_940_957_6),
            (1_000.0, 10, 5.763_452_71, 0.777_403_273),
        ] {
            let load = chlorine.toxic_load(&vec![chlorine.mg_m3(ppm); minutes + 1], 1.0);
            assert!((chlorine.probit_of(load) - probit).abs() < 1e-8, "{ppm}");
            assert!((chlorine.share_dying(load) - share).abs() < 1e-8, "{ppm}");
        }
        // What comes and goes is summed: half an hour at 400 ppm in two parts, an hour apart.
        let parts: Vec<f64> = (0..=120)
            .map(|minute| match minute {
                10..=25 | 86..=101 => chlorine.mg_m3(400.0),
                _ => 0.0,
            })
            .collect();
        // Each part has a minute's half to either side of its fifteen.
        let all = chlorine.toxic_load(&parts, 1.0);
        assert!((all / load - 32.0 / 30.0).abs() < 1e-12, "{}", all / load);
        assert_eq!(chlorine.share_dying(0.0), 0.0);
        assert_eq!(chlorine.toxic_load(&[1.0], 1.0), 0.0);
        assert!((math::normal_cumulative(-8.0) / 6.220_960_574_271_786e-16 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn published_levels_of_chlorine_and_ammonia() {
        let (chlorine, ammonia) = (substance(Gas::Chlorine), substance(Gas::Ammonia));
        for (gas, level, ppm) in [
            (&chlorine, GuidelineLevel::One, [0.5, 0.5, 0.5, 0.5, 0.5]),
            (&chlorine, GuidelineLevel::Two, [2.8, 2.8, 2.0, 1.0, 0.71]),
            (&chlorine, GuidelineLevel::Three, [50.0, 28.0, 20.0, 10.0, 7.1]),
            (&ammonia, GuidelineLevel::One, [30.0, 30.0, 30.0, 30.0, 30.0]),
            (&ammonia, GuidelineLevel::Two, [220.0, 220.0, 160.0, 110.0, 110.0]),
            (&ammonia, GuidelineLevel::Three, [2_700.0, 1_600.0, 1_100.0, 550.0, 390.0]),
        ] {
            for (minutes, ppm) in [10.0, 30.0, 60.0, 240.0, 480.0].into_iter().zip(ppm) {
                let found = gas.guideline_ppm(level, minutes).unwrap();
                assert!((found / ppm - 1.0).abs() < 1e-12, "{level:?} {minutes}");
            }
        }
        // Between them, along the logarithms of both; computed apart.
        for (gas, level, minutes, ppm) in [
            (&chlorine, GuidelineLevel::Two, 45.0, 2.299_739_32),
            (&chlorine, GuidelineLevel::Three, 15.0, 40.367_671_3),
            (&chlorine, GuidelineLevel::Three, 300.0, 8.956_037_09),
            (&ammonia, GuidelineLevel::Two, 120.0, 132.664_992),
            (&ammonia, GuidelineLevel::Three, 15.0, 2_225.844_63),
            (&ammonia, GuidelineLevel::Three, 120.0, 777.817_459),
        ] {
            let found = gas.guideline_ppm(level, minutes).unwrap();
            assert!((found / ppm - 1.0).abs() < 1e-8, "{level:?} {minutes} {found}");
        }
        assert_eq!(chlorine.erpg_ppm, [1.0, 3.0, 20.0]);
        assert_eq!(ammonia.erpg_ppm, [25.0, 150.0, 1_500.0]);
        assert!((ammonia.mg_m3(1.0) / 0.696_564_417_2 - 1.0).abs() < 1e-9);
        assert!((chlorine.mg_m3(400.0) / 1_160.016_359_9 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_guideline_levels_are_met_at_their_times_and_lie_on_a_power_law_in_between() {
        for gas in Gas::ALL {
            let data = substance(*gas);
            data.check().unwrap();
            for level in GuidelineLevel::ALL {
                for (index, minutes) in GUIDELINE_MINUTES.iter().enumerate() {
                    let expected = data.aegl_ppm[usize::from(level.code())][index];
                    let found = data.guideline_ppm(*level, *minutes).unwrap();
                    assert!((found / expected - 1.0).abs() < 1e-12);
                }
            }
        }
        let chlorine = substance(Gas::Chlorine);
        // 20 ppm at 60 and 10 at 240 minutes: C^2 t is constant, so 120 minutes has 20 / sqrt 2.
        let found = chlorine.guideline_ppm(GuidelineLevel::Three, 120.0).unwrap();
        assert!((found - 20.0 / math::sqrt(2.0)).abs() < 1e-12);
        for minutes in [9.9, 480.1, f64::NAN] {
            assert!(chlorine.guideline_ppm(GuidelineLevel::One, minutes).is_err());
        }
        assert!((chlorine.mg_m3(1.0) - 2.900_041).abs() < 1e-6);
        let mut wrong = chlorine;
        wrong.aegl_ppm[1][2] = 30.0;
        wrong.probit.n = f64::NAN;
        // Too high for its time, and above the level of the next row.
        assert_eq!(wrong.check().unwrap_err().0.len(), 3);
    }

    #[test]
    fn nobody_needs_treatment_below_the_second_level_and_everybody_from_the_third() {
        let ammonia = substance(Gas::Ammonia);
        let load = |ppm: f64| ammonia.toxic_load(&[ammonia.mg_m3(ppm); 61], 1.0);
        assert!(ammonia.harm(load(160.0), 60.0).needing_treatment < 1e-9);
        let harm = ammonia.harm(load(1_100.0), 60.0);
        assert!((harm.dying + harm.needing_treatment - 1.0).abs() < 1e-9 && harm.dying < 0.01);
        let harm = ammonia.harm(load(160.0 * math::sqrt(1_100.0 / 160.0)), 60.0);
        assert!((harm.dying + harm.needing_treatment - 0.5).abs() < 1e-9);
        // In danger of life from the third level only.
        assert_eq!(harm.seriously, 0.0);
        let harm = ammonia.harm(load(1_100.5), 60.0);
        assert_eq!(harm.seriously, harm.needing_treatment);
        for odd in [f64::NAN, f64::INFINITY, -1.0] {
            let harm = ammonia.harm(odd, odd);
            assert!(harm.dying >= 0.0 && harm.needing_treatment >= 0.0);
        }
    }

    proptest! {
        #[test]
        fn more_gas_for_longer_harms_no_fewer(
            ppm in 0.1..5_000.0f64, factor in 1.0..10.0f64, minutes in 2..200usize,
            which in 0..2usize,
        ) {
            let gas = substance(Gas::ALL[which]);
            prop_assert!((gas.ppm(gas.mg_m3(ppm)) / ppm - 1.0).abs() < 1e-12);
            let load = |ppm: f64, minutes| gas.toxic_load(&vec![gas.mg_m3(ppm); minutes + 1], 1.0);
            let (less, more) = (load(ppm, minutes), load(ppm * factor, minutes));
            prop_assert!((more / less / math::pow(factor, gas.probit.n) - 1.0).abs() < 1e-9);
            prop_assert!(load(ppm, 2 * minutes) > less);
            let (one, other) = (gas.harm(less, minutes as f64), gas.harm(more, minutes as f64));
            prop_assert!(other.dying >= one.dying);
            let all = |harm: Harm| harm.dying + harm.needing_treatment;
            prop_assert!(all(other) >= all(one) - 1e-12 && all(other) <= 1.0 + 1e-12);
        }

        #[test]
        fn a_longer_exposure_has_no_higher_guideline(
            minutes in 10.0..480.0f64, factor in 1.0..2.0f64, which in 0..2usize,
        ) {
            let gas = substance(Gas::ALL[which]);
            let longer = (minutes * factor).min(480.0);
            let mut below = 0.0;
            for level in GuidelineLevel::ALL {
                let found = gas.guideline_ppm(*level, minutes).unwrap();
                prop_assert!(gas.guideline_ppm(*level, longer).unwrap() <= found * (1.0 + 1e-12));
                prop_assert!(found > below);
                below = found;
            }
        }
    }
}
