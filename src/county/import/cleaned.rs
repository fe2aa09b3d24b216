//! The network as a county has it: the largest part in which every place can be driven to from
//! every other, with vertices merged into roads wherever nothing branches. Roads end where their
//! way ends, so that one way can be closed and another speed be asked for by the way's number.

use std::collections::BTreeSet;

use super::note::Note;
use super::rules::{Driven, Verdict};
use super::segments::{NetworkCounts, Segment, Segments};
use super::source::Vertex;
use crate::base::text::Text;

/// A road of the cleaned network, by places in [`Segments::vertices`].
#[derive(Debug, Clone, PartialEq)]
pub struct CleanRoad {
    /// Place of its way in [`Segments::ways`].
    pub way: u32,
    /// How many roads of that way come before it.
    pub piece: u32,
    /// Its vertices in the direction in which it runs: both ends and all between.
    pub vertices: Vec<u32>,
    /// Metres from its first vertex to each of them.
    pub along_m: Vec<f64>,
    /// Whether it runs against the order of its way's vertices.
    pub is_reversed: bool,
}

/// The cleaned network.
#[derive(Debug)]
pub struct Cleaned {
    /// Places of junctions in [`Segments::vertices`], in order.
    pub junctions: Vec<u32>,
    /// Roads, by way and piece.
    pub roads: Vec<CleanRoad>,
    /// How much there is.
    pub counts: NetworkCounts,
    /// What was left out or merged.
    pub notes: Vec<Note>,
}

/// Places of the vertices in the largest part.
pub fn largest_part(segments: &Segments<'_>) -> Vec<bool> {
    segments.parts().into_iter().map(|part| part == 0).collect()
}

/// Cleans a network. `wanted` are places of vertices where something stands: they stay junctions.
pub fn clean(segments: &Segments<'_>, is_kept: &[bool], wanted: &BTreeSet<u32>) -> Cleaned {
    let mut degree = vec![0_u32; segments.vertices.len()];
    let holds = |segment: &&Segment| is_kept[segment.from as usize] && is_kept[segment.to as usize];
    for segment in segments.ways.iter().flat_map(|way| &way.segments).filter(holds) {
        degree[segment.from as usize] += 1;
        degree[segment.to as usize] += 1;
    }
    let branches = |place: u32| degree[place as usize] != 2 || wanted.contains(&place);
    let mut roads: Vec<CleanRoad> = Vec::new();
    for (way, drivable) in (0..).zip(&segments.ways) {
        let mut piece = 0;
        let held: Vec<Segment> = drivable.segments.iter().filter(holds).copied().collect();
        for chain in chains(&held, branches) {
            for part in without_loops(&chain) {
                roads.push(road(part, &drivable.verdict, (way, piece)));
                piece += 1;
            }
        }
    }
    let ends =
        roads.iter().flat_map(|road| [road.vertices[0], *road.vertices.last().expect("ends")]);
    let junctions: BTreeSet<u32> = ends.collect();
    let counts = counts(segments, &roads, junctions.len());
    let notes = notes(segments, is_kept, &roads, junctions.len());
    Cleaned { junctions: junctions.into_iter().collect(), roads, counts, notes }
}

/// Cuts the segments of a way where they do not join and where something branches.
fn chains(segments: &[Segment], branches: impl Fn(u32) -> bool) -> Vec<Vec<Segment>> {
    let mut chains: Vec<Vec<Segment>> = Vec::new();
    for segment in segments {
        match chains.last_mut() {
            Some(chain)
                if chain.last().is_some_and(|last| last.to == segment.from)
                    && !branches(segment.from) =>
            {
                chain.push(*segment);
            }
            _ => chains.push(vec![*segment]),
        }
    }
    chains
}

/// A road leads from one junction to another: one that comes back to its start is parted in its
/// middle.
fn without_loops(chain: &[Segment]) -> Vec<&[Segment]> {
    let comes_back = chain.len() > 1 && chain[0].from == chain[chain.len() - 1].to;
    match comes_back {
        true => {
            let (first, second) = chain.split_at(chain.len() / 2);
            vec![first, second]
        }
        false => vec![chain],
    }
}

