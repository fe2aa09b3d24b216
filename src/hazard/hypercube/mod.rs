//! How busy units are that stand in for each other, and how often a call gets another than the
//! nearest: the hypercube queueing model, [`exact`] for few units and [`approximate`] for many.
//! Which call gets which unit in a drill is not decided here.
//!
//! Larson 1974 (Comput. Oper. Res. 1:67-95), Larson & Odoni 1981 (Urban Operations Research, ch.
//! 5): calls of each class come as a Poisson process and take the first free unit on the class's
//! list of preference; service is exponential with one mean for all units. When all are busy a call
//! waits, first come first served, or is lost to others. The number of busy units is that of M/M/N.
//!
//! Valid range: complete lists of preference, 1 to 12 units exactly and 1 to 100 approximately;
//! with waiting, fewer calls than the units can serve.

pub mod approximate;
pub mod exact;

use crate::base::text::Text;

use super::range::{Range, Refusal, Refusals};

const SOURCE: &str = "Larson & Odoni 1981";

/// Calls from one place.
#[derive(Debug, Clone, PartialEq)]
pub struct DemandClass {
    /// Calls per hour.
    pub per_hour: f64,
    /// Every unit by its number from 0, the most preferred first.
    pub preference: Vec<u32>,
}

/// What becomes of a call when all units are busy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenBusy {
    /// It waits for the first unit to come free.
    Waits,
    /// Others take it.
    Lost,
}

/// Units and the calls that they answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Hypercube {
    units: usize,
    /// Calls in the time of one service.
    offered: f64,
    /// Share of calls and list of preference by class.
    classes: Vec<(f64, Vec<usize>)>,
    when_busy: WhenBusy,
}

/// What a system of units settles to.
#[derive(Debug, Clone, PartialEq)]
pub struct Workload {
    /// Share of its time that each unit is busy.
    pub busy: Vec<f64>,
    /// Probability that all units are free.
    pub all_free: f64,
    /// Probability that a call finds all units busy: it waits or is lost.
    pub all_busy: f64,
    /// Share of all dispatches, by class of calls and by unit.
    pub dispatches: Vec<Vec<f64>>,
}

impl Hypercube {
    /// A system of `units`, each of which can serve `served_per_hour` calls an hour.
    ///
    /// # Errors
    /// Every number out of range, no call at all, lists of preference that do not name each unit
    /// once, and more calls than the units can serve where calls wait.
    pub fn new(
        units: u32,
        served_per_hour: f64,
        classes: Vec<DemandClass>,
        when_busy: WhenBusy,
    ) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&Range::new(1.0, 100.0, "", SOURCE), "units", f64::from(units));
        refusals.hold(&Range::new(0.001, 1_000.0, "1/h", ""), "served_per_hour", served_per_hour);
        refusals.hold(&Range::new(1.0, 10_000.0, "", ""), "classes", classes.len() as f64);
        for (index, class) in classes.iter().enumerate() {
            let rate = Range::new(0.0, 100_000.0, "1/h", "");
            refusals.hold(&rate, format!("classes[{index}].per_hour"), class.per_hour);
            if !names_each_once(&class.preference, units) {
                let expected = Text::new("每个单位恰好一次", "every unit once");
                let found = format!("{:?}", class.preference);
                let path = format!("classes[{index}].preference");
                refusals.push(Refusal::new(path, found, expected));
            }
        }
        let calls: f64 = classes.iter().map(|class| class.per_hour).sum();
        let offered = calls / served_per_hour;
        if refusals.0.is_empty() {
            let highest = if when_busy == WhenBusy::Waits { 0.999_999 } else { 10.0 };
            let utilisation = Range::new(1e-9, highest, "", SOURCE);
            refusals.hold(&utilisation, "calls per unit and service", offered / f64::from(units));
        }
        refusals.into_result()?;
        let class = |class: DemandClass| {
            let preference = class.preference.into_iter().map(|unit| unit as usize).collect();
            (class.per_hour / calls, preference)
        };
        let classes = classes.into_iter().map(class).collect();
        Ok(Self { units: units as usize, offered, classes, when_busy })
    }

    /// Probability that 0, 1, ... units are busy, whatever the preferences: that of M/M/N, a line
    /// counted with all units busy.
    fn busy_counts(&self) -> Vec<f64> {
        // From the likeliest number outwards nothing overflows, and what vanishes does not count.
        let middle = (self.offered.floor() as usize).min(self.units);
        let mut weights = vec![1.0; self.units + 1];
        for count in middle + 1..=self.units {
            weights[count] = weights[count - 1] * self.offered / count as f64;
        }
        for count in (0..middle).rev() {
            weights[count] = weights[count + 1] * (count + 1) as f64 / self.offered;
        }
        if self.when_busy == WhenBusy::Waits {
            weights[self.units] /= 1.0 - self.offered / self.units as f64;
        }
        let sum: f64 = weights.iter().sum();
        weights.into_iter().map(|weight| weight / sum).collect()
    }

    /// Puts together what is known: `free` holds the probability that a call of a class finds some
    /// unit free and takes that unit. A call that has waited takes each unit as often.
    fn workload(&self, busy: Vec<f64>, free: Vec<Vec<f64>>, counts: &[f64]) -> Workload {
        let all_busy = counts[self.units];
        let (after_waiting, answered) = match self.when_busy {
            WhenBusy::Waits => (all_busy / self.units as f64, 1.0),
            WhenBusy::Lost => (0.0, 1.0 - all_busy),
        };
        let dispatches = self.classes.iter().zip(free).map(|((share, _), free)| {
            free.into_iter().map(|taken| share * (taken + after_waiting) / answered).collect()
        });
        Workload { busy, all_free: counts[0], all_busy, dispatches: dispatches.collect() }
    }

    /// Share of dispatches that send another unit than the most preferred.
    pub fn out_of_area(&self, workload: &Workload) -> f64 {
        let first = self.classes.iter().zip(&workload.dispatches);
        1.0 - first.map(|((_, preference), row)| row[preference[0]]).sum::<f64>()
    }
}

