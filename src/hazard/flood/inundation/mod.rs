//! Water that spreads over the ground: the shallow water equations without advection on a grid of
//! square cells, from inflows, rain and what stood there at first. Rivers in their reaches are the
//! [`flood`](super).
//!
//! Bates, Horritt & Fewtrell 2010 (J. Hydrol. 387:33-45, equation 11), for the flow `q` in m2/s
//! through each face: `q' = (q - g h dt d(eta)/dx) / (1 + g dt n^2 |q| / h^(7/3))`, with `eta` the
//! level, `n` Manning's coefficient and `h` the greater level less the greater bed of both cells.
//! Where `n` is below 0.03 the first `q` is mixed with the faces before and after it, `0.9 q +
//! 0.05 (q- + q+)` (de Almeida et al. 2012). Steps are of `0.7 dx / sqrt(g h)` with `h` the
//! greatest depth, of 5 s at most. Checked against the analytic wave of Hunter et al. 2005.
//!
//! - A cell gives no more than it has: what leaves it is cut in proportion. Depths are never
//!   negative, and water is conserved to rounding.
//! - Flow through a face is at most critical, `h sqrt(g h)`, as Deltares' wflow has it: without
//!   advection nothing else holds it on steep ground.
//! - Water of less than a millimetre does not flow. Only tiles with more are worked.
//! - Edges are closed, or open to uniform flow on a slope, at most critical.
//! - Without advection the model underestimates jumps and the first minutes next to a breach; its
//!   error grows with the square of the Froude number: a dam break on dry ground is not Ritter's
//!   (1892). Velocities are means over a cell.
//!
//! Valid range: cells of 1 m to 1 km, beds -500 to 9,000 m, roughness 0.008 to 0.5, depths to
//! 500 m, edges falling 1e-5 to 0.1, inflows to 1e6 m3/s, rain to 1,000 mm/h, ten days at a time.

mod flux;
mod setting;
mod tiles;

pub use setting::{Edge, InundationData};

use crate::base::math;
use crate::base::text::Text;

use super::super::assumption::Assumption;
use super::super::range::{Range, Refusal, Refusals};
use flux::{Around, Cells, Step};
use tiles::{Span, Tiles};

/// Acceleration of gravity, m/s2.
const GRAVITY: f64 = 9.81;
/// Depth up to which water does not flow, m.
pub const FILM_M: f64 = 0.001;
/// Share of the longest stable step that is taken (Bates, Horritt & Fewtrell 2010).
const COURANT: f64 = 0.7;
/// Longest step, s.
const STEP_MAX_SECONDS: f64 = 5.0;

const SOURCE: &str = "Bates, Horritt & Fewtrell 2010";
const INFLOW: Range = Range::new(0.0, 1e6, "m3/s", "");
const RAIN: Range = Range::new(0.0, 1_000.0, "mm/h", "");
const SECONDS: Range = Range::new(0.0, 864_000.0, "s", "");

/// Water that comes into one cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inflow {
    /// Column of the cell.
    pub column: usize,
    /// Row of the cell, from the north.
    pub row: usize,
    /// How much, m3/s.
    pub m3_s: f64,
}

/// Where the water is.
#[derive(Debug, Clone)]
pub struct Inundation {
    columns: usize,
    rows: usize,
    cell_m: f64,
    /// Root of the slope beyond each edge; zero where it is closed.
    edges: [f64; 4],
    /// Height above the lowest bed, m: levels then keep their digits.
    bed: Vec<f64>,
    roughness: Vec<f64>,
    depth: Vec<f64>,
    /// Flow east through the face west of each cell, and of one more in each row; m2/s.
    east: Vec<f64>,
    /// Flow south through the face north of each cell, and of one more row; m2/s.
    south: Vec<f64>,
    /// The same in the step to come; zero, as above, wherever no cell is worked.
    next_east: Vec<f64>,
    next_south: Vec<f64>,
    /// Share of its outflow that each cell can give.
    share: Vec<f64>,
    tiles: Tiles,
    initial_m3: f64,
    entered_m3: f64,
    left_m3: f64,
}

