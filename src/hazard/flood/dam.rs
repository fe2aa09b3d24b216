//! Water behind a dam that may give way: a reservoir's, a pond that a clogged culvert makes behind
//! a road's embankment, or the lake behind what a slope has brought down across a river. Until it
//! does, the water is that of a [`reservoir`](crate::hazard::reservoir), which a channel cut into
//! the crest lets out at a lower level; then it runs out by [`breach`](super::breach), and what
//! flows in runs through.

use super::breach::DamBreach;
use super::setting::{Overtopping, ReservoirData};
use crate::hazard::reach::StepFlow;
use crate::hazard::reservoir::{Pool, Reservoir};

/// A dam with its water, in time.
#[derive(Debug, Clone)]
pub(super) struct Dam {
    reservoir: Reservoir,
    pool: Pool,
    gives_way: Option<Overtopping>,
    /// How long water has run over its crest without a break, s.
    over_seconds: f64,
    /// What runs out, and for how long it has, s.
    breach: Option<(DamBreach, f64)>,
}

impl Dam {
    /// The dam at first, its gates set to `release_m3_s`.
    pub(super) fn new(data: &ReservoirData, release_m3_s: f64) -> Self {
        let reservoir = data.reservoir;
        Self {
            reservoir,
            pool: Pool::new(reservoir, release_m3_s),
            gives_way: data.gives_way,
            over_seconds: 0.0,
            breach: None,
        }
    }

    /// Water behind it, m3.
    pub(super) fn volume_m3(&self) -> f64 {
        match &self.breach {
            Some((breach, seconds)) => {
                breach.released_m3(breach.duration_seconds()) - breach.released_m3(*seconds)
            }
            None => self.pool.volume_m3(),
        }
    }

    /// Level above the flood-limit level, m.
    pub(super) fn level_m(&self) -> f64 {
        self.reservoir.level_m(self.volume_m3())
    }

    /// Whether it has given way.
    pub(super) const fn is_breached(&self) -> bool {
        self.breach.is_some()
    }

    /// A channel is cut into its crest, down to this level and so wide.
    pub(super) fn cut(&mut self, level_m: f64, width_m: f64) {
        self.pool.open_spillway(level_m, width_m);
    }

