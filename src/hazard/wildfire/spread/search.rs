//! Dijkstra over sixteen neighbours and the fronts between them: see the model's description.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BinaryHeap};

use crate::base::math;

use super::{Cell, Ground};

/// An arrival is bettered only by more than this, lest a long ellipse is polished for ever.
const SLACK_MINUTES: f64 = 1e-6;
/// Sixteen neighbours in order of direction, anticlockwise from east: columns east, rows north.
const RING: [(i32, i32); 16] = [
    (1, 0),
    (2, 1),
    (1, 1),
    (1, 2),
    (0, 1),
    (-1, 2),
    (-1, 1),
    (-2, 1),
    (-1, 0),
    (-2, -1),
    (-1, -1),
    (-1, -2),
    (0, -1),
    (1, -2),
    (1, -1),
    (2, -1),
];

/// A run of Dijkstra.
pub(super) struct Search<'ground> {
    ground: &'ground Ground,
    closed: BTreeMap<usize, f64>,
    /// Minutes of arrival of each cell, infinite where none is known.
    pub(super) arrived: Vec<f64>,
    /// Earliest first, ties by cell.
    heap: BinaryHeap<Reverse<(Minutes, usize)>>,
}

/// Minutes that are a number, in order.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Minutes(f64);

impl Eq for Minutes {}
impl PartialOrd for Minutes {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Minutes {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// The cells along the line to a neighbour, from start to end, each an equal part of it.
#[derive(Debug, Clone, Copy)]
struct Line {
    cells: [usize; 4],
    count: usize,
    east_m: f64,
    north_m: f64,
    length_m: f64,
}

impl Line {
    fn cells(&self) -> &[usize] {
        &self.cells[..self.count]
    }
}

impl<'ground> Search<'ground> {
    /// A run over ground of which cells are closed from a time on.
    pub(super) fn new(ground: &'ground Ground, closed: BTreeMap<usize, f64>) -> Self {
        let arrived = vec![f64::INFINITY; ground.columns * ground.rows];
        Self { ground, closed, arrived, heap: BinaryHeap::new() }
    }

    /// Spreads what was offered until a time.
    pub(super) fn run(&mut self, until_minutes: f64) {
        while let Some(Reverse((Minutes(minutes), cell))) = self.heap.pop() {
            if minutes > until_minutes {
                break;
            }
            // An arrival that was bettered since is passed over.
            if minutes <= self.arrived[cell] {
                self.spread_from(cell);
            }
        }
        for minutes in &mut self.arrived {
            if *minutes > until_minutes || until_minutes.is_nan() {
                *minutes = f64::INFINITY;
            }
        }
    }

    /// Takes an arrival that is earlier than any so far, unless the cell is closed by then.
    pub(super) fn offer(&mut self, cell: usize, minutes: f64) {
        if minutes < self.arrived[cell] - SLACK_MINUTES && !self.is_closed(cell, minutes) {
            self.arrived[cell] = minutes;
            self.heap.push(Reverse((Minutes(minutes), cell)));
        }
    }

    fn is_closed(&self, cell: usize, minutes: f64) -> bool {
        !self.closed.is_empty() && self.closed.get(&cell).is_some_and(|from| minutes >= *from)
    }

    fn spread_from(&mut self, cell: usize) {
        let here = self.arrived[cell];
        for (number, offset) in RING.iter().enumerate() {
            let Some(target) = self.ground.neighbour(cell, *offset) else { continue };
            let beside = [(number + 1) % 16, (number + 15) % 16].map(|beside| {
                let (east, north) = RING[beside];
                (beside, self.ground.neighbour(target, (-east, -north)))
            });
            // Nothing arrives before it left: most of what burns already is not looked at.
            let known = self.arrived[target];
            let earlier = |other: &usize| {
                let other = self.arrived[*other];
                other.is_finite() && other.min(here) < known
            };
            let fronts = beside.map(|(beside, other)| (beside, other.filter(earlier)));
            if known <= here && fronts.iter().all(|(_, other)| other.is_none()) {
                continue;
            }
            let Some(line) = self.line(cell, number, target) else { continue };
            let arrival = self.along(&line);
            if !arrival.is_finite() || !self.is_open(&line, arrival) {
                continue;
            }
            self.offer(target, arrival);
            for (beside, other) in fronts {
                if let Some(other) = other
                    && let Some(second) = self.line(other, beside, target)
                {
                    self.between(&line, &second);
                }
            }
        }
    }

    /// The line to a neighbour, unless it slips between two cells where nothing burns.
    fn line(&self, cell: usize, number: usize, target: usize) -> Option<Line> {
        let (east, north) = RING[number];
        let ground = self.ground;
        let (east_m, north_m) = (f64::from(east) * ground.cell_m, f64::from(north) * ground.cell_m);
        let via = |offset| ground.neighbour(cell, offset).expect("it lies between two cells");
        let (cells, count) = match (east.abs(), north.abs()) {
            (2, 1) => ([cell, via((east / 2, 0)), via((east / 2, north)), target], 4),
            (1, 2) => ([cell, via((0, north / 2)), via((east, north / 2)), target], 4),
            _ => ([cell, target, target, target], 2),
        };
        if (east.abs(), north.abs()) == (1, 1) {
            let minutes = self.arrived[cell];
            let burning = &ground.cells[ground.period(minutes)];
            let shut =
                |cell: usize| burning[cell].slow.is_infinite() || self.is_closed(cell, minutes);
            if shut(via((east, 0))) && shut(via((0, north))) {
                return None;
            }
        }
        let length_m = math::sqrt(east_m * east_m + north_m * north_m);
        Some(Line { cells, count, east_m, north_m, length_m })
    }

