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

pub use field::{FloodField, WaterBalance};
pub use setting::{
    Decision, FloodSetting, GaugeData, Intervention, Overtopping, ReachData, Release, ReservoirData,
};

use crate::base::chance::{Purpose, Seed};
use crate::base::text::Text;
use crate::base::time::{Duration, Time};

use super::assumption::Assumption;
use super::rain::{Hyetograph, Perturbation, RainSeries, SHIFT_LIMIT_MINUTES};
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
#[cfg(test)]
pub(crate) mod tests {
    use super::super::manning::Channel;
    use super::super::rain::{self, Spread};
    use super::super::rating::Strip;
    use super::super::reservoir;
    use super::super::runoff::Antecedent;
    use super::*;
    use crate::base::key::Key;
    use proptest::prelude::*;

    /// Two streams that meet, a reservoir below the first, a trunk of three reaches.
    pub(crate) fn valley() -> FloodSetting {
        let reach = |name: &str, downstream, slope, width_m, catchment_km2, x_km: f64| ReachData {
            key: Key::written("reach", name),
            downstream,
            channel: Channel { length_m: 4_000.0, slope, width_m, roughness: 0.04 },
            ground: vec![Strip { height_m: 2.5, width_m: 2.0 * width_m }],
            lake_of: None,
            catchment_km2,
            catchment_slope: 0.03,
            curve_number: 75.0,
            x_m: 1_000.0 * x_km,
            y_m: 30_000.0,
        };
        FloodSetting {
            seed: Seed(11),
            storm: rain::tests::flagship(),
            spread: Spread::default(),
            antecedent: Antecedent::Average,
            ordinary_m3_s_km2: ORDINARY_M3_S_KM2,
            reaches: vec![
                reach("upper", Some(2), 0.01, 25.0, 60.0, 20.0),
                reach("side", Some(2), 0.02, 15.0, 25.0, 24.0),
                reach("gorge", Some(3), 0.005, 40.0, 10.0, 28.0),
                reach("town", None, 0.002, 70.0, 15.0, 32.0),
            ],
            reservoirs: vec![ReservoirData {
                key: Key::written("reservoir", "main"),
                reach: 0,
                reservoir: reservoir::tests::medium(),
                schedule: vec![Release { at_minutes: -10_000, outflow_m3_s: 120.0 }],
                gives_way: None,
                stands: true,
            }],
            gauges: vec![GaugeData { key: Key(7), x_m: 20_000.0, y_m: 30_000.0 }],
            horizon: Duration::from_minutes(720),
        }
    }

    fn opened(minutes: u64, outflow_m3_s: f64) -> Intervention {
        let reservoir = Key::written("reservoir", "main");
        let decision = Decision::Outflow(outflow_m3_s);
        Intervention { at: Time::from_minutes(minutes), reservoir, decision }
    }

    #[test]
    fn water_is_conserved_over_every_member() {
        let flood = Flood::new(valley()).unwrap();
        for member in 0..MEMBERS {
            let balance = flood.prepare(member, &[opened(320, 600.0)]).balance;
            let error = balance.entered_m3 - balance.left_m3 - balance.stored_m3;
            assert!(error.abs() < 1e-9 * balance.entered_m3, "{balance:?}");
            assert!(balance.entered_m3 > 1e6);
        }
    }

    #[test]
    fn runoff_that_enters_is_the_curve_numbers() {
        let mut setting = valley();
        setting.storm.end_minutes = 360;
        setting.storm.bursts.truncate(1);
        setting.horizon = Duration::from_minutes(4_000);
        let flood = Flood::new(setting.clone()).unwrap();
        let entered = flood.prepare_perturbed(&Perturbation::NONE, &[]).balance.entered_m3;
        let minutes = 4_000.0 + 780.0;
        let expected: f64 = setting
            .reaches
            .iter()
            .map(|reach| {
                let share = setting.storm.footprint.multiplier(reach.x_m, reach.y_m);
                let depth_mm = runoff::runoff_mm(310.0 * share, reach.curve_number);
                let ordinary = 60.0 * minutes * ORDINARY_M3_S_KM2;
                reach.catchment_km2 * (1_000.0 * depth_mm + ordinary)
            })
            .sum();
        assert!((entered / expected - 1.0).abs() < 1e-3, "{entered} {expected}");
    }

