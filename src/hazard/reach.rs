//! Routing a flood wave down one river reach. Its channel is in `manning`, what stands in it and
//! beside it in `rating`; the tree of reaches, what flows into it and who lives beside it are in
//! `flood`.
//!
//! [`Cascade`]: Muskingum-Cunge, `K = dx / c`, `X = 0.5 (1 - q / (S c dx))` (Cunge 1969) with
//! parameters that vary with the flow. As published that loses water; the form used is Todini's
//! (2007, Hydrol. Earth Syst. Sci. 11:1645-1659): storage is the state of each cell, with
//! `K* = dx / v` and `X* = 0.5 (1 - q / (5/3 S c dx))`, and outflow solves the water balance, so
//! that inflow less outflow is exactly what storage gains. Small waves still travel at c. Velocity,
//! celerity and storage are those of the reach's [`Rating`], channel and floodplain together:
//! `K* = dx A / Q`, `1 - 2 X* = Q^2 B / (S A (dQ/dh)^2 dx)`, at most one.
//!
//! Not here: backwater, tides, ice, debris.

use super::assumption::Assumption;
use super::manning::CELERITY;
use super::rating::Rating;

/// A flow over one step: at its start, at its end, and on average, m3/s. What passes in the step is
/// the mean times the step, so that routing with sub-steps loses no water between reaches.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StepFlow {
    /// At the start of the step.
    pub from_m3_s: f64,
    /// At the end of the step.
    pub to_m3_s: f64,
    /// Mean over the step.
    pub mean_m3_s: f64,
}

impl StepFlow {
    /// A flow that changes evenly over the step.
    pub fn linear(from_m3_s: f64, to_m3_s: f64) -> Self {
        Self { from_m3_s, to_m3_s, mean_m3_s: 0.5 * (from_m3_s + to_m3_s) }
    }

    /// Both flows together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            from_m3_s: self.from_m3_s + other.from_m3_s,
            to_m3_s: self.to_m3_s + other.to_m3_s,
            mean_m3_s: self.mean_m3_s + other.mean_m3_s,
        }
    }

    /// How much the mean exceeds that of an even change.
    fn bulge(self) -> f64 {
        self.mean_m3_s - 0.5 * (self.from_m3_s + self.to_m3_s)
    }
}

/// One stretch of a reach with its water.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cell {
    inflow_m3_s: f64,
    outflow_m3_s: f64,
    storage_m3: f64,
}

/// A reach as a cascade of Muskingum-Cunge cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Cascade<'a> {
    rating: &'a Rating,
    cells: Vec<Cell>,
    /// Length of a cell, metres.
    stretch_m: f64,
    /// Seconds in a sub-step, and sub-steps in a step.
    substep_seconds: f64,
    substeps: usize,
    /// Lateral inflow at the end of the last step, m3/s.
    lateral_m3_s: f64,
}

/// Most cells in a reach and most sub-steps in a step.
const CELL_LIMIT: f64 = 12.0;
const SUBSTEP_LIMIT: f64 = 6.0;
/// Most steps of Newton's method for a cell's outflow.
const BALANCE_LIMIT: usize = 4;
/// Share by which a flow may miss its guess without its parameters being evaluated again.
const SETTLED: f64 = 0.002;
/// Smallest flow for which parameters are evaluated, m3/s.
const SMALL_M3_S: f64 = 1e-3;

impl<'a> Cascade<'a> {
    /// A reach of this length in steady flow: `upstream_m3_s` enters at its upper end and
    /// `lateral_m3_s` evenly along it. Cells and sub-steps are cut for `reference_m3_s`, a flow of
    /// flood size, so that a wave crosses about one cell in a sub-step (Courant number about one).
    pub fn steady(
        rating: &'a Rating,
        length_m: f64,
        step_seconds: f64,
        reference_m3_s: f64,
        (upstream_m3_s, lateral_m3_s): (f64, f64),
    ) -> Self {
        let reference = rating.carried(reference_m3_s.max(SMALL_M3_S));
        let celerity = 1.0 / reference.slowness_s_m;
        let wanted = length_m / (celerity * step_seconds + CELERITY * reference.diffusion_m);
        let count = wanted.round().clamp(1.0, CELL_LIMIT);
        let stretch_m = length_m / count;
        let substeps = (celerity * step_seconds / stretch_m).round().clamp(1.0, SUBSTEP_LIMIT);
        let mut cascade = Self {
            rating,
            cells: Vec::with_capacity(count as usize),
            stretch_m,
            substep_seconds: step_seconds / substeps,
            substeps: substeps as usize,
            lateral_m3_s,
        };
        for index in 0..count as usize {
            let flow = upstream_m3_s + lateral_m3_s * (index + 1) as f64 / count;
            let storage_m3 = cascade.storage(flow, flow).0;
            cascade.cells.push(Cell { inflow_m3_s: flow, outflow_m3_s: flow, storage_m3 });
        }
        cascade
    }

