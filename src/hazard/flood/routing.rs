//! A preparation under way: rain to runoff to flow, reach by reach from the springs down.

use crate::base::time::{Duration, Time};

use super::dam::Dam;
use super::field::{FloodField, PoolSeries, WaterBalance};
use super::setting::Intervention;
use super::{Flood, STEP_MINUTES};
use crate::hazard::rain::Footprint;
use crate::hazard::rain::member::Perturbation;
use crate::hazard::rain::series::RainSeries;
use crate::hazard::reach::{Cascade, StepFlow};
use crate::hazard::runoff;

/// Flow per catchment area for which a reach is cut into cells, m3/s per km2: of flood size.
const REFERENCE_M3_S_KM2: f64 = 2.0;

/// A preparation under way, reach by reach from the springs down.
pub(super) struct Routing<'a> {
    flood: &'a Flood,
    perturbation: &'a Perturbation,
    interventions: &'a [Intervention],
    /// Rain at the storm's centre.
    centre: RainSeries,
    footprint: Footprint,
    /// Steps of the preparation.
    steps: usize,
    /// What flows out of each reach, behind its reservoir if it has one.
    outflow: Vec<Vec<StepFlow>>,
    field: FloodField,
}

impl<'a> Routing<'a> {
    /// Nothing routed yet.
    pub(super) fn new(
        flood: &'a Flood,
        perturbation: &'a Perturbation,
        interventions: &'a [Intervention],
    ) -> Self {
        let setting = &flood.setting;
        let known = |key| setting.reservoirs.iter().any(|data| data.key == key);
        assert!(
            interventions.iter().all(|each| known(each.reservoir)),
            "a reservoir of the setting"
        );
        let before = flood.first_minutes().unsigned_abs() as usize / STEP_MINUTES as usize;
        let step = Duration::from_minutes(u64::from(STEP_MINUTES)).milliseconds();
        let playing = setting.horizon.milliseconds().div_ceil(step) as usize;
        let centre = flood.hyetograph.series(perturbation);
        let footprint = setting.storm.footprint.displaced(perturbation);
        let at = |key, x_m, y_m| footprint.multiplier(x_m, y_m) * perturbation.local_factor(key);
        let gauges = setting.gauges.iter();
        let rain = gauges.map(|gauge| centre.scaled(at(gauge.key, gauge.x_m, gauge.y_m))).collect();
        let count = setting.reaches.len();
        let field = FloodField {
            samples: playing + 1,
            stage_cm: vec![0.0; count * (playing + 1)],
            flow_m3_s: vec![0.0; count * (playing + 1)],
            highest_cm: vec![0.0; count],
            rain,
            pools: setting
                .reservoirs
                .iter()
                .map(|data| PoolSeries {
                    level_m: Vec::new(),
                    outflow_m3_s: Vec::new(),
                    crest_level_m: data.reservoir.crest_level_m,
                    breached: None,
                })
                .collect(),
            balance: WaterBalance::default(),
        };
        let outflow = vec![Vec::new(); count];
        let steps = before + playing;
        Self { flood, perturbation, interventions, centre, footprint, steps, outflow, field }
    }

    /// Seconds in a step.
    const STEP_SECONDS: f64 = 60.0 * STEP_MINUTES as f64;

    /// Flow from the reach's own catchment at each sample, m3/s.
    fn lateral(&self, index: usize) -> Vec<f64> {
        let flood = self.flood;
        let reach = &flood.setting.reaches[index];
        let share = self.footprint.multiplier(reach.x_m, reach.y_m);
        let rain = self.centre.scaled(share * self.perturbation.local_factor(reach.key));
        let number = flood.curve_numbers[index];
        let excess = runoff::excess_mm(&rain, number, STEP_MINUTES, self.steps);
        let direct = flood.units[index].flow_m3_s(&excess, reach.catchment_km2);
        let ordinary = flood.setting.ordinary_m3_s_km2 * reach.catchment_km2;
        std::iter::once(ordinary).chain(direct.into_iter().map(|flow| ordinary + flow)).collect()
    }

    /// What flows in at the upper end of a reach in each step.
    fn upstream(&self, index: usize) -> Vec<StepFlow> {
        let mut inflow = vec![StepFlow::default(); self.steps];
        for above in &self.flood.upstream[index] {
            for (sum, flow) in inflow.iter_mut().zip(&self.outflow[*above]) {
                *sum = sum.plus(*flow);
            }
        }
        inflow
    }