    /// Whether nothing on the way is closed by then.
    fn is_open(&self, line: &Line, arrival: f64) -> bool {
        self.closed.is_empty()
            || !line.cells()[1..].iter().any(|cell| self.is_closed(*cell, arrival))
    }

    /// When fire from the line's start is at its end.
    fn along(&self, line: &Line) -> f64 {
        let part = 1.0 / line.count as f64;
        let (east, north, length) = (line.east_m * part, line.north_m * part, line.length_m * part);
        let ground = self.ground;
        line.cells().iter().fold(self.arrived[line.cells[0]], |minutes, cell| {
            ground
                .crossed(minutes, |period| ground.cells[period][*cell].minutes(east, north, length))
        })
    }

    /// How much longer a line takes in a period than if all of it were like its end.
    fn delay(&self, line: &Line, period: usize) -> f64 {
        let cells = &self.ground.cells[period];
        let minutes = |cell: &usize| cells[*cell].minutes(line.east_m, line.north_m, line.length_m);
        let all: f64 = line.cells().iter().map(minutes).sum();
        all / line.count as f64 / minutes(&line.cells[line.count - 1])
    }

    /// When fire can leave a cell: when it arrived, or when the cell first burns after that.
    fn leaves(&self, cell: usize) -> f64 {
        let (ground, arrived) = (self.ground, self.arrived[cell]);
        let periods = ground.period(arrived)..ground.starts.len();
        let burning =
            periods.into_iter().find(|period| ground.cells[*period][cell].slow.is_finite());
        burning.map_or(f64::INFINITY, |period| match period {
            0 => arrived,
            _ => arrived.max(ground.starts[period]),
        })
    }

    /// Offers the end of two lines the earliest arrival from between their starts.
    fn between(&mut self, first: &Line, second: &Line) {
        let front = Front {
            first: (first.east_m, first.north_m),
            second: (second.east_m, second.north_m),
            here: self.leaves(first.cells[0]),
            beside: self.leaves(second.cells[0]),
        };
        if !(front.here.is_finite() && front.beside.is_finite()) {
            return;
        }
        let target = first.cells[first.count - 1];
        // As slow as the slower of both lines: a mean would let fire leap a strip that only one
        // of them crosses.
        let delayed = |period: usize| {
            let delay = self.delay(first, period).max(self.delay(second, period));
            let mut cell = self.ground.cells[period][target];
            // What burns nowhere on the way is infinite over infinite.
            cell.slow = if delay.is_nan() { f64::INFINITY } else { cell.slow * delay };
            cell
        };
        let ground = self.ground;
        let (soonest, latest) = (front.here.min(front.beside), front.here.max(front.beside));
        let period = ground.period(soonest);
        let change = ground.starts.get(period + 1).copied().unwrap_or(f64::INFINITY);
        let cell = delayed(period);
        let longest = front.minutes(&cell, 0.0).max(front.minutes(&cell, 1.0));
        let arrival = if latest + longest <= change || change.is_infinite() {
            front.best_share(&cell).map(|share| front.begun(share) + front.minutes(&cell, share))
        } else {
            let value = |share: f64| {
                ground.crossed(front.begun(share), |period| front.minutes(&delayed(period), share))
            };
            Some(least(value))
        };
        if let Some(arrival) = arrival
            && arrival.is_finite()
            && self.is_open(first, arrival)
            && self.is_open(second, arrival)
        {
            self.offer(target, arrival);
        }
    }
}

/// A straight piece of front between two reached cells, seen from a third: the way to it from each
/// in metres east and north, and when they were reached.
struct Front {
    first: (f64, f64),
    second: (f64, f64),
    here: f64,
    beside: f64,
}

impl Front {
    /// When fire was at a share of the way from the second cell to the first.
    fn begun(&self, share: f64) -> f64 {
        self.beside + share * (self.here - self.beside)
    }

    /// Minutes from there.
    fn minutes(&self, cell: &Cell, share: f64) -> f64 {
        let east = self.second.0 + share * (self.first.0 - self.second.0);
        let north = self.second.1 + share * (self.first.1 - self.second.1);
        cell.minutes(east, north, math::sqrt(east * east + north * north))
    }

    /// The share from which fire arrives first, if it is not at an end: `begun + slow (|x| - lean .
    /// x)` has the derivative zero there.
    fn best_share(&self, cell: &Cell) -> Option<f64> {
        let (east, north) = (self.first.0 - self.second.0, self.first.1 - self.second.1);
        let width = math::sqrt(east * east + north * north);
        let lean = cell.lean.0 * east + cell.lean.1 * north;
        let sine = (lean - (self.here - self.beside) / cell.slow) / width;
        if sine.abs() >= 1.0 {
            return None;
        }
        let away = (self.second.0 * north - self.second.1 * east).abs() / width;
        let begin = (self.second.0 * east + self.second.1 * north) / width;
        let share = (away * sine / math::sqrt(1.0 - sine * sine) - begin) / width;
        (share > 0.0 && share < 1.0).then_some(share)
    }
}

/// The least of a function of a share, by steps and then by thirds.
fn least(value: impl Fn(f64) -> f64) -> f64 {
    let (mut best, mut share) = (f64::INFINITY, 0.0);
    for step in 0..=16 {
        let at = f64::from(step) / 16.0;
        let found = value(at);
        if found < best {
            (best, share) = (found, at);
        }
    }
    let (mut low, mut high) = ((share - 1.0 / 16.0).max(0.0), (share + 1.0 / 16.0).min(1.0));
    for _ in 0..40 {
        let (one, other) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if value(one) <= value(other) {
            high = other;
        } else {
            low = one;
        }
    }
    best.min(value(low))
}