fn road(chain: &[Segment], verdict: &Verdict, (way, piece): (u32, u32)) -> CleanRoad {
    let mut vertices = vec![chain[0].from];
    let mut along_m = vec![0.0];
    let is_reversed = verdict.driven == Driven::Backward;
    if is_reversed {
        vertices[0] = chain[chain.len() - 1].to;
    }
    let mut total_m = 0.0;
    let mut step = |segment: &Segment, to: u32| {
        total_m += segment.length_m;
        vertices.push(to);
        along_m.push(total_m);
    };
    if is_reversed {
        chain.iter().rev().for_each(|segment| step(segment, segment.from));
    } else {
        chain.iter().for_each(|segment| step(segment, segment.to));
    }
    CleanRoad { way, piece, vertices, along_m, is_reversed }
}

fn counts(segments: &Segments<'_>, roads: &[CleanRoad], junctions: usize) -> NetworkCounts {
    let ways: BTreeSet<u32> = roads.iter().map(|road| road.way).collect();
    let is_one_way =
        |road: &CleanRoad| segments.ways[road.way as usize].verdict.driven != Driven::BothWays;
    let mut driven: Vec<(u32, u32)> = Vec::new();
    for road in roads {
        let ends = (road.vertices[0], *road.vertices.last().expect("a road has ends"));
        driven.push(ends);
        if !is_one_way(road) {
            driven.push((ends.1, ends.0));
        }
    }
    driven.sort_unstable();
    driven.dedup();
    let length_m: f64 = roads.iter().filter_map(|road| road.along_m.last()).sum();
    NetworkCounts {
        drivable_ways: ways.len(),
        graph_nodes: junctions,
        way_segments: roads.len(),
        directed_edges: driven.len(),
        n_scc: usize::from(junctions > 0),
        scc_nodes: junctions,
        length_km: length_m / 1_000.0,
    }
}

fn notes(
    segments: &Segments<'_>,
    is_kept: &[bool],
    roads: &[CleanRoad],
    junctions: usize,
) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut missing = Note::count(
        Text::new(
            "路线引用而数据中没有的点（跳过）",
            "vertices that roads name and the source lacks (skipped)",
        ),
        0,
    );
    segments.missing.iter().for_each(|id| missing.add(id));
    missing.push_to(&mut notes);
    let repeated =
        Text::new("首尾为同一点的路段（跳过）", "segments from a vertex to itself (skipped)");
    Note::count(repeated, segments.repeated).push_to(&mut notes);
    let mut flat = Note::count(
        Text::new(
            "长度为零的路段（两端坐标相同，保留连通，长度记 1 毫米）",
            "segments of no length (kept as 1 mm, so that what they join stays joined)",
        ),
        0,
    );
    for way in &segments.ways {
        let none = way.segments.iter().filter(|segment| segment.length_m == 0.0);
        none.for_each(|_| flat.add(way.way.id));
    }
    flat.push_to(&mut notes);
    same_place(&segments.vertices).push_to(&mut notes);
    islands(segments, is_kept).into_iter().for_each(|note| note.push_to(&mut notes));
    let inside: usize = roads.iter().map(|road| road.vertices.len() - 2).sum();
    let merged = Text::new(
        "没有岔路而并入道路的点（形状保留）",
        "vertices without a branch, merged into roads (their shape is kept)",
    );
    Note::count(merged, inside).push_to(&mut notes);
    let kept = Text::new("清理后的路口", "junctions after cleaning");
    Note::count(kept, junctions).push_to(&mut notes);
    notes
}

/// Vertices of different numbers at one place; they are not joined, as one may lead over another.
fn same_place(vertices: &[Vertex]) -> Note {
    let what = Text::new(
        "与另一点坐标完全相同的点（未合并：可能一条路在另一条之上）",
        "vertices at the very place of another (not joined: one road may lead over the other)",
    );
    let mut note = Note::count(what, 0);
    let mut places: Vec<(i32, i32, i64)> =
        vertices.iter().map(|vertex| (vertex.x, vertex.y, vertex.id)).collect();
    places.sort_unstable();
    for pair in places.windows(2) {
        if (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1) {
            note.add(pair[1].2);
        }
    }
    note
}