fn names_each_once(preference: &[u32], units: u32) -> bool {
    let mut sorted = preference.to_vec();
    sorted.sort_unstable();
    sorted.into_iter().eq(0..units)
}

#[cfg(test)]
pub(super) mod testing {
    //! The worked example of Larson & Odoni 1981, 5.4.3, for the tests of both ways.
    use super::*;

    /// Calls of `(per hour, preference)` on units that serve one call an hour.
    pub(in super::super) fn system(
        calls: &[(f64, &[u32])],
        when_busy: WhenBusy,
    ) -> Result<Hypercube, Refusals> {
        let class = |(per_hour, preference): &(f64, &[u32])| DemandClass {
            per_hour: *per_hour,
            preference: preference.to_vec(),
        };
        let units = calls.first().map_or(0, |(_, preference)| preference.len() as u32);
        Hypercube::new(units, 1.0, calls.iter().map(class).collect(), when_busy)
    }

    /// Three units, 1.5 calls in the time of a service.
    pub(in super::super) fn published(when_busy: WhenBusy) -> Hypercube {
        let calls: [(f64, &[u32]); 4] =
            [(0.5, &[0, 1, 2]), (0.25, &[0, 2, 1]), (0.35, &[1, 0, 2]), (0.4, &[2, 0, 1])];
        system(&calls, when_busy).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{published, system};
    use super::*;
    use crate::hazard::queue;
    use proptest::prelude::*;

    #[test]
    fn everything_wrong_is_refused_at_once() {
        let classes = vec![
            DemandClass { per_hour: f64::NAN, preference: vec![0, 1] },
            DemandClass { per_hour: 1.0, preference: vec![0, 0] },
            DemandClass { per_hour: 1.0, preference: vec![0] },
        ];
        let refusals = Hypercube::new(2, 0.0, classes, WhenBusy::Lost).unwrap_err();
        assert_eq!(refusals.0.len(), 4);
        assert!(system(&[(2.0, &[0, 1])], WhenBusy::Waits).is_err());
        assert!(system(&[(2.0, &[0, 1])], WhenBusy::Lost).is_ok());
        assert!(system(&[(0.0, &[0, 1])], WhenBusy::Lost).is_err());
        assert!(system(&[], WhenBusy::Lost).is_err());
    }

    #[test]
    fn the_published_system_is_free_and_busy_as_published() {
        let counts = published(WhenBusy::Waits).busy_counts();
        assert!((counts[0] - 0.210_526).abs() < 1e-6 && (counts[3] - 0.236_842).abs() < 1e-6);
        assert!((published(WhenBusy::Lost).busy_counts()[3] - 0.134_328).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn busy_counts_are_erlangs(units in 1u32..100, utilisation in 1e-9..0.999f64) {
            let preference: Vec<u32> = (0..units).collect();
            let calls = [(utilisation * f64::from(units), &*preference)];
            let waits = system(&calls, WhenBusy::Waits).unwrap().busy_counts();
            prop_assert!((waits.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let expected = queue::erlang_c(units, utilisation).unwrap();
            prop_assert!((waits[units as usize] - expected).abs() < 1e-10);
            let lost = system(&calls, WhenBusy::Lost).unwrap().busy_counts();
            let expected = queue::erlang_b(units, calls[0].0).unwrap();
            prop_assert!((lost[units as usize] - expected).abs() < 1e-12);
        }
    }
}
