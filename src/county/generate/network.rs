//! From the weave to a network: which points are junctions, what bends between them, how wide, high
//! and passable each road is.

use super::rivers::{Waters, tenth};
use super::scale::CELL_M;
use super::weave::{Edge, Weave, distance};
use crate::base::grid::Grid;
use crate::base::id::NodeId;
use crate::base::math;
use crate::base::name::ShortName;
use crate::county::network::{Network, Node, Road, RoadClass, Structure};
use crate::vocabulary::profile::{Profile, ProfileSet};

/// The finished network: junctions ordered from north to south, roads with bends between them, and
/// for each road the first and last edge that it was made of.
pub(super) fn finish(weave: &Weave, ground: &Grid<f32>, waters: &Waters) -> Network {
    let keep = keepers(weave);
    let mut order: Vec<u32> = (0..weave.points.len() as u32)
        .filter(|point| keep[*point as usize] && !weave.at[*point as usize].is_empty())
        .collect();
    let place = |point: u32| {
        let (x, y) = weave.points[point as usize];
        (-((y / 1_000.0).floor() as i64), (x * 10.0).round() as i64, (y * 10.0).round() as i64)
    };
    order.sort_by_key(|point| (place(*point), *point));
    let mut node_of = vec![NodeId(u32::MAX); weave.points.len()];
    let mut nodes = Vec::with_capacity(order.len());
    for (index, &point) in order.iter().enumerate() {
        let (x_m, y_m) = weave.points[point as usize];
        let name = ShortName::numbered('n', index + 1);
        let elevation_m = tenth(f64::from(height(ground, x_m, y_m))) as f32;
        nodes.push(Node::new(name, tenth(x_m), tenth(y_m), elevation_m));
        node_of[point as usize] = NodeId::from_index(index);
    }
    let mut roads = Vec::new();
    let mut used = vec![false; weave.edges.len()];
    for &point in &order {
        for &edge in &weave.at[point as usize] {
            if !used[edge as usize] {
                let chain = follow(weave, &keep, point, edge, &mut used);
                roads.push(road(weave, ground, waters, &chain, edge, roads.len() + 1, &node_of));
            }
        }
    }
    Network::new(nodes, roads)
}

