//! The flood: a storm over a tree of reaches, as a field of stages, flows, rain and reservoir
//! levels in time, and the moments at which things beside the river go under and come out again.
//! What stands there, and who cares, is not known here: reaches, gauges and heights are plain data.
//!
//! Rain falls by [`rain`](super::rain), runs off each reach's own catchment by
//! [`runoff`], enters evenly along the reach, is routed by
//! [`reach`](super::reach) from the springs down and held back by
//! [`reservoir`](super::reservoir)s. A reach has one stage for its whole length: of the mean of
//! what flows in at its upper and out at its lower end, in its [`rating`](super::rating), above the
//! ordinary stage, that of the ordinary flow. In a lake it is the reservoir's level. Depth at a
//! place is `max(0, stage - height)` with its height above
//! the ordinary stage of its nearest reach (Rennó et al. 2008, HAND).
//!
//! Where a river leaves its reach, through a [`breach`] or over its bank, [`inundation`] spreads
//! the water over the ground.
//!
//! Time goes in steps of five minutes and is linear in between. A decision about a reservoir
//! changes nothing earlier than itself: [`Flood::prepare`] with an [`Intervention`] gives the same
//! bits up to that moment. A slope that comes down across a river decides too: from then on a dam
//! stands there, and behind it a lake rises.
//!
//! Valid range: those of the parts; catchments to 20,000 km2 with slopes 1e-4 to 1, ordinary flow
//! 1e-4 to 1 m3/s per km2, horizons of 5 minutes to a week.

pub mod breach;
pub mod inundation;

mod dam;
mod field;
mod routing;
mod setting;
#[cfg(test)]
pub(crate) mod tests;

pub use field::{FloodField, WaterBalance};
pub use setting::{
    Decision, FloodSetting, GaugeData, Intervention, Overtopping, ReachData, Release, ReservoirData,
};

use crate::base::chance::{Purpose, Seed};
use crate::base::text::Text;
use crate::base::time::{Duration, Time};

use super::assumption::Assumption;
use super::rain::member::Perturbation;
use super::rain::series::RainSeries;
use super::rain::{Hyetograph, SHIFT_LIMIT_MINUTES};
use super::range::{Refusal, Refusals};
use super::rating::{Rating, Section, floodplain_conveyance};
use super::runoff::{self, UnitHydrograph};
use routing::Routing;
/// Minutes in a step of the field.
pub const STEP_MINUTES: u32 = 5;
/// Members of an ensemble, unless a setting says otherwise.
pub const MEMBERS: u32 = 32;
/// A valid setting with all that does not differ between members.
#[derive(Debug, Clone)]
pub struct Flood {
    setting: FloodSetting,
    hyetograph: Hyetograph,
    /// Reaches, each after all that flow into it.
    order: Vec<usize>,
    /// Reaches that flow into each, by key.
    upstream: Vec<Vec<usize>>,
    /// Reservoir at the lower end of each, if there is one.
    reservoir_at: Vec<Option<usize>>,
    /// Ordinary flow at the lower end of each, m3/s.
    ordinary_m3_s: Vec<f64>,
    /// Area above the lower end of each, km2.
    area_km2: Vec<f64>,
    units: Vec<UnitHydrograph>,
    /// What each carries and holds at each stage.
    ratings: Vec<Rating>,
    /// Curve numbers under the antecedent condition.
    curve_numbers: Vec<f64>,
}
impl Flood {
    /// Checks a setting and prepares what members share.
    ///
    /// # Errors
    /// Everything that is out of range, out of place, or flows in a circle.
    pub fn new(setting: FloodSetting) -> Result<Self, Refusals> {
        setting.check().into_result()?;
        let hyetograph = setting.storm.hyetograph()?;
        let count = setting.reaches.len();
        let mut upstream = vec![Vec::new(); count];
        for (index, reach) in setting.reaches.iter().enumerate() {
            if let Some(downstream) = reach.downstream {
                upstream[downstream as usize].push(index);
            }
        }
        // Sums over confluences go by key, so that the order of a file moves no bit.
        for above in &mut upstream {
            above.sort_by_key(|index| (setting.reaches[*index].key, *index));
        }
        let order = downstream_order(&setting.reaches, &upstream)?;
        let mut area_km2 = vec![0.0; count];
        for index in &order {
            let above: f64 = upstream[*index].iter().map(|above| area_km2[*above]).sum();
            area_km2[*index] = above + setting.reaches[*index].catchment_km2;
        }
        let mut reservoir_at = vec![None; count];
        for (index, data) in setting.reservoirs.iter().enumerate() {
            reservoir_at[data.reach as usize] = Some(index);
        }
        let mut units = Vec::with_capacity(count);
        let mut curve_numbers = Vec::with_capacity(count);
        for reach in &setting.reaches {
            let length_m = runoff::main_stream_m(reach.catchment_km2.max(0.01));
            let minutes = runoff::concentration_minutes(length_m, reach.catchment_slope);
            units.push(UnitHydrograph::scs(STEP_MINUTES, minutes));
            let number = runoff::curve_number(reach.curve_number, setting.antecedent);
            curve_numbers.push(number.map_err(|refusal| Refusals(vec![refusal]))?);
        }
        let ordinary_m3_s: Vec<f64> =
            area_km2.iter().map(|area| setting.ordinary_m3_s_km2 * area).collect();
        // Stages are of the mean of what flows in and out.
        let rating = |(reach, flow): (&ReachData, &f64)| {
            let own = setting.ordinary_m3_s_km2 * reach.catchment_km2;
            Rating::new(&Section::new(reach.channel, &reach.ground, flow - 0.5 * own))
        };
        let ratings = setting.reaches.iter().zip(&ordinary_m3_s).map(rating).collect();
        Ok(Self {
            setting,
            hyetograph,
            order,
            upstream,
            reservoir_at,
            ordinary_m3_s,
            area_km2,
            units,
            ratings,
            curve_numbers,
        })
    }

