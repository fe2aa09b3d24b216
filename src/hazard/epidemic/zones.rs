//! Zones that infect each other because their people spend part of their time elsewhere. Residents
//! return home: nobody changes zone.
//!
//! With `c[i][j]` the share of time that residents of `i` spend in `j` (Sattenspiel & Dietz 1995,
//! Math. Biosci. 128:71-91; Keeling & Rohani 2008, ch. 7), people in `j` are
//! `n[j] = sum_k c[k][j] N[k]`, the infectious among them `x[j] = sum_k c[k][j] I[k]`, and a
//! susceptible resident of `i` meets infectious people in proportion to
//! `sum_j c[i][j] x[j] / n[j]`. One zone alone is the ordinary model.
//!
//! Valid range: 1 to 10,000 zones of one person or more, whose time away is at most all of it.

use crate::base::text::Text;

use super::Disease;
use crate::hazard::range::{Range, Refusal, Refusals};

/// People of a zone when the course begins; those not infectious are susceptible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone {
    /// Residents, 1 or more.
    pub population: u32,
    /// Infectious among them.
    pub infectious: u32,
}

/// Time that residents of one zone spend in another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Travel {
    /// Place in the list of the zone where they live.
    pub from: u32,
    /// Place in the list of the other zone.
    pub to: u32,
    /// Share of their time, 0 to 1.
    pub share: f64,
}

/// An infection among zones, as it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Epidemic {
    pub(super) disease: Disease,
    pub(super) zones: Vec<Zone>,
    mixing: Mixing,
}

/// Who meets whom.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mixing {
    /// Zone of residence, zone of stay, share of time; staying at home included.
    stays: Vec<(usize, usize, f64)>,
    /// People present by zone.
    present: Vec<f64>,
}

impl Epidemic {
    /// An infection among `zones` whose residents spend time elsewhere as `travel` says, and the
    /// rest at home.
    ///
    /// # Errors
    /// No zone, a zone without people or with more infectious than people, travel between zones
    /// that do not exist or are the same, shares out of range, more than all of a zone's time.
    pub fn new(disease: Disease, zones: Vec<Zone>, travel: &[Travel]) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        let people = Range::new(1.0, f64::from(u32::MAX), "", "");
        refusals.hold(&Range::new(1.0, 10_000.0, "", ""), "zones", zones.len() as f64);
        for (index, zone) in zones.iter().enumerate() {
            let population = f64::from(zone.population);
            refusals.hold(&people, format!("zones[{index}].population"), population);
            let path = format!("zones[{index}].infectious");
            let infectious = f64::from(zone.infectious);
            refusals.hold(&Range::new(0.0, population, "", ""), path, infectious);
        }
        let home = home_shares(zones.len(), travel, &mut refusals);
        refusals.into_result()?;
        let mixing = Mixing::new(&zones, &home, travel);
        Ok(Self { disease, zones, mixing })
    }

    pub(super) fn mixing(&self) -> &Mixing {
        &self.mixing
    }
}

/// Share of time spent at home by zone; refuses what is wrong with `travel`.
fn home_shares(zones: usize, travel: &[Travel], refusals: &mut Refusals) -> Vec<f64> {
    let mut away = vec![0.0; zones];
    let last = Range::new(0.0, zones.saturating_sub(1) as f64, "", "");
    for (index, Travel { from, to, share }) in travel.iter().enumerate() {
        refusals.hold(&last, format!("travel[{index}].from"), f64::from(*from));
        refusals.hold(&last, format!("travel[{index}].to"), f64::from(*to));
        refusals.hold(&super::SHARE, format!("travel[{index}].share"), *share);
        if from == to {
            let expected = Text::new("另一个分区", "another zone");
            refusals.push(Refusal::new(format!("travel[{index}].to"), to.to_string(), expected));
        }
        if let Some(sum) = away.get_mut(*from as usize) {
            *sum += share;
        }
    }
    for (zone, sum) in away.iter().enumerate() {
        // Shares written in decimals may add up to a trifle more than all of the time.
        if *sum > 1.0 + 1e-9 {
            let expected = Text::new("外出时间合计不超过 1", "shares of time away of 1 at most");
            refusals.push(Refusal::new(format!("zones[{zone}].travel"), sum.to_string(), expected));
        }
    }
    away.into_iter().map(|sum: f64| (1.0 - sum).max(0.0)).collect()
}