/// Points that stay: all but those where the same road merely goes on. A ring keeps points enough
/// that no road begins and ends at one junction.
fn keepers(weave: &Weave) -> Vec<bool> {
    let goes_on = |point: usize| match weave.at[point][..] {
        [first, second] => {
            let (first, second) = (weave.edges[first as usize], weave.edges[second as usize]);
            let same = first.class == second.class && first.avenue == second.avenue;
            same && first.structure == Structure::None && second.structure == Structure::None
        }
        _ => false,
    };
    let mut keep: Vec<bool> = (0..weave.points.len()).map(|point| !goes_on(point)).collect();
    loop {
        let mut changed = false;
        let mut used = vec![false; weave.edges.len()];
        for point in 0..weave.points.len() as u32 {
            if !keep[point as usize] {
                continue;
            }
            for &edge in &weave.at[point as usize] {
                if used[edge as usize] {
                    continue;
                }
                let chain = follow(weave, &keep, point, edge, &mut used);
                if chain[0] == chain[chain.len() - 1] {
                    keep[chain[chain.len() / 2] as usize] = true;
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    keep
}

/// The points from one that stays to the next, along an edge.
fn follow(weave: &Weave, keep: &[bool], from: u32, edge: u32, used: &mut [bool]) -> Vec<u32> {
    let mut chain = vec![from];
    let (mut at, mut edge) = (from, edge);
    loop {
        used[edge as usize] = true;
        at = weave.other(edge, at);
        chain.push(at);
        if keep[at as usize] {
            return chain;
        }
        let next = weave.at[at as usize].iter().find(|next| **next != edge);
        edge = *next.expect("a point that does not stay has two edges");
    }
}

/// Elevation between cell centres, m, bilinear.
pub(super) fn height(ground: &Grid<f32>, x_m: f64, y_m: f64) -> f32 {
    let x = (x_m / CELL_M - 0.5).clamp(0.0, ground.columns as f64 - 1.001);
    let y = (ground.rows as f64 - y_m / CELL_M - 0.5).clamp(0.0, ground.rows as f64 - 1.001);
    let (column, row) = (x as usize, y as usize);
    let (right, down) = ((x - column as f64) as f32, (y - row as f64) as f32);
    let upper = ground.at(column, row) * (1.0 - right) + ground.at(column + 1, row) * right;
    let lower = ground.at(column, row + 1) * (1.0 - right) + ground.at(column + 1, row + 1) * right;
    upper * (1.0 - down) + lower * down
}

/// One road along a chain of points.
fn road(
    weave: &Weave,
    ground: &Grid<f32>,
    waters: &Waters,
    chain: &[u32],
    edge: u32,
    number: usize,
    node_of: &[NodeId],
) -> Road {
    let edge = &weave.edges[edge as usize];
    let line: Vec<(f64, f64)> = chain.iter().map(|point| weave.points[*point as usize]).collect();
    let line: Vec<(f64, f64)> = bend(&line).iter().map(|at| (tenth(at.0), tenth(at.1))).collect();
    let heights: Vec<f64> =
        line.iter().map(|place| f64::from(height(ground, place.0, place.1))).collect();
    let length_m: f64 = line
        .windows(2)
        .zip(heights.windows(2))
        .map(|(pair, rise)| {
            let flat = math::hypot(pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
            math::hypot(flat, (rise[1] - rise[0]).clamp(-0.12 * flat, 0.12 * flat))
        })
        .sum();
    let lowest = heights.iter().copied().fold(f64::MAX, f64::min);
    let low_m = match edge.structure {
        Structure::None | Structure::Tunnel | Structure::Underpass => lowest,
        _ => water_below(weave, ground, waters, edge) + clearance_m(edge),
    };
    let (width_dm, speed_km_h) = carriageway(edge);
    let name = ShortName::numbered('r', number);
    Road {
        key: Road::key_of(name),
        name,
        from: node_of[chain[0] as usize],
        to: node_of[chain[chain.len() - 1] as usize],
        class: edge.class,
        structure: edge.structure,
        length_mm: (length_m.max(1.0) * 1_000.0).round() as u32,
        width_dm,
        speed_km_h,
        one_way: false,
        low_m: tenth(low_m) as f32,
        passable: passable(edge),
        bend: line[1..line.len() - 1].iter().map(|at| (at.0 as f32, at.1 as f32)).collect(),
    }
}

/// Elevation of the water under a bridge: the lowest channel cell beside its middle, m.
fn water_below(weave: &Weave, ground: &Grid<f32>, waters: &Waters, edge: &Edge) -> f64 {
    let (from, to) = (weave.points[edge.from as usize], weave.points[edge.to as usize]);
    let middle = (0.5 * (from.0 + to.0), 0.5 * (from.1 + to.1));
    let own = weave.cell(middle);
    if waters.channel[own] {
        return f64::from(ground.values[own]);
    }
    weave
        .around(middle, 1)
        .filter(|cell| waters.channel[*cell])
        .map(|cell| f64::from(ground.values[cell]))
        .fold(f64::from(height(ground, middle.0, middle.1)), f64::min)
}

/// Height of a bridge's deck above ordinary water, m: placeholders by class, in the order of what
/// design floods of 1 in 100 (trunk) to 1 in 25 years (village) ask for.
fn clearance_m(edge: &Edge) -> f64 {
    match (edge.structure, edge.class) {
        (Structure::Ford, _) => 0.2,
        (Structure::Culvert, _) => 1.6,
        (_, RoadClass::Trunk) => 7.0,
        (_, RoadClass::Primary | RoadClass::Street) => 5.5,
        (_, RoadClass::Secondary) => 3.6,
        _ => 2.4,
    }
}

/// Width of the carriageway in decimetres and free speed in km/h, by class: the design classes two
/// to four of JTG B01-2014, village roads narrower as built (placeholders).
fn carriageway(edge: &Edge) -> (u16, u8) {
    match edge.class {
        RoadClass::Trunk => (120, 70),
        RoadClass::Primary => (75, 50),
        RoadClass::Secondary => (65, 40),
        RoadClass::Village => (45, 25),
        RoadClass::Street if edge.avenue => (240, 45),
        RoadClass::Street => (90, 30),
        RoadClass::Track => (30, 15),
    }
}

/// Who can use a road in ordinary times.
fn passable(edge: &Edge) -> ProfileSet {
    let wheels = ProfileSet::of(&[Profile::OffRoad, Profile::Foot]);
    let high = wheels.with(Profile::HighClearance);
    match (edge.class, edge.structure) {
        (RoadClass::Track, _) => wheels,
        (_, Structure::Ford) => high,
        _ => high.with(Profile::Road).with(Profile::Boat),
    }
}

/// A line with rounded bends and without the points that it can do without.
fn bend(line: &[(f64, f64)]) -> Vec<(f64, f64)> {
    if line.len() < 3 {
        return line.to_vec();
    }
    // Corner cutting of Chaikin 1974, once on a line drawn a little straighter; ends stay.
    let mut cut = vec![line[0]];
    for index in 0..line.len() - 1 {
        let (from, to) = (line[index], line[index + 1]);
        let part =
            |share: f64| (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
        if index > 0 {
            cut.push(part(0.25));
        }
        if index + 2 < line.len() {
            cut.push(part(0.75));
        }
    }
    cut.push(line[line.len() - 1]);
    thin(&cut, 4.0)
}

/// The line without the points that lie within `tolerance_m` of it (Douglas and Peucker 1973).
fn thin(line: &[(f64, f64)], tolerance_m: f64) -> Vec<(f64, f64)> {
    let mut keep = vec![false; line.len()];
    keep[0] = true;
    keep[line.len() - 1] = true;
    let mut open = vec![(0, line.len() - 1)];
    while let Some((first, last)) = open.pop() {
        let far = (first + 1..last)
            .map(|index| (distance(line[index], line[first], line[last]), index))
            .max_by(|left, right| left.0.total_cmp(&right.0).then(right.1.cmp(&left.1)));
        if let Some((apart, index)) = far
            && apart > tolerance_m
        {
            keep[index] = true;
            open.extend([(first, index), (index, last)]);
        }
    }
    line.iter().zip(keep).filter(|(_, kept)| *kept).map(|(place, _)| *place).collect()
}