    /// Outflow over a step with this inflow, at the end of which the gates stand at
    /// `release_m3_s`; it does not give way in the step where it is `strengthened`.
    pub(super) fn advance(
        &mut self,
        inflow: StepFlow,
        step_seconds: f64,
        release_m3_s: f64,
        strengthened: bool,
    ) -> StepFlow {
        if let Some((breach, seconds)) = &mut self.breach {
            let before = *seconds;
            *seconds += step_seconds;
            let released_m3 = breach.released_m3(*seconds) - breach.released_m3(before);
            return inflow.plus(StepFlow {
                from_m3_s: breach.outflow_m3_s(before),
                to_m3_s: breach.outflow_m3_s(*seconds),
                mean_m3_s: released_m3 / step_seconds,
            });
        }
        let outflow = self.pool.advance(inflow.mean_m3_s, step_seconds, release_m3_s);
        let is_over = self.pool.level_m() > self.reservoir.crest_level_m;
        self.over_seconds = if is_over { self.over_seconds + step_seconds } else { 0.0 };
        if let Some(gives_way) = self.gives_way.filter(|_| is_over && !strengthened)
            && self.over_seconds >= 60.0 * gives_way.after_minutes
        {
            let height_m = self.pool.level_m() + self.reservoir.depth_m;
            let breach = DamBreach::new(self.pool.volume_m3(), height_m);
            // What is larger than the dams of the model holds against this.
            self.breach = breach.ok().map(|breach| (breach, 0.0));
        }
        outflow
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::valley;
    use super::super::{Decision, Flood, FloodField, FloodSetting, Intervention, Release};
    use super::*;
    use crate::base::key::Key;
    use crate::base::time::{Duration, Time};
    use crate::hazard::flood::ReservoirData;
    use proptest::prelude::*;

    fn pond_key() -> Key {
        Key::written("reservoir", "pond")
    }

    /// The valley with a pond above the place where its streams meet: a culvert of 4 m3/s.
    fn valley_with_pond(after_minutes: f64) -> FloodSetting {
        let mut setting = valley();
        setting.reservoirs.push(ReservoirData {
            key: pond_key(),
            reach: 1,
            reservoir: Reservoir {
                storage_m3: 400_000.0,
                area_m2: 150_000.0,
                depth_m: 8.0,
                initial_level_m: -7.0,
                gate_capacity_m3_s: 4.0,
                crest_length_m: 30.0,
                ..Reservoir::CREST_ALONE
            },
            schedule: vec![Release { at_minutes: -10_000, outflow_m3_s: 4.0 }],
            gives_way: Some(Overtopping { after_minutes }),
            stands: true,
        });
        setting
    }

    fn strengthened(minutes: u64) -> Intervention {
        let at = Time::from_minutes(minutes);
        Intervention { at, reservoir: pond_key(), decision: Decision::Strengthened }
    }

    fn field(after_minutes: f64, made: &[Intervention]) -> FloodField {
        Flood::new(valley_with_pond(after_minutes)).unwrap().prepare(0, made)
    }

    #[test]
    fn an_overtopped_embankment_gives_way_and_its_wave_runs_down() {
        let (broken, held) = (field(30.0, &[]), field(1e5, &[]));
        let (at, over) = (broken.breached(1).unwrap(), held.overtopped(1).unwrap());
        assert!(at >= over + Duration::from_minutes(25), "{over} {at}");
        assert_eq!(held.breached(1), None);
        // The same bits until it gives way, then a wave in the gorge and in the town below.
        for reach in [2, 3] {
            let rise = |minute| {
                let at = Time::from_minutes(minute);
                broken.stage_cm(reach, at) - held.stage_cm(reach, at)
            };
            let breached = (at.minutes()) as u64;
            assert!((0..=breached).all(|minute| rise(minute) == 0.0), "reach {reach}");
            let highest = (breached..=720).map(rise).fold(0.0, f64::max);
            assert!(highest > 20.0, "reach {reach}: {highest} cm");
        }
        assert!(broken.level_cm(1, Time::from_minutes(719)) < -790.0, "the pond is empty");
    }

    #[test]
    fn work_that_is_done_in_time_keeps_it_standing() {
        let broken = field(30.0, &[]);
        let minutes = broken.breached(1).unwrap().minutes() as u64;
        assert_eq!(field(30.0, &[strengthened(minutes - 10)]).breached(1), None);
        let late = field(30.0, &[strengthened(minutes + 1)]);
        assert_eq!(late, broken);
        // What is held does not depend on when it was, as long as it was in time.
        let (one, other) = (strengthened(10), strengthened(minutes - 10));
        assert_eq!(field(30.0, &[one]), field(30.0, &[other]));
    }

    proptest! {
        #[test]
        fn water_is_conserved_whenever_it_gives_way(minutes in 0.0..300.0f64, member in 0..32u32) {
            let flood = Flood::new(valley_with_pond(minutes)).unwrap();
            let balance = flood.prepare(member, &[]).balance;
            let error = balance.entered_m3 - balance.left_m3 - balance.stored_m3;
            prop_assert!(error.abs() < 1e-9 * balance.entered_m3, "{balance:?}");
        }
    }

    /// The valley in dry weather, with a slope above the gorge's lower end whose slide makes a dam
    /// of this height, m; the lake behind it holds as much for each cubic metre of height cubed.
    fn dry_valley(height_m: f64) -> FloodSetting {
        let mut setting = valley();
        setting.storm.total_mm = 0.0;
        setting.storm.bursts.clear();
        setting.horizon = Duration::from_minutes(2_000);
        setting.reservoirs = vec![ReservoirData {
            key: pond_key(),
            reach: 2,
            reservoir: Reservoir {
                storage_m3: 60.0 * height_m * height_m * height_m,
                area_m2: 180.0 * height_m * height_m,
                depth_m: height_m,
                initial_level_m: -0.95 * height_m,
                crest_length_m: 40.0,
                ..Reservoir::CREST_ALONE
            },
            schedule: vec![Release { at_minutes: -10_000, outflow_m3_s: 0.0 }],
            gives_way: Some(Overtopping { after_minutes: 30.0 }),
            stands: false,
        }];
        setting
    }

    fn made(minutes: u64, decision: Decision) -> Intervention {
        Intervention { at: Time::from_minutes(minutes), reservoir: pond_key(), decision }
    }

    /// The dry valley's flood after a slide at this minute.
    fn slid(height_m: f64, others: &[Intervention]) -> FloodField {
        let all = [&[made(SLID, Decision::Blocked)], others].concat();
        Flood::new(dry_valley(height_m)).unwrap().prepare(0, &all)
    }

    /// Minute of the slide.
    const SLID: u64 = 13;

    /// The highest stage in the town below, cm.
    fn wave_cm(field: &FloodField) -> f64 {
        field.highest_cm(3)
    }

    #[test]
    fn a_slide_blocks_the_river_until_the_lake_overtops_and_cuts_through() {
        let (height_m, inflow_m3_s) = (10.0, 95.0 * crate::hazard::flood::ORDINARY_M3_S_KM2);
        let field = slid(height_m, &[]);
        let calm = Flood::new(dry_valley(height_m)).unwrap().prepare(0, &[]);
        assert!(calm.breached(0).is_none() && wave_cm(&calm).abs() < 0.1);
        // It fills in storage over inflow, and breaks half an hour after it runs over.
        let over = field.overtopped(0).unwrap().minutes();
        let fills = SLID as f64 + 60_000.0 / inflow_m3_s / 60.0;
        assert!((over - fills).abs() < 6.0, "{over} {fills}");
        let broken = field.breached(0).unwrap().minutes();
        assert!((broken - over - 30.0).abs() < 10.0, "{over} {broken}");
        // Nothing before the slide; then no water at its foot; then a wave in the town.
        let flow = |field: &FloodField, minutes| field.flow_m3_s(3, Time::from_minutes(minutes));
        assert!((0..=SLID).all(|at| flow(&field, at) == flow(&calm, at)));
        let (then, calm) = (flow(&field, 400), flow(&calm, 400));
        assert!(then < 0.5 * calm, "the town has what drains to it: {then} of {calm}");
        assert!(field.stage_cm(3, Time::from_minutes(400)) < -5.0);
        assert!(wave_cm(&field) > 50.0, "{}", wave_cm(&field));
    }

    #[test]
    fn a_channel_in_time_lets_the_lake_out_without_a_wave_and_a_late_one_with_a_lesser() {
        let (broken, channel) = (slid(10.0, &[]), Decision::Channel(-3.0, 4.0));
        let minutes = broken.breached(0).unwrap().minutes() as u64;
        let (over, whole) = (broken.overtopped(0).unwrap().minutes() as u64, wave_cm(&broken));
        // Before the water stands at its bottom, it only runs through.
        let early = slid(10.0, &[made(over / 3, channel)]);
        assert_eq!((early.breached(0), early.overtopped(0)), (None, None));
        assert!(wave_cm(&early) < 1.0, "{}", wave_cm(&early));
        let late = slid(10.0, &[made(over, channel)]);
        assert_eq!(late.breached(0), None);
        assert!(wave_cm(&late) > 10.0 && wave_cm(&late) < 0.8 * whole, "{}", wave_cm(&late));
        assert_eq!(slid(10.0, &[made(minutes + 1, channel)]), broken);
    }

    #[test]
    fn a_higher_dam_breaks_later_with_a_larger_wave() {
        let mut before = (0.0, 0.0);
        for height_m in [6.0, 8.0, 10.0, 12.0] {
            let field = slid(height_m, &[]);
            let this = (field.breached(0).unwrap().minutes(), wave_cm(&field));
            assert!(this.0 > before.0 && this.1 > before.1, "{height_m} m: {this:?} {before:?}");
            before = this;
        }
    }

    proptest! {
        #[test]
        fn water_is_conserved_from_the_slide_to_the_last_of_the_lake(
            slide in 0..600u64, height_m in 6.0..16.0f64, dug in 0..2_000u64, pond in 0.0..0.95f64,
        ) {
            let mut setting = dry_valley(height_m);
            setting.reservoirs[0].reservoir.initial_level_m = -pond * height_m;
            let flood = Flood::new(setting).unwrap();
            let channel = made(slide + dug, Decision::Channel(-0.3 * height_m, 3.0));
            let balance = flood.prepare(0, &[made(slide, Decision::Blocked), channel]).balance;
            let error = balance.entered_m3 - balance.left_m3 - balance.stored_m3;
            prop_assert!(error.abs() < 1e-9 * balance.entered_m3, "{balance:?}");
        }
    }

    #[test]
    fn a_dam_that_the_model_does_not_hold_for_is_refused() {
        let mut setting = valley_with_pond(-1.0);
        let pond = &mut setting.reservoirs[1].reservoir;
        (pond.depth_m, pond.initial_level_m) = (2.0, -1.0);
        let refusals = Flood::new(setting).unwrap_err();
        let paths: Vec<&str> = refusals.0.iter().map(|it| it.path.as_str()).collect();
        let depth = "reservoirs[1].reservoir.depth_m";
        assert_eq!(paths, [depth, "reservoirs[1].gives_way.after_minutes"]);
        assert!(refusals.0[0].expected.en.contains("Froehlich 1995"));
    }
}