/// Where all the water is and has been, m3.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InundationBalance {
    /// On the ground at first.
    pub initial_m3: f64,
    /// Come in with inflows and rain.
    pub entered_m3: f64,
    /// Gone over open edges.
    pub left_m3: f64,
    /// On the ground now.
    pub stored_m3: f64,
}

impl Inundation {
    /// Water as it stands at first, at rest.
    ///
    /// # Errors
    /// Grids of different sizes or without cells; of every grid the first value out of range.
    pub fn new(data: &InundationData) -> Result<Self, Refusals> {
        data.check().into_result()?;
        let (columns, rows) = (data.bed.columns, data.bed.rows);
        let depth = data.depth.values.clone();
        let lowest = data.bed.values.iter().copied().fold(f64::INFINITY, f64::min);
        let mut inundation = Self {
            columns,
            rows,
            cell_m: data.bed.cell_m,
            edges: data.edges.map(|edge| match edge {
                Edge::Closed => 0.0,
                Edge::Open { slope } => math::sqrt(slope),
            }),
            bed: data.bed.values.iter().map(|bed| bed - lowest).collect(),
            roughness: data.roughness.values.clone(),
            east: vec![0.0; (columns + 1) * rows],
            south: vec![0.0; columns * (rows + 1)],
            next_east: vec![0.0; (columns + 1) * rows],
            next_south: vec![0.0; columns * (rows + 1)],
            share: vec![1.0; columns * rows],
            tiles: Tiles::new(columns, rows, &depth),
            depth,
            initial_m3: 0.0,
            entered_m3: 0.0,
            left_m3: 0.0,
        };
        inundation.initial_m3 = inundation.stored_m3();
        Ok(inundation)
    }

    /// Lets time pass with these inflows and rain.
    ///
    /// # Errors
    /// A time out of 0 to ten days; every inflow off the grid or out of range; rain out of range.
    /// Nothing has happened then.
    pub fn advance(
        &mut self,
        seconds: f64,
        inflows: &[Inflow],
        rain_mm_h: f64,
    ) -> Result<(), Refusals> {
        self.check_forcing(seconds, inflows, rain_mm_h)?;
        let mut left = seconds;
        while left > 0.0 {
            // What is left in equal steps, so that the last one is no splinter.
            let count = (left / self.stable_seconds(inflows)).ceil();
            let step = Step { seconds: left / count, cell_m: self.cell_m };
            self.step(step, inflows, rain_mm_h / 3.6e6);
            left = if count > 1.0 { left - step.seconds } else { 0.0 };
        }
        Ok(())
    }