    /// The setting.
    pub const fn setting(&self) -> &FloodSetting {
        &self.setting
    }

    /// Ordinary flow at the lower end of a reach, m3/s.
    pub fn ordinary_m3_s(&self, reach: usize) -> f64 {
        self.ordinary_m3_s[reach]
    }

    /// Conveyance per depth^(2/3) of the ground beside a reach, `sqrt(S) / n_f`, m^(1/3)/s; zero at
    /// a lake, whose water stands still.
    pub fn ground_conveyance(&self, reach: usize) -> f64 {
        let reach = &self.setting.reaches[reach];
        if reach.lake_of.is_some() { 0.0 } else { floodplain_conveyance(&reach.channel) }
    }

    /// The member that a run of this seed plays, of `members`.
    pub fn drawn_member(&self, run: Seed, members: u32) -> u32 {
        run.draws(Purpose::Member, self.setting.storm.key).below(members)
    }

    /// How a member differs from the storm as written.
    pub fn perturbation(&self, member: u32) -> Perturbation {
        let setting = &self.setting;
        Perturbation::of_member(setting.seed, setting.storm.key, member, &setting.spread)
    }

    /// Rain of a member at a place, as a gauge there measures it.
    pub fn rain(&self, member: u32, place: &GaugeData) -> RainSeries {
        let perturbation = self.perturbation(member);
        let footprint = self.setting.storm.footprint.displaced(&perturbation);
        let share = footprint.multiplier(place.x_m, place.y_m);
        let share = share * perturbation.local_factor(place.key);
        self.hyetograph.series(&perturbation).scaled(share)
    }

    /// The flood of one member with these decisions, in any order; of two at one instant about one
    /// reservoir the larger outflow holds.
    ///
    /// # Panics
    /// When a decision is about a reservoir that the setting does not have.
    pub fn prepare(&self, member: u32, interventions: &[Intervention]) -> FloodField {
        self.prepare_perturbed(&self.perturbation(member), interventions)
    }

    /// The same for a perturbation of the caller's choice, such as [`Perturbation::NONE`].
    ///
    /// # Panics
    /// When a decision is about a reservoir that the setting does not have.
    pub fn prepare_perturbed(
        &self,
        perturbation: &Perturbation,
        interventions: &[Intervention],
    ) -> FloodField {
        let mut routing = Routing::new(self, perturbation, interventions);
        for index in &self.order {
            routing.reach(*index);
        }
        routing.finish()
    }

    /// Minutes from the start of play to the first sample of the preparation; negative.
    fn first_minutes(&self) -> i32 {
        self.setting.storm.begin_minutes - SHIFT_LIMIT_MINUTES
    }