impl Mixing {
    fn new(zones: &[Zone], home: &[f64], travel: &[Travel]) -> Self {
        let at_home = home.iter().enumerate().map(|(zone, share)| (zone, zone, *share));
        let away = travel.iter().map(|trip| (trip.from as usize, trip.to as usize, trip.share));
        let stays: Vec<(usize, usize, f64)> = at_home.chain(away).collect();
        let mut present = vec![0.0; zones.len()];
        for (from, to, share) in &stays {
            present[*to] += share * f64::from(zones[*from].population);
        }
        Self { stays, present }
    }

    /// Into `met`, by zone of residence: the share infectious among the people whom its residents
    /// meet. `infectious` are counts by zone of residence.
    pub(super) fn meet(&self, infectious: impl Fn(usize) -> f64, met: &mut [f64]) {
        let mut among = vec![0.0; self.present.len()];
        for (from, to, share) in &self.stays {
            among[*to] += share * infectious(*from);
        }
        for (among, present) in among.iter_mut().zip(&self.present) {
            *among = if *present > 0.0 { *among / present } else { 0.0 };
        }
        met.fill(0.0);
        for (from, to, share) in &self.stays {
            met[*from] += share * among[*to];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn disease() -> Disease {
        Disease::new(2.0, 2.0, 3.0).unwrap()
    }

    #[test]
    fn everything_wrong_is_refused_at_once() {
        let zone = Zone { population: 100, infectious: 0 };
        assert_eq!(Epidemic::new(disease(), Vec::new(), &[]).unwrap_err().0.len(), 1);
        let travel = [
            Travel { from: 0, to: 2, share: 0.1 },
            Travel { from: 1, to: 1, share: 0.1 },
            Travel { from: 0, to: 1, share: f64::NAN },
            Travel { from: 1, to: 0, share: 0.95 },
        ];
        let zones = vec![zone, Zone { population: 0, infectious: 1 }];
        let refusals = Epidemic::new(disease(), zones, &travel).unwrap_err();
        let paths: Vec<&str> = refusals.0.iter().map(|refusal| &*refusal.path).collect();
        assert_eq!(
            paths,
            [
                "zones[1].population",
                "zones[1].infectious",
                "travel[0].to",
                "travel[1].to",
                "travel[2].share",
                "zones[1].travel",
            ]
        );
    }

    proptest! {
        #[test]
        fn who_meets_is_met(
            populations in prop::collection::vec(1u32..100_000, 3),
            shares in prop::collection::vec(0.0..0.5f64, 6),
        ) {
            let pairs = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)];
            let travel: Vec<Travel> = pairs
                .into_iter()
                .zip(shares)
                .map(|((from, to), share)| Travel { from, to, share })
                .collect();
            let zone = |population: &u32| Zone { population: *population, infectious: 0 };
            let zones = populations.iter().map(zone).collect();
            let epidemic = Epidemic::new(disease(), zones, &travel).unwrap();
            let mixing = epidemic.mixing();
            let mut met = [0.0; 3];
            // Where everybody is infectious, everybody met is.
            mixing.meet(|zone| f64::from(populations[zone]), &mut met);
            for share in met {
                prop_assert!((share - 1.0).abs() < 1e-12);
            }
            // Contacts are mutual: those of residents of a with b are those of b with a.
            let contacts = |a: usize, b: usize| {
                let mut met = [0.0; 3];
                mixing.meet(|zone| f64::from(u8::from(zone == b)), &mut met);
                met[a]
            };
            for (a, b) in [(0, 1), (0, 2), (1, 2)] {
                prop_assert!((contacts(a, b) - contacts(b, a)).abs() < 1e-15);
            }
        }
    }
}