    /// Routes one reach and the reservoir at its end.
    pub(super) fn reach(&mut self, index: usize) {
        let reach = &self.flood.setting.reaches[index];
        let lateral = self.lateral(index);
        let upstream = self.upstream(index);
        let steady = upstream.first().map_or(0.0, |flow| flow.from_m3_s);
        let seconds = Self::STEP_SECONDS;
        for step in 0..self.steps {
            self.field.balance.entered_m3 += 0.5 * seconds * (lateral[step] + lateral[step + 1]);
        }
        let mut flows = if reach.lake_of.is_some() {
            let across = |(step, flow): (usize, &StepFlow)| {
                flow.plus(StepFlow::linear(lateral[step], lateral[step + 1]))
            };
            upstream.iter().enumerate().map(across).collect()
        } else {
            self.route(index, &upstream, &lateral, steady)
        };
        self.record(index, &upstream, &flows);
        if let Some(reservoir) = self.flood.reservoir_at[index] {
            flows = self.pool(reservoir, &flows);
        }
        if reach.downstream.is_none() {
            let left: f64 = flows.iter().map(|flow| flow.mean_m3_s).sum();
            self.field.balance.left_m3 += seconds * left;
        }
        self.outflow[index] = flows;
    }

    /// Routes a flow down one reach.
    fn route(
        &mut self,
        index: usize,
        upstream: &[StepFlow],
        lateral: &[f64],
        steady_m3_s: f64,
    ) -> Vec<StepFlow> {
        let reference = REFERENCE_M3_S_KM2 * self.flood.area_km2[index];
        let rating = &self.flood.ratings[index];
        let length_m = self.flood.setting.reaches[index].channel.length_m;
        let start = (steady_m3_s, lateral[0]);
        let mut cascade = Cascade::steady(rating, length_m, Self::STEP_SECONDS, reference, start);
        let stored = cascade.storage_m3();
        let steps = upstream.iter().zip(&lateral[1..]);
        let flows = steps.map(|(inflow, lateral)| cascade.advance(*inflow, *lateral)).collect();
        self.field.balance.stored_m3 += cascade.storage_m3() - stored;
        flows
    }

    /// Writes a reach's stages and flows from the start of play on.
    fn record(&mut self, index: usize, upstream: &[StepFlow], flows: &[StepFlow]) {
        let rating = &self.flood.ratings[index];
        let samples = self.field.samples;
        let skipped = self.steps + 1 - samples;
        let mut highest: f32 = f32::NEG_INFINITY;
        for sample in 0..samples {
            let step = skipped + sample - 1;
            let (inflow, flow) = (upstream[step].to_m3_s, flows[step].to_m3_s);
            let stage_cm = (100.0 * rating.stage_m(0.5 * (inflow + flow))) as f32;
            self.field.flow_m3_s[index * samples + sample] = flow as f32;
            self.field.stage_cm[index * samples + sample] = stage_cm;
            highest = highest.max(stage_cm);
        }
        self.field.highest_cm[index] = highest;
    }

    /// Gives the reaches in a reservoir's lake its level as their stage.
    fn fill_lake(&mut self, reservoir: usize) {
        let samples = self.field.samples;
        let reaches = self.flood.setting.reaches.iter().enumerate();
        for (index, _) in reaches.filter(|(_, reach)| reach.lake_of == Some(reservoir as u32)) {
            let levels = &self.field.pools[reservoir].level_m;
            let stages = &mut self.field.stage_cm[index * samples..(index + 1) * samples];
            let mut highest: f32 = f32::NEG_INFINITY;
            for (stage_cm, level_m) in stages.iter_mut().zip(levels) {
                *stage_cm = (100.0 * level_m) as f32;
                highest = highest.max(*stage_cm);
            }
            self.field.highest_cm[index] = highest;
        }
    }

    /// Routes through a reservoir.
    fn pool(&mut self, reservoir: usize, inflow: &[StepFlow]) -> Vec<StepFlow> {
        let data = &self.flood.setting.reservoirs[reservoir];
        let releases = self.flood.releases(reservoir, self.steps + 1, self.interventions);
        let works = self.flood.works(reservoir, self.interventions);
        let mut dam = Dam::new(data, releases[0]);
        let stored = dam.volume_m3();
        let skipped = self.steps + 1 - self.field.samples;
        let series = &mut self.field.pools[reservoir];
        let mut outflow = Vec::with_capacity(inflow.len());
        for (step, flow) in inflow.iter().enumerate() {
            // It stands before the step that it holds back, and is worked on by the end of one.
            if works.stands.is_none_or(|from| step < from) {
                outflow.push(*flow);
            } else {
                if let Some((from, level_m, width_m)) = works.channel
                    && step + 1 >= from
                {
                    dam.cut(level_m, width_m);
                }
                let holds = works.strengthened.is_some_and(|from| step + 1 >= from);
                outflow.push(dam.advance(*flow, Self::STEP_SECONDS, releases[step + 1], holds));
            }
            if dam.is_breached() && series.breached.is_none() {
                let sample = (step + 1).saturating_sub(skipped) as u64;
                let minutes = sample * u64::from(STEP_MINUTES);
                series.breached = Some(Time::from_minutes(minutes));
            }
            if step + 1 >= skipped {
                series.level_m.push(dam.level_m());
                series.outflow_m3_s.push(outflow[step].to_m3_s);
            }
        }
        self.field.balance.stored_m3 += dam.volume_m3() - stored;
        outflow
    }

    /// The field, once every reach is routed.
    pub(super) fn finish(mut self) -> FloodField {
        for reservoir in 0..self.field.pools.len() {
            self.fill_lake(reservoir);
        }
        self.field
    }
}
