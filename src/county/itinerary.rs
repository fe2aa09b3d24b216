//! Routes between points of an imported map by the numbers of its source, also where a point lies
//! inside a road, by rules of the road of one's choice, with ways closed: roads are parted where a
//! journey begins or ends, and searched as they are in a drill.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::import::rules::{Driven, RoadRules};
use super::network::{Network, Node, Road, Turn};
use super::origin::Origin;
use super::router::{Overlay, RoadBelief, Router};
use crate::base::id::{NodeId, RoadId};
use crate::base::name::ShortName;
use crate::vocabulary::profile::{Profile, ProfileSet};

/// By what journeys are timed.
#[derive(Debug, Clone)]
pub enum Means {
    /// By a vehicle as drills have it, over roads as slow as they are then.
    Vehicle(Profile, Overlay),
    /// By rules of the road, which say what of the source's ways is driven and how fast.
    Rules(Box<RoadRules>),
}

/// A point of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// A junction.
    Junction(NodeId),
    /// A vertex inside a road: the road, and which of its vertices.
    Inside(RoadId, u32),
}

/// A way that nobody can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closed {
    /// Every road that comes from this way of the source, by its place in [`Origin::ways`].
    Way(u32),
    /// One road.
    Road(RoadId),
}

/// A journey that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Journey {
    /// Where it begins.
    pub from: Stop,
    /// Where it ends.
    pub to: Stop,
    /// What is closed in both directions.
    pub closed: Option<Closed>,
}

/// How a journey is quickest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// How long it takes, ms.
    pub time_ms: u64,
    /// How far it is, mm.
    pub length_mm: u64,
}

/// Points and ways of a map by the names under which people ask for them.
pub struct Index<'a> {
    network: &'a Network,
    origin: Option<&'a Origin>,
    vertices: BTreeMap<i64, Stop>,
    nodes: BTreeMap<&'a str, NodeId>,
    roads: BTreeMap<&'a str, RoadId>,
}

impl<'a> Index<'a> {
    /// Over a network and, where it was imported, where it comes from.
    pub fn new(network: &'a Network, origin: Option<&'a Origin>) -> Self {
        let mut vertices = BTreeMap::new();
        for (index, from) in origin.iter().flat_map(|origin| origin.roads.iter().enumerate()) {
            let road = &network.roads[index];
            let last = from.vertices.len() - 1;
            for (place, (id, _)) in from.vertices.iter().enumerate() {
                let stop = match place {
                    0 => Stop::Junction(road.from),
                    _ if place == last => Stop::Junction(road.to),
                    _ => Stop::Inside(RoadId::from_index(index), place as u32),
                };
                vertices.insert(*id, stop);
            }
        }
        let nodes = network.nodes.iter().enumerate();
        let roads = network.roads.iter().enumerate();
        Self {
            network,
            origin,
            vertices,
            nodes: nodes.map(|(at, node)| (node.name.as_str(), NodeId::from_index(at))).collect(),
            roads: roads.map(|(at, road)| (road.name.as_str(), RoadId::from_index(at))).collect(),
        }
    }

    /// The point of that number of the source, or of that written name of a junction.
    pub fn stop(&self, name: &str) -> Option<Stop> {
        let by_number = name.parse().ok().and_then(|id: i64| self.vertices.get(&id));
        by_number.copied().or_else(|| self.nodes.get(name).map(|node| Stop::Junction(*node)))
    }

    /// The way of that number of the source, or the road of that written name.
    pub fn closed(&self, name: &str) -> Option<Closed> {
        let by_number = name.parse().ok().and_then(|id| self.origin?.way(id)).map(Closed::Way);
        by_number.or_else(|| self.roads.get(name).map(|road| Closed::Road(*road)))
    }

    /// Written names of junctions, to be near to.
    pub fn names(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.nodes.keys().copied()
    }

    /// How each journey is quickest; none where there is no way.
    ///
    /// # Panics
    /// Where rules are to be followed and the map does not say where its roads come from.
    pub fn routes(&self, means: &Means, journeys: &[Journey]) -> Vec<Option<Taken>> {
        let parted = Parted::new(self, means, journeys);
        let (profile, slowed) = match means {
            Means::Vehicle(profile, slowed) => (*profile, parted.overlay(slowed)),
            Means::Rules(_) => (Profile::Road, Overlay::NONE),
        };
        let router = match &parted.times_ms {
            Some(times_ms) => Router::with_times(Arc::new(parted.network), times_ms),
            None => Router::new(Arc::new(parted.network), &[]),
        };
        let network = router.network();
        let route = |journey: &Journey| {
            let [from, to] = [journey.from, journey.to].map(|stop| parted.node[&stop]);
            let closed = journey.closed.map(|closed| {
                let roads = parted.of.iter().enumerate().filter(|(_, of)| match closed {
                    Closed::Road(road) => **of == road,
                    Closed::Way(way) => {
                        self.origin.is_some_and(|origin| origin.of(**of).way == way)
                    }
                });
                let beliefs = roads.map(|(piece, _)| {
                    RoadBelief::passable(RoadId::from_index(piece), ProfileSet::NONE)
                });
                slowed.and(&Overlay::new(beliefs.collect()))
            });
            let overlay = closed.as_ref().unwrap_or(&slowed);
            let route = router.route(profile, from, to, overlay)?;
            let lengths = route.arcs.iter().map(|arc| u64::from(network.road(*arc).length_mm));
            Some(Taken { time_ms: route.time.milliseconds(), length_mm: lengths.sum() })
        };
        journeys.iter().map(route).collect()
    }
}