/// What lies outside the largest part.
fn islands(segments: &Segments<'_>, is_kept: &[bool]) -> [Note; 3] {
    let vertices = is_kept.iter().filter(|kept| !**kept).count();
    let mut ways = Note::count(
        Text::new(
            "全部位于主路网之外的道路（略去）",
            "ways wholly outside the main network (left out)",
        ),
        0,
    );
    let mut length_m = 0.0;
    for way in &segments.ways {
        let is_out =
            |segment: &&Segment| !is_kept[segment.from as usize] || !is_kept[segment.to as usize];
        let out: Vec<&Segment> = way.segments.iter().filter(is_out).collect();
        length_m += out.iter().map(|segment| segment.length_m).sum::<f64>();
        if out.len() == way.segments.len() {
            ways.add(way.way.id);
        }
    }
    [
        Note::count(
            Text::new(
                "主路网（任意两点可互相驶达的最大部分）之外的点（略去）",
                "vertices outside the main network, in which each place can be driven to from \
                 each (left out)",
            ),
            vertices,
        ),
        ways,
        Note::count(
            Text::new("略去的道路长度（米）", "metres of road left out"),
            length_m.round() as usize,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::import::osm;
    use crate::county::import::rules::{STANDARD, built_in};

    /// A main road 1-2-3-4 with a one-way loop at 4, a lane 3-5, an island 8-9, and a dead end that
    /// one can only drive into.
    const MAP: &str = r#"<osm>
      <node id="1" lat="42.500" lon="1.500"/><node id="2" lat="42.501" lon="1.500"/>
      <node id="3" lat="42.502" lon="1.500"/><node id="4" lat="42.503" lon="1.500"/>
      <node id="5" lat="42.502" lon="1.501"/><node id="6" lat="42.504" lon="1.501"/>
      <node id="7" lat="42.504" lon="1.499"/><node id="8" lat="42.6" lon="1.6"/>
      <node id="9" lat="42.6" lon="1.6"/><node id="10" lat="42.5" lon="1.51"/>
      <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="77"/><nd ref="3"/><nd ref="4"/>
        <tag k="highway" v="primary"/></way>
      <way id="11"><nd ref="4"/><nd ref="6"/><nd ref="7"/><nd ref="4"/>
        <tag k="highway" v="primary"/><tag k="oneway" v="-1"/></way>
      <way id="12"><nd ref="3"/><nd ref="3"/><nd ref="5"/><tag k="highway" v="service"/></way>
      <way id="13"><nd ref="8"/><nd ref="9"/><tag k="highway" v="primary"/></way>
      <way id="14"><nd ref="1"/><nd ref="10"/>
        <tag k="highway" v="primary"/><tag k="oneway" v="yes"/></way>
    </osm>"#;

    #[test]
    fn a_network_is_cleaned_and_everything_that_goes_is_counted() {
        let source = osm::read("map.osm", MAP.as_bytes()).unwrap();
        let segments = Segments::of(&source, &built_in(STANDARD).unwrap());
        let kept = largest_part(&segments);
        let ids = |places: &[u32]| -> Vec<i64> {
            places.iter().map(|place| segments.vertices[*place as usize].id).collect()
        };
        let cleaned = clean(&segments, &kept, &BTreeSet::new());
        let roads: Vec<(u32, u32, Vec<i64>)> =
            cleaned.roads.iter().map(|road| (road.way, road.piece, ids(&road.vertices))).collect();
        let expected = [
            (0, 0, vec![1, 2, 3]),
            (0, 1, vec![3, 4]),
            (1, 0, vec![6, 4]),
            (1, 1, vec![4, 7, 6]),
            (2, 0, vec![3, 5]),
        ];
        assert_eq!(roads, expected);
        assert_eq!(ids(&cleaned.junctions), [1, 3, 4, 5, 6]);
        let count = |what: &str| {
            let note = cleaned.notes.iter().find(|note| note.what.en.contains(what));
            note.map_or(0, |note| note.count)
        };
        assert_eq!(count("the source lacks"), 1);
        assert_eq!(count("to itself"), 1);
        assert_eq!(count("of no length"), 1);
        assert_eq!(count("very place"), 1);
        assert_eq!(count("outside the main network, in which"), 3);
        assert_eq!(count("wholly outside"), 2);
        assert_eq!(count("merged into roads"), 2);
        // Where something stands there is a junction.
        let two = segments.vertices.iter().position(|vertex| vertex.id == 2).unwrap() as u32;
        let cleaned = clean(&segments, &kept, &BTreeSet::from([two]));
        assert_eq!(ids(&cleaned.junctions), [1, 2, 3, 4, 5, 6]);
    }
}