    #[test]
    fn a_decision_changes_nothing_before_it_and_raises_the_river_after() {
        let flood = Flood::new(valley()).unwrap();
        let (calm, forked) = (flood.prepare(3, &[]), flood.prepare(3, &[opened(320, 600.0)]));
        let made = Time::from_minutes(320);
        let mut later = 0.0_f64;
        for reach in 0..4 {
            for minute in 0..=720 {
                let at = Time::from_minutes(minute);
                let (one, other) = (calm.stage_cm(reach, at), forked.stage_cm(reach, at));
                if at <= made {
                    assert_eq!(one.to_bits(), other.to_bits(), "reach {reach} at {at}");
                } else {
                    later = later.max(other - one);
                }
            }
        }
        assert!(later > 30.0, "{later}");
        assert_eq!(calm.stages_cm(0), forked.stages_cm(0), "the reservoir acts downstream only");
        assert_eq!(forked.outflow_m3_s(0, Time::from_minutes(340)), 600.0);
        let elsewhere = flood.prepare(3, &[opened(400, 50.0), opened(320, 600.0)]);
        let turned = flood.prepare(3, &[opened(320, 600.0), opened(400, 50.0)]);
        assert_eq!(elsewhere, turned);
    }

    #[test]
    fn a_lake_stands_at_its_reservoirs_level_and_loses_no_water() {
        let mut setting = valley();
        setting.reaches[0].lake_of = Some(0);
        let flood = Flood::new(setting.clone()).unwrap();
        let field = flood.prepare(2, &[]);
        for minute in [0, 200, 400, 720] {
            let at = Time::from_minutes(minute);
            assert!((field.stage_cm(0, at) - field.level_cm(0, at)).abs() < 1e-3);
        }
        assert_eq!(flood.ground_conveyance(0), 0.0);
        let balance = field.balance;
        let error = balance.entered_m3 - balance.left_m3 - balance.stored_m3;
        assert!(error.abs() < 1e-9 * balance.entered_m3, "{balance:?}");
        setting.reaches[1].lake_of = Some(5);
        let refusals = Flood::new(setting).unwrap_err();
        assert_eq!(refusals.0.len(), 1, "{refusals}");
        assert_eq!(&*refusals.0[0].path, "reaches[1].lake_of");
    }

    #[test]
    fn rain_at_a_place_is_what_its_gauge_measures() {
        let flood = Flood::new(valley()).unwrap();
        let gauge = flood.setting().gauges[0];
        assert_eq!(flood.rain(4, &gauge), *flood.prepare(4, &[]).rain(0));
    }

    #[test]
    fn the_order_of_reaches_changes_no_bit() {
        let setting = valley();
        let mut turned = setting.clone();
        turned.reaches.reverse();
        for reach in &mut turned.reaches {
            reach.downstream = reach.downstream.map(|downstream| 3 - downstream);
        }
        turned.reservoirs[0].reach = 3;
        let (one, other) = (Flood::new(setting).unwrap(), Flood::new(turned).unwrap());
        let (one, other) = (one.prepare(5, &[]), other.prepare(5, &[]));
        for reach in 0..4 {
            assert_eq!(one.stages_cm(reach), other.stages_cm(3 - reach));
        }
    }