    /// Storage of a cell in m3 between an inflow and an outflow, with the parameters of their
    /// mean, and how it changes with the outflow, s.
    fn storage(&self, inflow: f64, outflow: f64) -> (f64, f64) {
        let flow = (0.5 * (inflow + outflow)).max(SMALL_M3_S);
        let carried = self.rating.carried(flow);
        let diffusion = (carried.diffusion_m / self.stretch_m).min(1.0);
        let weighted = 0.5 * ((1.0 - diffusion) * inflow + (1.0 + diffusion) * outflow);
        let seconds = self.stretch_m * carried.area_m2 / flow;
        let change = 0.5 * (self.stretch_m * carried.slowness_s_m - seconds) * weighted / flow
            + 0.5 * seconds * (1.0 + diffusion);
        (seconds * weighted, change)
    }

    /// Water in the reach, m3.
    pub fn storage_m3(&self) -> f64 {
        self.cells.iter().map(|cell| cell.storage_m3).sum()
    }

    /// Outflow in m3/s.
    pub fn outflow_m3_s(&self) -> f64 {
        self.cells.last().expect("a reach has a cell").outflow_m3_s
    }

    /// Outflow over a step with this inflow at the upper end, and lateral inflow going from its
    /// last value to `lateral_m3_s`. What enters less what leaves is exactly what storage gains.
    pub fn advance(&mut self, upstream: StepFlow, lateral_m3_s: f64) -> StepFlow {
        let from_m3_s = self.outflow_m3_s();
        let each = 1.0 / self.cells.len() as f64;
        let start = upstream.from_m3_s + each * self.lateral_m3_s;
        let end = upstream.to_m3_s + each * lateral_m3_s;
        let mut left = 0.0;
        let mut before = start;
        for substep in 1..=self.substeps {
            let share = substep as f64 / self.substeps as f64;
            let lateral = each * (self.lateral_m3_s + share * (lateral_m3_s - self.lateral_m3_s));
            let head = start + share * (end - start);
            let mut inflow = (0.5 * (before + head) + upstream.bulge(), head);
            before = head;
            for index in 0..self.cells.len() {
                if index > 0 {
                    let step = (lateral_m3_s - self.lateral_m3_s) * each / self.substeps as f64;
                    inflow.0 += lateral - 0.5 * step;
                    inflow.1 += lateral;
                }
                let last = self.cells[index].outflow_m3_s;
                let cell = self.step_cell(self.cells[index], inflow);
                self.cells[index] = cell;
                inflow = (0.5 * (last + cell.outflow_m3_s), cell.outflow_m3_s);
            }
            left += inflow.0;
        }
        self.lateral_m3_s = lateral_m3_s;
        let mean_m3_s = left / self.substeps as f64;
        StepFlow { from_m3_s, to_m3_s: self.outflow_m3_s(), mean_m3_s }
    }