/// The network with its roads parted where journeys begin or end.
struct Parted {
    network: Network,
    /// Time over each piece by the rules, ms; none of what they do not drive.
    times_ms: Option<Vec<Option<u32>>>,
    /// The road that each piece is of.
    of: Vec<RoadId>,
    node: BTreeMap<Stop, NodeId>,
}

impl Parted {
    /// What is believed of roads, of their pieces.
    fn overlay(&self, roads: &Overlay) -> Overlay {
        let pieces = self.of.iter().enumerate().filter_map(|(piece, of)| {
            let belief = roads.belief(*of)?;
            Some(RoadBelief { road: RoadId::from_index(piece), ..belief })
        });
        Overlay::new(pieces.collect())
    }

    fn new(index: &Index<'_>, means: &Means, journeys: &[Journey]) -> Self {
        let network = index.network;
        let stops: BTreeSet<Stop> =
            journeys.iter().flat_map(|journey| [journey.from, journey.to]).collect();
        let mut nodes = network.nodes.clone();
        let mut node = BTreeMap::new();
        let mut cuts: BTreeMap<RoadId, Vec<(u32, NodeId)>> = BTreeMap::new();
        for stop in stops {
            match stop {
                Stop::Junction(id) => {
                    node.insert(stop, id);
                }
                Stop::Inside(road, place) => {
                    let id = NodeId::from_index(nodes.len());
                    nodes.push(inside(network, road, place, nodes.len()));
                    node.insert(stop, id);
                    // Stops come in order of road and place.
                    cuts.entry(road).or_default().push((place, id));
                }
            }
        }
        let (mut roads, mut of) = (Vec::new(), Vec::new());
        let mut times_ms = matches!(means, Means::Rules(_)).then(Vec::new);
        for (at, road) in network.roads.iter().enumerate() {
            let id = RoadId::from_index(at);
            let cuts = cuts.get(&id).map_or(&[][..], Vec::as_slice);
            let mut pieces = pieces(index, (id, road), cuts);
            if let (Means::Rules(rules), Some(times_ms)) = (means, &mut times_ms) {
                let time = drive(index, id, rules, &mut pieces);
                times_ms.extend(pieces.iter().map(|piece| time.map(|time| time.of(piece))));
            }
            of.extend(pieces.iter().map(|_| id));
            roads.append(&mut pieces);
        }
        let turns = turns(network, (&roads, &of), means);
        Self { network: Network::new(nodes, roads).with_turns(turns), times_ms, of, node }
    }
}

/// The turns that are forbidden, between the pieces that meet at their junctions, and over all
/// pieces of the roads between. Where any is, nobody turns back inside a road either, where only a
/// journey of this list parts it.
fn turns(network: &Network, (pieces, of): (&[Road], &[RoadId]), means: &Means) -> Vec<Turn> {
    let is_obeyed = match means {
        Means::Vehicle(..) => true,
        Means::Rules(rules) => rules.obeys_turns(),
    };
    if network.turns.is_empty() || !is_obeyed {
        return Vec::new();
    }
    let pieces_of = |road: RoadId| {
        let first = of.partition_point(|of| *of < road);
        (first..of.partition_point(|of| *of <= road)).map(RoadId::from_index)
    };
    let piece_at = |road: RoadId, via: NodeId| {
        let mut meeting = pieces_of(road).filter(|piece| pieces[piece.index()].meets(via));
        meeting.next().expect("a turn is from a road of its junction")
    };
    let of_pieces = network.turns.iter().map(|turn| {
        let (mut here, mut over) = (turn.via, Vec::new());
        for road in &turn.over {
            let in_order = pieces_of(*road);
            match in_order.clone().next() == Some(piece_at(*road, here)) {
                true => over.extend(in_order),
                false => over.extend(in_order.rev()),
            }
            let end = network.roads[road.index()].other_end(here);
            here = end.expect("roads of a turn join up");
        }
        let (from, to) = (piece_at(turn.from, turn.via), piece_at(turn.to, here));
        Turn { from, via: turn.via, over, to, obeyed_by: turn.obeyed_by }
    });
    let cuts = (1..pieces.len()).filter(|piece| of[piece - 1] == of[*piece]);
    let back = cuts.flat_map(|piece| {
        let [before, after] = [piece - 1, piece].map(RoadId::from_index);
        let Road { from, to, .. } = pieces[piece];
        let via = if pieces[piece - 1].meets(from) { from } else { to };
        let turn = move |road| Turn {
            from: road,
            via,
            over: Vec::new(),
            to: road,
            obeyed_by: ProfileSet::ALL,
        };
        [turn(before), turn(after)]
    });
    of_pieces.chain(back).collect()
}