    /// What the gates of a reservoir are set to at each sample of the preparation.
    fn releases(&self, reservoir: usize, samples: usize, made: &[Intervention]) -> Vec<f64> {
        let data = &self.setting.reservoirs[reservoir];
        let mut schedule = data.schedule.clone();
        schedule.sort_by(|one, other| {
            (one.at_minutes.cmp(&other.at_minutes))
                .then(one.outflow_m3_s.total_cmp(&other.outflow_m3_s))
        });
        let outflows = made.iter().filter(|each| each.reservoir == data.key);
        let outflows = outflows.filter_map(|each| match each.decision {
            Decision::Outflow(outflow_m3_s) => Some((each.at, outflow_m3_s)),
            Decision::Strengthened | Decision::Blocked | Decision::Channel(..) => None,
        });
        let mut made: Vec<(Time, f64)> = outflows.collect();
        made.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
        let first = self.first_minutes();
        let step = Duration::from_minutes(u64::from(STEP_MINUTES));
        (0..samples)
            .map(|sample| {
                let minutes = first + (sample * STEP_MINUTES as usize) as i32;
                let scheduled = schedule.iter().rfind(|release| release.at_minutes <= minutes);
                let ordinary = self.ordinary_m3_s[data.reach as usize];
                let scheduled = scheduled.map_or(ordinary, |release| release.outflow_m3_s);
                let at = Time::from_minutes(u64::try_from(minutes).unwrap_or(0));
                let decided = made.iter().rfind(|(made, _)| minutes > 0 && *made + step <= at);
                decided.map_or(scheduled, |(_, outflow_m3_s)| *outflow_m3_s)
            })
            .collect()
    }

    /// What becomes of a reservoir's dam by these decisions.
    fn works(&self, reservoir: usize, made: &[Intervention]) -> Works {
        let data = &self.setting.reservoirs[reservoir];
        let step = Duration::from_minutes(u64::from(STEP_MINUTES)).milliseconds();
        let before = (self.first_minutes().unsigned_abs() / STEP_MINUTES) as usize;
        let sample = |at: Time| {
            let steps = usize::try_from(at.milliseconds().div_ceil(step));
            before + steps.unwrap_or(usize::MAX / 2)
        };
        let mut works = Works { stands: data.stands.then_some(0), ..Works::default() };
        let sooner = |held: &mut Option<usize>, at| *held = Some(held.map_or(at, |it| it.min(at)));
        for each in made.iter().filter(|each| each.reservoir == data.key) {
            let at = sample(each.at);
            match each.decision {
                Decision::Outflow(_) => {}
                Decision::Strengthened => sooner(&mut works.strengthened, at),
                Decision::Blocked => sooner(&mut works.stands, at),
                Decision::Channel(level_m, width_m) => {
                    if works.channel.is_none_or(|(sample, ..)| at < sample) {
                        works.channel = Some((at, level_m, width_m));
                    }
                }
            }
        }
        works
    }
}

/// What becomes of a dam, by the samples of a preparation from which on it is so; none where it
/// never is.
#[derive(Debug, Clone, Copy, Default)]
struct Works {
    /// It stands across the river.
    stands: Option<usize>,
    /// It does not give way any more.
    strengthened: Option<usize>,
    /// A channel is cut into it: its level and width, m.
    channel: Option<(usize, f64, f64)>,
}

/// Reaches, each after all that flow into it.
fn downstream_order(
    reaches: &[ReachData],
    upstream: &[Vec<usize>],
) -> Result<Vec<usize>, Refusals> {
    let mut missing: Vec<usize> = upstream.iter().map(Vec::len).collect();
    let mut order: Vec<usize> = (0..reaches.len()).filter(|index| missing[*index] == 0).collect();
    let mut next = 0;
    while let Some(index) = order.get(next).copied() {
        next += 1;
        if let Some(downstream) = reaches[index].downstream {
            missing[downstream as usize] -= 1;
            if missing[downstream as usize] == 0 {
                order.push(downstream as usize);
            }
        }
    }
    let circling = (0..reaches.len()).filter(|index| missing[*index] > 0);
    let expected = || Text::new("不回到自身的下游河段", "a reach that does not lead back to it");
    let refusals = circling.map(|index| {
        let found = reaches[index].downstream.map_or(String::new(), |reach| reach.to_string());
        Refusal::new(format!("reaches[{index}].downstream"), found, expected())
    });
    Refusals(refusals.collect()).into_result().map(|()| order)
}
/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    vec![Assumption::placeholder(
        "flood.ordinary_flow",
        "常态径流模数(常态水位的基准)",
        "ordinary flow per area, the datum of ordinary stages",
        ORDINARY_M3_S_KM2,
        "m3/s/km2",
    )]
}

/// Ordinary flow per area where nothing better is known, m3/s per km2: a placeholder.
pub const ORDINARY_M3_S_KM2: f64 = 0.02;