    /// One cell over one sub-step, given the mean inflow and that at its end: the outflow that
    /// balances its water.
    fn step_cell(&self, cell: Cell, (mean_inflow, inflow): (f64, f64)) -> Cell {
        let half = 0.5 * self.substep_seconds;
        let volume =
            cell.storage_m3 + self.substep_seconds * mean_inflow - half * cell.outflow_m3_s;
        let mut outflow = (cell.outflow_m3_s + inflow - cell.inflow_m3_s).max(0.0);
        for _ in 0..BALANCE_LIMIT {
            let guess = outflow;
            let (held, change) = self.storage(inflow, guess);
            let slope = change.max(0.0) + half;
            outflow = (guess + (volume - held - half * guess) / slope).max(0.0);
            if (outflow - guess).abs() <= SETTLED * guess {
                break;
            }
        }
        // No wave undershoots the flows that it comes from; no cell gives more than it has.
        let lowest = cell.inflow_m3_s.min(inflow).min(cell.outflow_m3_s);
        let outflow = outflow.max(lowest).min(volume / half).max(0.0);
        Cell { inflow_m3_s: inflow, outflow_m3_s: outflow, storage_m3: volume - half * outflow }
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    vec![
        Assumption::placeholder(
            "reach.celerity_over_velocity",
            "宽浅河道洪水波速与平均流速之比(曼宁公式)",
            "celerity over velocity in a wide channel by Manning",
            CELERITY,
            "",
        )
        .checked("Chow, Maidment & Mays 1988, eq. 9.3.14"),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::manning::Channel;
    use super::super::rating::{Section, Strip};
    use super::*;
    use proptest::prelude::*;

    const VALLEY: Channel =
        Channel { length_m: 8_000.0, slope: 0.003, width_m: 40.0, roughness: 0.04 };

    fn rating(channel: &Channel) -> Rating {
        Rating::new(&Section::new(*channel, &[], 1.0))
    }

    /// Volumes that entered and left, storage gained, and outflow at each step.
    fn balance(channel: &Channel, reference: f64, upstream: &[f64]) -> (f64, f64, f64, Vec<f64>) {
        balance_of(&rating(channel), channel, reference, upstream)
    }

    fn balance_of(
        rating: &Rating,
        channel: &Channel,
        reference: f64,
        upstream: &[f64],
    ) -> (f64, f64, f64, Vec<f64>) {
        let steady = (upstream[0], 1.0);
        let mut cascade = Cascade::steady(rating, channel.length_m, 300.0, reference, steady);
        let before = cascade.storage_m3();
        let mut outflow = vec![cascade.outflow_m3_s()];
        let (mut entered, mut left) = (0.0, 0.0);
        for (step, pair) in upstream.windows(2).enumerate() {
            // A mean beside the even change, as a reach upstream with sub-steps would give.
            let mut inflow = StepFlow::linear(pair[0], pair[1]);
            inflow.mean_m3_s *= if step % 2 == 0 { 1.01 } else { 0.99 };
            let out = cascade.advance(inflow, 1.0);
            outflow.push(out.to_m3_s);
            left += 300.0 * out.mean_m3_s;
            entered += 300.0 * (inflow.mean_m3_s + 1.0);
        }
        (entered, left, cascade.storage_m3() - before, outflow)
    }

    fn wave(base: f64, peak: f64) -> Vec<f64> {
        let rise = |step: usize| match step {
            0..12 => 0.0,
            12..24 => (step - 12) as f64 / 12.0,
            24..60 => (60 - step) as f64 / 36.0,
            _ => 0.0,
        };
        (0..200).map(|step| base + (peak - base) * rise(step)).collect()
    }

    #[test]
    fn a_small_wave_travels_at_the_celerity_of_cunge_1969() {
        let long = Channel { length_m: 24_000.0, ..VALLEY };
        let upstream = wave(200.0, 210.0);
        let (_, _, _, outflow) = balance(&long, 200.0, &upstream);
        // Centroid of the excess over steady flow, in and out.
        let centroid = |flow: &[f64], steady: f64| {
            let moment: f64 =
                flow.iter().enumerate().map(|(step, flow)| step as f64 * (flow - steady)).sum();
            300.0 * moment / flow.iter().map(|flow| flow - steady).sum::<f64>()
        };
        let delay = centroid(&outflow, 201.0) - centroid(&upstream, 200.0);
        let expected = 24_000.0 / (5.0 / 3.0 * long.velocity_m_s(202.0));
        assert!((delay / expected - 1.0).abs() < 0.03, "{delay} {expected}");
    }

    #[test]
    fn a_wave_flattens_and_comes_later() {
        let upstream = wave(5.0, 600.0);
        let (_, _, _, outflow) = balance(&VALLEY, 300.0, &upstream);
        let peak = |flow: &[f64]| {
            let most = flow.iter().copied().fold(0.0, f64::max);
            (most, flow.iter().position(|each| *each == most).unwrap())
        };
        let ((inward, entered), (outward, left)) = (peak(&upstream), peak(&outflow));
        assert!(outward < inward && outward > 0.8 * inward, "{outward}");
        assert!(left > entered);
        assert!(outflow.iter().all(|flow| *flow > 5.9), "no dip before the wave");
    }

    #[test]
    fn five_minute_steps_agree_with_a_fine_cascade() {
        // The slow oracle: the same 8 km as sixteen channels of 500 m in steps of 20 s. They part
        // most at the steep front, by one step of 31 m3/s.
        let upstream = wave(5.0, 600.0);
        let (_, _, _, coarse) = balance(&VALLEY, 300.0, &upstream);
        let short = Channel { length_m: 500.0, ..VALLEY };
        let part = |index: usize| 5.0 + index as f64 / 16.0;
        let rating = rating(&short);
        let mut chain: Vec<Cascade> = (0..16)
            .map(|index| Cascade::steady(&rating, 500.0, 20.0, 300.0, (part(index), 1.0 / 16.0)))
            .collect();
        let mut fine = vec![coarse[0]];
        for pair in upstream.windows(2) {
            for twenty in 0..15 {
                let at = |number: usize| pair[0] + number as f64 / 15.0 * (pair[1] - pair[0]);
                let mut flow = StepFlow::linear(at(twenty), at(twenty + 1));
                for cascade in &mut chain {
                    flow = cascade.advance(flow, 1.0 / 16.0);
                }
            }
            fine.push(chain[15].outflow_m3_s());
        }
        for (step, (coarse, fine)) in coarse.iter().zip(&fine).enumerate() {
            assert!((coarse - fine).abs() < 0.06 * 600.0, "step {step}: {coarse} {fine}");
        }
        let most = |flow: &[f64]| flow.iter().copied().fold(0.0, f64::max);
        assert!((most(&coarse) / most(&fine) - 1.0).abs() < 0.005);
    }

    #[test]
    fn a_floodplain_flattens_and_delays_the_wave() {
        let upstream = wave(5.0, 900.0);
        let most = |flow: &[f64]| {
            let most = flow.iter().copied().fold(0.0, f64::max);
            (most, flow.iter().position(|each| *each == most).expect("it is one of them"))
        };
        let (_, _, _, bare) = balance(&VALLEY, 300.0, &upstream);
        let ground = [Strip { height_m: 2.5, width_m: 300.0 }];
        let wide = Rating::new(&Section::new(VALLEY, &ground, 1.0));
        let (entered, left, gained, outflow) = balance_of(&wide, &VALLEY, 300.0, &upstream);
        assert!((entered - left - gained).abs() <= 1e-10 * entered);
        let ((flat, later), (high, sooner)) = (most(&outflow), most(&bare));
        assert!(flat < 0.97 * high, "{flat} {high}");
        assert!(later > sooner, "{later} {sooner}");
    }

    proptest! {
        #[test]
        fn inflow_less_outflow_is_storage_with_ground_beside_the_channel(
            slope in 0.0005..0.08f64,
            width_m in 4.0..200.0f64,
            peak in 10.0..3_000.0f64,
            ground in proptest::collection::vec((0.0..6.0f64, 0.0..500.0f64), 0..8),
        ) {
            let channel = Channel { slope, width_m, ..VALLEY };
            let strip = |(height_m, width_m): &(f64, f64)| {
                Strip { height_m: *height_m, width_m: *width_m }
            };
            let strips: Vec<Strip> = ground.iter().map(strip).collect();
            let rating = Rating::new(&Section::new(channel, &strips, 1.0));
            let upstream = wave(3.0, peak);
            let (entered, left, gained, outflow) =
                balance_of(&rating, &channel, 0.4 * peak, &upstream);
            prop_assert!((entered - left - gained).abs() <= 1e-10 * entered);
            prop_assert!(outflow.iter().all(|flow| flow.is_finite() && *flow >= 0.0));
        }

        #[test]
        fn inflow_less_outflow_is_storage(
            length_m in 200.0..30_000.0f64,
            slope in 0.0005..0.08f64,
            width_m in 4.0..200.0f64,
            roughness in 0.02..0.1f64,
            peak in 10.0..3_000.0f64,
        ) {
            let channel = Channel { length_m, slope, width_m, roughness };
            let (entered, left, gained, outflow) = balance(&channel, 0.4 * peak, &wave(3.0, peak));
            prop_assert!(outflow.iter().all(|flow| flow.is_finite() && *flow >= 0.0));
            prop_assert!((entered - left - gained).abs() <= 1e-10 * entered);
        }
    }
}