/// A junction where a road is parted; its place matters to nobody.
fn inside(network: &Network, road: RoadId, place: u32, number: usize) -> Node {
    let (x_m, y_m) = network.roads[road.index()].bend[place as usize - 1];
    let name = ShortName::new(&format!("stop-{number}")).expect("a number is short");
    Node::new(name, f64::from(x_m), f64::from(y_m), 0.0)
}

/// A junction, and how far along a road it is, mm.
type End = (NodeId, u32);

/// The pieces of a road between its ends and the cuts, in order.
fn pieces(index: &Index<'_>, (id, road): (RoadId, &Road), cuts: &[(u32, NodeId)]) -> Vec<Road> {
    if cuts.is_empty() {
        return vec![Road { bend: Vec::new(), ..road.clone() }];
    }
    let origin = index.origin.expect("only vertices of a source lie inside roads");
    let vertices = &origin.of(id).vertices;
    let along_mm = |place: u32| vertices[place as usize].1;
    let starts = std::iter::once((road.from, 0))
        .chain(cuts.iter().map(|(place, node)| (*node, along_mm(*place))));
    let ends = cuts
        .iter()
        .map(|(place, node)| (*node, along_mm(*place)))
        .chain([(road.to, road.length_mm)]);
    let piece = |(number, (start, end)): (usize, (End, End))| {
        let name = ShortName::new(&format!("piece-{}-{number}", id.0)).expect("numbers are short");
        Road {
            key: Road::key_of(name),
            name,
            from: start.0,
            to: end.0,
            length_mm: (end.1 - start.1).max(1),
            bend: Vec::new(),
            ..road.clone()
        }
    };
    starts.zip(ends).enumerate().map(piece).collect()
}

/// How fast a road is driven.
#[derive(Debug, Clone, Copy)]
struct Pace {
    speed_km_h: f64,
}

impl Pace {
    /// Time over a piece to the nearest ms: 1 km/h is 1/3.6 mm/ms.
    fn of(self, piece: &Road) -> u32 {
        let time_ms = f64::from(piece.length_mm) * 3.6 / self.speed_km_h;
        (time_ms.round() as u32).max(1)
    }
}

/// Turns pieces into the direction in which the rules drive them; none where they do not.
fn drive(index: &Index<'_>, id: RoadId, rules: &RoadRules, pieces: &mut [Road]) -> Option<Pace> {
    let origin = index.origin.expect("rules are asked of imported maps only");
    let from = origin.of(id);
    let verdict = rules.judge(&origin.ways[from.way as usize].tags)?;
    let is_against = match verdict.driven {
        Driven::BothWays => false,
        Driven::Forward => from.is_reversed,
        Driven::Backward => !from.is_reversed,
    };
    for piece in pieces {
        piece.one_way = verdict.driven != Driven::BothWays;
        if is_against {
            std::mem::swap(&mut piece.from, &mut piece.to);
        }
    }
    Some(Pace { speed_km_h: verdict.speed_km_h })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Duration;
    use crate::county::testing;

    #[test]
    fn an_hour_slows_a_vehicle_as_the_map_has_it() {
        let county = testing::county(1, 6, 6);
        let network = &county.network;
        let traffic = county.traffic.as_ref().expect("the county has traffic");
        let index = Index::new(network, None);
        let journey = |to| Journey {
            from: Stop::Junction(NodeId(0)),
            to: Stop::Junction(NodeId::from_index(to)),
            closed: None,
        };
        let journeys: Vec<Journey> = (1..network.nodes.len()).map(journey).collect();
        let closed = Closed::Road(RoadId(0));
        let around = journeys.iter().map(|it| Journey { closed: Some(closed), ..*it });
        let journeys: Vec<Journey> = journeys.iter().copied().chain(around).collect();
        let router = Router::new(Arc::clone(network), &[]);
        let mut slower = 0;
        let mut best: Vec<Option<Taken>> = Vec::new();
        for hour in [None, Some(8)] {
            let overlay = |hour| traffic.overlay(network, Profile::Road, hour);
            let overlay = hour.map_or(Overlay::NONE, overlay);
            let taken = index.routes(&Means::Vehicle(Profile::Road, overlay.clone()), &journeys);
            let shut = RoadBelief::passable(RoadId(0), ProfileSet::NONE);
            let shut = overlay.and(&Overlay::new(vec![shut]));
            for (journey, taken) in journeys.iter().zip(&taken) {
                let Stop::Junction(to) = journey.to else { unreachable!("journeys end there") };
                let over = if journey.closed.is_some() { &shut } else { &overlay };
                let time = router.time_to(Profile::Road, NodeId(0), to, over);
                assert_eq!(taken.map(|taken| taken.time_ms), time.map(Duration::milliseconds));
            }
            slower += best.iter().zip(&taken).filter(|(best, taken)| best != taken).count();
            best = taken;
        }
        assert!(slower > 0, "traffic slows some of them");
    }
}