    #[test]
    fn the_wave_comes_down_the_valley_and_members_differ() {
        let flood = Flood::new(valley()).unwrap();
        let field = flood.prepare_perturbed(&Perturbation::NONE, &[]);
        let peak = |reach: usize| {
            let stages = field.stages_cm(reach);
            let most = stages.iter().copied().fold(f32::MIN, f32::max);
            (stages.iter().position(|stage| *stage == most).unwrap(), most)
        };
        assert!(peak(1).0 <= peak(2).0 && peak(2).0 <= peak(3).0);
        assert!(peak(3).1 > 150.0, "{:?}", peak(3));
        let highest: Vec<f64> = (0..8).map(|one| flood.prepare(one, &[]).highest_cm(3)).collect();
        assert!(highest.windows(2).all(|pair| pair[0] != pair[1]), "{highest:?}");
        let drawn: std::collections::BTreeSet<u32> =
            (0..400).map(|run| flood.drawn_member(Seed(run), MEMBERS)).collect();
        assert_eq!(drawn.len(), 32);
    }

    #[test]
    fn crossings_are_where_the_stage_is() {
        let flood = Flood::new(valley()).unwrap();
        let field = flood.prepare(1, &[]);
        let found = field.crossings(3, 120.0, &[1.0, 30.0, 60.0]);
        let later = found.iter().filter(|crossing| crossing.at > Time::START);
        assert!(later.clone().count() >= 2);
        for crossing in later {
            let depth_cm = field.depth_mm(3, 120.0, crossing.at) / 10.0;
            let nearest = [1.0, 30.0, 60.0].map(|limit: f64| (depth_cm - limit).abs());
            assert!(nearest.into_iter().fold(f64::MAX, f64::min) < 1e-3, "{depth_cm}");
        }
        assert!(field.crossings(3, field.highest_cm(3), &[1.0]).is_empty());
        // Height above the river's ordinary stage: `max(0, stage - height)`.
        let at = Time::from_minutes(360);
        let stage_cm = field.stage_cm(3, at);
        for (height_cm, depth_mm) in
            [(0.0, 10.0 * stage_cm), (stage_cm - 7.0, 70.0), (stage_cm, 0.0), (1e4, 0.0)]
        {
            assert!((field.depth_mm(3, height_cm, at) - depth_mm).abs() < 1e-9, "{height_cm}");
        }
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let mut setting = valley();
        setting.storm.total_mm = -1.0;
        setting.reaches[0].channel.slope = f64::NAN;
        setting.reaches[1].downstream = Some(9);
        setting.reaches[2].curve_number = 101.0;
        setting.reservoirs.push(setting.reservoirs[0].clone());
        setting.reservoirs[1].reach = 44;
        let refusals = Flood::new(setting).unwrap_err();
        let paths: Vec<&str> = refusals.0.iter().map(|refusal| &*refusal.path).collect();
        let expected = [
            "storm.total_mm",
            "reaches[0].slope",
            "reaches[2].curve_number",
            "reaches[1].downstream",
            "reservoirs[1].reach",
        ];
        assert_eq!(paths, expected);
        let mut circle = valley();
        circle.reaches[3].downstream = Some(2);
        let refusals = Flood::new(circle).unwrap_err();
        assert_eq!(refusals.0.len(), 2, "{refusals}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn more_rain_means_more_water_and_never_a_negative_flow(
            factor in 1.0..2.0f64,
            shift_minutes in -60.0..60.0f64,
        ) {
            let flood = Flood::new(valley()).unwrap();
            let one = Perturbation { shift_minutes, ..Perturbation::NONE };
            let other = Perturbation { rain_factor: factor, ..one };
            let (less, more) =
                (flood.prepare_perturbed(&one, &[]), flood.prepare_perturbed(&other, &[]));
            prop_assert!(more.balance.entered_m3 >= less.balance.entered_m3);
            for reach in 0..4 {
                prop_assert!(more.highest_cm(reach) >= less.highest_cm(reach) - 1e-3);
                for minute in 0..720 {
                    prop_assert!(more.flow_m3_s(reach, Time::from_minutes(minute)) >= 0.0);
                }
            }
        }
    }
}