    fn check_forcing(&self, seconds: f64, inflows: &[Inflow], rain: f64) -> Result<(), Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&SECONDS, "seconds", seconds);
        refusals.hold(&RAIN, "rain_mm_h", rain);
        for (index, inflow) in inflows.iter().enumerate() {
            refusals.hold(&INFLOW, format!("inflows[{index}].m3_s"), inflow.m3_s);
            if inflow.column >= self.columns || inflow.row >= self.rows {
                let found = format!("{}, {}", inflow.column, inflow.row);
                let expected = Text::new("格网内的单元", "a cell of the grid");
                refusals.push(Refusal::new(format!("inflows[{index}]"), found, expected));
            }
        }
        refusals.into_result()
    }

    /// Longest step that is stable, s, with what inflows pile up in it.
    fn stable_seconds(&self, inflows: &[Inflow]) -> f64 {
        let area = self.cell_m * self.cell_m;
        let standing = self.tiles.deepest();
        let stable = |depth: f64| COURANT * self.cell_m / math::sqrt(GRAVITY * depth.max(FILM_M));
        let mut seconds = STEP_MAX_SECONDS.min(stable(standing));
        for _ in 0..3 {
            let piled = inflows.iter().map(|inflow| {
                self.depth[inflow.row * self.columns + inflow.column] + inflow.m3_s * seconds / area
            });
            seconds = seconds.min(stable(piled.fold(standing, f64::max)));
        }
        seconds
    }

    /// One step with rain in m/s.
    fn step(&mut self, step: Step, inflows: &[Inflow], rain_m_s: f64) {
        self.pour(step, inflows, rain_m_s);
        self.tiles.draw(&self.depth);
        for index in 0..self.tiles.left().len() {
            self.still(self.tiles.left()[index]);
        }
        // Each pass over all worked cells needs the one before to be done with their neighbours.
        for pass in [Self::drive, Self::limit, Self::cut, Self::fill] {
            for index in 0..self.tiles.spans().len() {
                pass(self, step, self.tiles.spans()[index]);
            }
        }
        std::mem::swap(&mut self.east, &mut self.next_east);
        std::mem::swap(&mut self.south, &mut self.next_south);
    }

    /// Adds what comes from outside.
    fn pour(&mut self, step: Step, inflows: &[Inflow], rain_m_s: f64) {
        let area = step.cell_m * step.cell_m;
        for inflow in inflows {
            let volume = inflow.m3_s * step.seconds;
            self.depth[inflow.row * self.columns + inflow.column] += volume / area;
            self.entered_m3 += volume;
            self.tiles.measure_at(&self.depth, inflow.column, inflow.row);
        }
        if rain_m_s > 0.0 {
            let rain = rain_m_s * step.seconds;
            for depth in &mut self.depth {
                *depth += rain;
            }
            self.entered_m3 += rain * area * self.depth.len() as f64;
            self.tiles.measure_all(&self.depth);
        }
    }

    /// Stills the faces of a tile that is no longer worked.
    fn still(&mut self, Span { row, from, to }: Span) {
        let west = row * (self.columns + 1);
        let (north, south) = (row * self.columns, (row + 1) * self.columns);
        for flows in [&mut self.east, &mut self.next_east] {
            flows[west + from..=west + to].fill(0.0);
        }
        for flows in [&mut self.south, &mut self.next_south] {
            flows[north + from..north + to].fill(0.0);
            flows[south + from..south + to].fill(0.0);
        }
    }

    fn cells(&self, from: usize, to: usize) -> Cells<'_> {
        Cells {
            bed: &self.bed[from..to],
            depth: &self.depth[from..to],
            roughness: &self.roughness[from..to],
        }
    }

    /// What would flow through the faces between the cells of a stretch, and to the south of them.
    fn drive(&mut self, step: Step, span: Span) {
        let Span { row, from, to } = span;
        let start = row * self.columns;
        let (mut east, mut south) =
            (std::mem::take(&mut self.next_east), std::mem::take(&mut self.next_south));
        let west_face = row * (self.columns + 1) + from;
        let count = to - from - 1;
        flux::faces(
            step,
            self.cells(start + from, start + to - 1),
            self.cells(start + from + 1, start + to),
            [&self.east[west_face..], &self.east[west_face + 1..], &self.east[west_face + 2..]],
            &mut east[west_face + 1..west_face + 1 + count],
        );
        if row + 1 < self.rows {
            let below = start + self.columns;
            flux::faces(
                step,
                self.cells(start + from, start + to),
                self.cells(below + from, below + to),
                [
                    &self.south[start + from..],
                    &self.south[below + from..],
                    &self.south[below + self.columns + from..],
                ],
                &mut south[below + from..below + to],
            );
        }
        (self.next_east, self.next_south) = (east, south);
        self.drive_edges(span);
    }

    /// What would flow over the edges of the grid.
    fn drive_edges(&mut self, Span { row, from, to }: Span) {
        let start = row * self.columns;
        let [west, east, north, south] = self.edges;
        let over =
            |cell: usize, root| flux::edge_flow(self.depth[cell], self.roughness[cell], root);
        let face = row * (self.columns + 1);
        if from == 0 {
            self.next_east[face] = -over(start, west);
        }
        if to == self.columns {
            self.next_east[face + to] = over(start + to - 1, east);
        }
        for column in from..to {
            if row == 0 {
                self.next_south[column] = -over(column, north);
            }
            if row + 1 == self.rows {
                self.next_south[start + self.columns + column] = over(start + column, south);
            }
        }
    }

    /// The flows of the step to come around a stretch.
    fn around(&self, Span { row, from, to }: Span) -> Around<'_> {
        let (face, start) = (row * (self.columns + 1), row * self.columns);
        let below = start + self.columns;
        Around {
            west: &self.next_east[face + from..face + to],
            east: &self.next_east[face + from + 1..=face + to],
            north: &self.next_south[start + from..start + to],
            south: &self.next_south[below + from..below + to],
        }
    }

    /// What share of that the cells of a stretch can give.
    fn limit(&mut self, step: Step, span: Span) {
        let start = span.row * self.columns;
        let mut share = std::mem::take(&mut self.share);
        let cells = start + span.from..start + span.to;
        flux::shares(step, &self.depth[cells.clone()], self.around(span), &mut share[cells]);
        self.share = share;
    }

    /// Cuts the flows of a stretch down to that, and counts what leaves over the edges.
    fn cut(&mut self, step: Step, Span { row, from, to }: Span) {
        let (face, start) = (row * (self.columns + 1), row * self.columns);
        let below = start + self.columns;
        let share = &self.share;
        let inner = &mut self.next_east[face + from + 1..face + to];
        flux::cut(inner, &share[start + from..], &share[start + from + 1..]);
        let mut over = 0.0;
        if from == 0 {
            self.next_east[face] *= share[start];
            over -= self.next_east[face];
        }
        if to == self.columns {
            self.next_east[face + to] *= share[start + to - 1];
            over += self.next_east[face + to];
        }
        if row == 0 {
            for (flow, share) in self.next_south[from..to].iter_mut().zip(&share[from..]) {
                *flow *= share;
                over -= *flow;
            }
        }
        let south = &mut self.next_south[below + from..below + to];
        if row + 1 < self.rows {
            flux::cut(south, &share[start + from..], &share[below + from..]);
        } else {
            for (flow, share) in south.iter_mut().zip(&share[start + from..]) {
                *flow *= share;
                over += *flow;
            }
        }
        self.left_m3 += over * step.seconds * step.cell_m;
    }

    /// Lets it flow.
    fn fill(&mut self, step: Step, span: Span) {
        let start = span.row * self.columns;
        let mut depth = std::mem::take(&mut self.depth);
        flux::fill(step, &mut depth[start + span.from..start + span.to], self.around(span));
        self.tiles.measure_row(&depth, span.row, span.from, span.to);
        self.depth = depth;
    }

    /// Depth of water in each cell, m, row by row from the north-west.
    pub fn depths_m(&self) -> &[f64] {
        &self.depth
    }

    /// Mean velocity in a cell, m/s east and south, at most critical; still where there is no more
    /// than a film.
    ///
    /// # Panics
    /// When there is no such cell.
    pub fn velocity_m_s(&self, column: usize, row: usize) -> (f64, f64) {
        assert!(column < self.columns && row < self.rows, "a cell of the grid");
        let (cell, face) = (row * self.columns + column, row * (self.columns + 1) + column);
        let depth = self.depth[cell];
        if depth <= FILM_M {
            return (0.0, 0.0);
        }
        let east = 0.5 * (self.east[face] + self.east[face + 1]) / depth;
        let south = 0.5 * (self.south[cell] + self.south[cell + self.columns]) / depth;
        // A cell that has just drained had more water when that flowed.
        let most = math::sqrt(GRAVITY * depth);
        let part = (most / math::hypot(east, south)).min(1.0);
        (part * east, part * south)
    }

    /// Where all the water is.
    pub fn balance(&self) -> InundationBalance {
        InundationBalance {
            initial_m3: self.initial_m3,
            entered_m3: self.entered_m3,
            left_m3: self.left_m3,
            stored_m3: self.stored_m3(),
        }
    }

    fn stored_m3(&self) -> f64 {
        self.depth.iter().sum::<f64>() * self.cell_m * self.cell_m
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    vec![
        Assumption::placeholder(
            "inundation.film",
            "淹没模型中不流动的薄层水深",
            "depth up to which water on the ground does not flow",
            FILM_M,
            "m",
        ),
        Assumption::placeholder(
            "inundation.froude_limit",
            "淹没模型中单元间流动的弗劳德数上限",
            "greatest Froude number between cells of the inundation",
            1.0,
            "",
        )
        .recalled("Deltares, wflow documentation"),
        Assumption::placeholder(
            "inundation.courant",
            "淹没模型时间步长系数",
            "share of the stable step of the inundation",
            COURANT,
            "",
        )
        .checked(SOURCE),
    ]
}

#[cfg(test)]
mod tests;
